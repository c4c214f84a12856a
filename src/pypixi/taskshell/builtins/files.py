"""Reading files piece by piece."""

from __future__ import annotations

import os

from pypixi.taskshell.failures import CommandError, os_message

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pypixi.taskshell.frame import Frame

_CHUNK = 1 << 18


def content(name: str, frame: Frame) -> Iterator[bytes]:
    """Yield the content of a file, or with ``-`` of the input.

    Raises:
        CommandError: If the file cannot be read.
        ScriptExit: If the script stops meanwhile.
    """
    if name == "-":
        yield from iter(frame.read, b"")
        return
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(frame.state.path(name), flags)
    except (OSError, ValueError) as error:
        raise CommandError(f"{name}: {os_message(error)}") from None
    try:
        yield from chunks(descriptor, frame)
    except OSError as error:
        raise CommandError(f"{name}: {os_message(error)}") from None
    finally:
        os.close(descriptor)


def chunks(descriptor: int, frame: Frame) -> Iterator[bytes]:
    """Yield the content of an open file.

    Raises:
        OSError: If it cannot be read.
        ScriptExit: If the script stops meanwhile.
    """
    while chunk := os.read(descriptor, _CHUNK):
        frame.jobs.check()
        yield chunk
