"""What a test may not touch: the network, and the process it shares with others."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path

_PYTEST_OWN = ("PYTEST_CURRENT_TEST", "PYTEST_VERSION")


class NetworkRefusedError(RuntimeError):
    """A test reached for another machine; not an OSError, so that nobody retries."""

    def __init__(self, host: str) -> None:
        super().__init__(
            f"a test tried to reach '{host}': serve it from loopback, "
            "or mark the test 'index'"
        )


@dataclass(slots=True)
class NetworkGate:
    """An audit hook that stops Python's sockets from leaving loopback unless open."""

    is_open: bool = False

    def __call__(self, event: str, args: tuple[object, ...]) -> None:
        """Refuse what leads away; the interpreter calls this for every audit event."""
        if self.is_open or not event.startswith("socket."):
            return
        match event, args:
            case (
                "socket.connect" | "socket.sendto" | "socket.sendmsg",
                (socket.socket(), (str(host), *_)),
            ):
                _refuse_unless_loopback(host)
            case (
                "socket.getaddrinfo" | "socket.gethostbyname",
                (str(host), *_),
            ):
                _refuse_unless_loopback(host)
            case _:
                pass


def _refuse_unless_loopback(host: str) -> None:
    if host in ("", "localhost"):
        return
    try:
        loopback = ip_address(host).is_loopback
    except ValueError:
        loopback = False
    if not loopback:
        raise NetworkRefusedError(host)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The working directory and environment variables at one moment."""

    cwd: Path = field(default_factory=Path.cwd)
    environ: dict[str, str] = field(default_factory=lambda: dict(os.environ))

    def changes(self) -> list[str]:
        """Return what has changed since, in words."""
        names = self.environ.keys() | os.environ.keys()
        changed = sorted(
            f"${name}"
            for name in names.difference(_PYTEST_OWN)
            if self.environ.get(name) != os.environ.get(name)
        )
        if Path.cwd() != self.cwd:
            changed.append("the working directory")
        return changed

    def restore(self) -> None:
        """Bring them back."""
        os.chdir(self.cwd)
        for name in os.environ.keys() - self.environ.keys():
            del os.environ[name]
        os.environ.update(self.environ)
