"""Where a command runs: its state, its streams, and what else is under way."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from .grammar.nodes import Script
    from .programs.jobs import Jobs
    from .programs.spawn import Spawner, Streams
    from .state import State

    Call = Callable[[list[str], "Frame"], int]
    Capture = Callable[[Script, "Frame"], str]

_CHUNK = 1 << 16


class Frame:
    """What a command may read, write and change."""

    __slots__ = (
        "_interrupts",
        "call",
        "capture",
        "jobs",
        "spawner",
        "state",
        "streams",
    )

    def __init__(
        self,
        state: State,
        streams: Streams,
        jobs: Jobs,
        spawner: Spawner,
        calls: tuple[Call, Capture],
    ) -> None:
        self.state = state
        self.streams = streams
        """Descriptors for input, output and errors."""
        self.jobs = jobs
        self.spawner = spawner
        self.call, self.capture = calls
        """Run a command of these words; run a script for what it writes."""
        self._interrupts = jobs.interrupts

    def having(
        self,
        *,
        state: State | None = None,
        streams: Streams | None = None,
        jobs: Jobs | None = None,
    ) -> Frame:
        """Return a frame that differs in some of this."""
        return Frame(
            self.state if state is None else state,
            self.streams if streams is None else streams,
            self.jobs if jobs is None else jobs,
            self.spawner,
            (self.call, self.capture),
        )

    def write(self, text: str) -> None:
        """Write a text to the output.

        Raises:
            OSError: If nobody reads it, or the disk is full.
        """
        write_all(self.streams[1], encoded(text))

    def complain(self, message: str) -> None:
        """Write a line to the errors, if anybody can be told."""
        try:
            write_all(self.streams[2], encoded(f"{message}\n"))
        except OSError:
            return

    def read(self) -> bytes:
        """Read some of the input, nothing at its end.

        Raises:
            OSError: If it cannot be read.
            ScriptExit: If the script stops meanwhile.
        """
        self.jobs.wait_for_input(self.streams[0], self._interrupts)
        return os.read(self.streams[0], _CHUNK)

    def pause(self, seconds: float) -> None:
        """Wait.

        Raises:
            ScriptExit: If the script stops meanwhile.
        """
        self.jobs.pause(seconds, self._interrupts)

    def read_whole(self) -> bytes:
        """Read the input up to its end."""
        return b"".join(iter(self.read, b""))


def write_all(descriptor: int, content: bytes) -> None:
    """Write everything, however many steps it takes.

    Raises:
        OSError: If that is impossible.
    """
    rest = memoryview(content)
    while rest:
        try:
            rest = rest[os.write(descriptor, rest) :]
        except BlockingIOError:  # another program has set the terminal so
            _wait_for_room(descriptor)


def _wait_for_room(descriptor: int) -> None:
    import select  # noqa: PLC0415 - rarely needed

    select.select([], [descriptor], [])


def encoded(text: str) -> bytes:
    """Return a text as bytes, those that were none as they came."""
    try:
        return text.encode(errors="surrogateescape")
    except UnicodeEncodeError:
        return text.encode(errors="replace")
