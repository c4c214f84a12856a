"""Reading files piece by piece."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pypixi.taskshell.frame import Frame

_CHUNK = 1 << 18


def opened(name: str, frame: Frame) -> int:
    """Return a descriptor for reading a file.

    Raises:
        OSError: If it cannot be opened.
        ValueError: If it is no name.
    """
    return os.open(frame.state.path(name), os.O_RDONLY | getattr(os, "O_BINARY", 0))


def chunks(descriptor: int, frame: Frame) -> Iterator[bytes]:
    """Yield the content of an open file.

    Raises:
        OSError: If it cannot be read.
        ScriptExit: If the script stops meanwhile.
    """
    while chunk := os.read(descriptor, _CHUNK):
        frame.jobs.check()
        yield chunk
