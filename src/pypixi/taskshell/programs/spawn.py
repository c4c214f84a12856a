"""Starting programs."""

from __future__ import annotations

import os
from _thread import allocate_lock

TYPE_CHECKING = False
if TYPE_CHECKING:
    import subprocess
    from collections.abc import Mapping

    from .jobs import Child

    Streams = tuple[int, int, int]

_IGNORED_BY_PYTHON = (13, 25)
"""SIGPIPE and SIGXFSZ, by number: their names would cost the import of ``signal``."""


class Spawner:
    """Starts programs in their folders.

    A process that is all ours goes into the folder itself, and the system does the
    rest: that takes a tenth of what ``subprocess`` takes to load.
    """

    __slots__ = ("_folder", "_is_ours", "_lock")

    def __init__(self, *, owns_process: bool) -> None:
        self._is_ours = owns_process and hasattr(os, "posix_spawn")
        self._folder: str | None = None
        self._lock = allocate_lock()

    def spawn(
        self, argv: list[str], env: Mapping[str, str], cwd: str, streams: Streams
    ) -> Child:
        """Start the program ``argv[0]``.

        Raises:
            OSError: If it cannot be started.
            ValueError: If a text of it cannot be handed to a program.
        """
        if not self._is_ours:
            return _opened(argv, env, cwd, streams)
        with self._lock:
            if cwd != self._folder:
                os.chdir(cwd)
                self._folder = cwd
            return _spawned(argv, env, streams)


class _Process:
    """A program that the system has started for us."""

    __slots__ = ("pid",)

    def __init__(self, pid: int) -> None:
        self.pid = pid

    def send(self, signal: int) -> None:
        """Send a signal."""
        _send(self.pid, signal)

    def wait(self) -> int:
        """Wait for the end and return the status.

        Where SIGCHLD is ignored nobody knows it: then all is taken to be well, as
        ``subprocess`` does.
        """
        try:
            _, status = os.waitpid(self.pid, 0)
        except ChildProcessError:
            return 0
        return _status(os.waitstatus_to_exitcode(status))


class _Opened:
    """A program that ``subprocess`` has started."""

    __slots__ = ("_process", "pid")

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self.pid = process.pid

    def send(self, signal: int) -> None:
        """Send a signal; where there are none, end the program."""
        if os.name == "posix":
            _send(self.pid, signal)
        else:
            self._process.terminate()

    def wait(self) -> int:
        """Wait for the end and return the status."""
        return _status(self._process.wait())


def _opened(
    argv: list[str], env: Mapping[str, str], cwd: str, streams: Streams
) -> Child:
    import subprocess  # noqa: PLC0415 - takes longer to load than all of our modules

    process = subprocess.Popen(
        argv, env=env, cwd=cwd, stdin=streams[0], stdout=streams[1], stderr=streams[2]
    )
    return _Opened(process)


def _spawned(argv: list[str], env: Mapping[str, str], streams: Streams) -> Child:
    aside = _aside(streams)
    actions = [
        (os.POSIX_SPAWN_DUP2, aside.get(source, source), target)
        for target, source in enumerate(streams)
    ]
    try:
        pid = os.posix_spawn(
            argv[0], argv, env, file_actions=actions, setsigdef=_IGNORED_BY_PYTHON
        )
    finally:
        for descriptor in aside.values():
            os.close(descriptor)
    return _Process(pid)


def _aside(streams: Streams) -> dict[int, int]:
    """Return copies of the streams that would be overwritten before they are used."""
    overwritten = {
        source
        for target, source in enumerate(streams)
        if source < target and streams[source] != source
    }
    return {source: os.dup(source) for source in overwritten}


def _send(pid: int, signal: int) -> None:
    try:
        os.kill(pid, signal)
    except (ProcessLookupError, PermissionError):
        return


def _status(code: int) -> int:
    """Return an exit code as a shell counts it: death by a signal is 128 and more."""
    return code if code >= 0 else 128 - code
