from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from support.isolation import NetworkGate, NetworkRefusedError, Surroundings


def test_python_socket_to_another_machine_is_refused() -> None:
    with (
        socket.socket() as client,
        pytest.raises(NetworkRefusedError, match=r"198\.51\.100\.1"),
    ):
        client.connect(("198.51.100.1", 80))


def test_looking_up_another_machine_is_refused() -> None:
    with pytest.raises(NetworkRefusedError, match=r"somewhere\.invalid"):
        socket.getaddrinfo("somewhere.invalid", 80)


def test_loopback_is_free() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()) as client,
    ):
        assert client.getpeername() == server.getsockname()


def test_open_gate_lets_everything_pass() -> None:
    with socket.socket() as client:
        NetworkGate(is_open=True)("socket.connect", (client, ("198.51.100.1", 80)))


def test_gate_leaves_other_families_alone() -> None:
    with socket.socket() as client:
        NetworkGate()("socket.connect", (client, "/run/some.socket"))


def test_changed_surroundings_are_named_and_restored(tmp_path: Path) -> None:
    before = Surroundings()
    os.environ["LEFT_BY_A_TEST"] = "1"
    del os.environ["PATH"]
    os.chdir(tmp_path)
    assert before.changes() == ["$LEFT_BY_A_TEST", "$PATH", "the working directory"]
    before.restore()
    assert before.changes() == []
    assert (Path.cwd(), dict(os.environ)) == (before.cwd, before.environ)
