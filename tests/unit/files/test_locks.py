from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING, Self

import pytest

from pypixi.files.locks import exclusive

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

HOLDER = """\
import sys
from pathlib import Path
from pypixi.files.locks import exclusive
with exclusive(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


class Holder:
    """Another process that holds a lock until it is told to let go."""

    def __init__(self, path: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", HOLDER, path],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == b"held\n"

    def let_go(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()

    def kill(self) -> None:
        self._process.kill()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.kill()
        self._process.__exit__(kind, error, trace)


def next_descriptor() -> int:
    """Return the number the next opened file gets: the lowest that is free."""
    descriptor = os.dup(0)
    os.close(descriptor)
    return descriptor


def test_free_lock_is_taken_at_once(tmp_path: Path) -> None:
    waits: list[str] = []
    path = tmp_path / "lock"
    with exclusive(path, on_wait=lambda: waits.append("wait")) as descriptor:
        assert os.path.samestat(os.fstat(descriptor), path.stat())
    assert not waits


def test_content_of_a_locked_file_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    path.write_bytes(b"0123")
    with exclusive(path) as descriptor:
        assert os.read(descriptor, 10) == b"0123"
    assert path.read_bytes() == b"0123"


def test_second_process_waits_until_the_first_lets_go(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    waits: list[str] = []
    with Holder(path) as holder:

        def on_wait() -> None:
            waits.append("wait")
            holder.let_go()

        with exclusive(path, on_wait=on_wait):
            pass
    assert waits == ["wait"]


def test_lock_of_a_killed_process_is_free(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with Holder(path) as holder, exclusive(path, on_wait=holder.kill) as descriptor:
        assert os.path.samestat(os.fstat(descriptor), path.stat())


def test_file_deleted_while_waiting_is_made_and_locked_again(tmp_path: Path) -> None:
    """Else two processes would hold "the" lock: one the old file, one a new one."""
    path = tmp_path / "lock"
    with Holder(path) as holder:

        def on_wait() -> None:
            path.unlink()
            holder.let_go()

        with exclusive(path, on_wait=on_wait) as descriptor:
            assert os.path.samestat(os.fstat(descriptor), path.stat())


def test_file_replaced_while_waiting_is_the_one_that_is_locked(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with Holder(path) as first:

        def on_wait() -> None:
            (tmp_path / "new").write_bytes(b"new")
            (tmp_path / "new").replace(path)
            first.let_go()

        with exclusive(path, on_wait=on_wait) as descriptor:
            assert os.read(descriptor, 10) == b"new"


def test_lock_is_released_after_an_error(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with pytest.raises(RuntimeError), exclusive(path):
        raise RuntimeError
    with Holder(path):  # another process gets it
        pass


def test_error_while_waiting_leaves_no_open_file(tmp_path: Path) -> None:
    path = tmp_path / "lock"

    def on_wait() -> None:
        raise KeyboardInterrupt

    with Holder(path):
        before = next_descriptor()
        with pytest.raises(KeyboardInterrupt), exclusive(path, on_wait=on_wait):
            pass
        assert next_descriptor() == before


def test_folder_that_is_missing_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), exclusive(tmp_path / "missing" / "lock"):
        pass
