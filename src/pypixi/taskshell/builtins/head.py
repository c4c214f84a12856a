"""``head``: the first lines of a file."""

from __future__ import annotations

import os

from pypixi.taskshell.failures import CommandError, os_message
from pypixi.taskshell.frame import write_all

from .arguments import parse
from .files import chunks, opened

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from pypixi.taskshell.frame import Frame

_LINES = 10


def run(argv: list[str], frame: Frame) -> int:
    """Write the first lines of a file or of the input.

    Raises:
        CommandError: If the file cannot be read, or there are several.
    """
    given = parse(argv[1:], valued={"-n": "lines", "--lines": "lines"})
    count = _number(given.values["lines"]) if "lines" in given.values else _LINES
    if len(given.operands) > 1:
        raise CommandError("only one file is supported for now")
    name = given.operands[0] if given.operands else "-"
    if name == "-":
        _write_lines(iter(frame.read, b""), count, frame)
        return 0
    try:
        descriptor = opened(name, frame)
    except (OSError, ValueError) as error:
        raise CommandError(f"{name}: {os_message(error)}") from None
    try:
        _write_lines(chunks(descriptor, frame), count, frame)
    finally:
        os.close(descriptor)
    return 0


def _number(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise CommandError(f"invalid number of lines: '{text}'") from None


def _write_lines(content: Iterable[bytes], count: int, frame: Frame) -> None:
    """Write so many lines, or with a negative count all but so many."""
    if count < 0:
        lines = b"".join(content).splitlines(keepends=True)
        write_all(frame.streams[1], b"".join(lines[:count]))
        return
    if count == 0:
        return
    for chunk in content:
        found = chunk.count(b"\n")
        if found >= count:
            write_all(frame.streams[1], _first_lines(chunk, count))
            return
        write_all(frame.streams[1], chunk)
        count -= found


def _first_lines(chunk: bytes, count: int) -> bytes:
    end = 0
    for _ in range(count):
        end = chunk.index(b"\n", end) + 1
    return chunk[:end]
