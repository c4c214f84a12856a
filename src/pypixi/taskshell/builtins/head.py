"""``head``: the first lines of a file."""

from __future__ import annotations

from pypixi.taskshell.failures import CommandError
from pypixi.taskshell.frame import write_all

from .arguments import parse
from .files import content

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
    _write_lines(content(name, frame), count, frame)
    return 0


def _number(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise CommandError(f"invalid number of lines: '{text}'") from None


def _write_lines(chunks: Iterable[bytes], count: int, frame: Frame) -> None:
    """Write so many lines, or with a negative count all but so many."""
    if count < 0:
        lines = b"".join(chunks).splitlines(keepends=True)
        write_all(frame.streams[1], b"".join(lines[:count]))
        return
    if count == 0:
        return
    for chunk in chunks:
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
