"""Where in the text of a canonical lock file a value stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.errors import Span

from .spelling import format_key

if TYPE_CHECKING:
    from collections.abc import Sequence


def line_span(text: str, line: int) -> Span:
    """Return the range of a line, counted from 0, without its indentation."""
    lines = text.split("\n")
    line = min(line, len(lines) - 1)
    start = sum(len(row) + 1 for row in lines[:line])
    body = lines[line]
    return Span(start + len(body) - len(body.lstrip(" ")), start + len(body.rstrip()))


def value_span(text: str, path: Sequence[str | int]) -> Span:
    """Return the range of the line a path of keys and positions leads to.

    A step that is not there ends the search: the line of its parent is returned.
    """
    lines = text.split("\n")
    first, last, indent, found = 0, len(lines), 0, 0
    for step in path:
        starts = _starts(lines[first:last], indent, step)
        if not starts:
            break
        found = first + starts[0]
        last = first + starts[1] if len(starts) > 1 else last
        if isinstance(step, int):
            lines[found] = lines[found].replace("- ", "  ", 1)
            first = found
            indent += 2
        else:
            first = found + 1
            indent = _depth(lines[first:last], indent)
    return line_span(text, found)


def _starts(lines: Sequence[str], indent: int, step: str | int) -> list[int]:
    """Return the row of a step, followed by the row its block ends before."""
    pad = " " * indent
    if isinstance(step, int):
        rows = [at for at, line in enumerate(lines) if line.startswith(f"{pad}- ")]
        return rows[step : step + 2]
    head = f"{pad}{format_key(step)}:"
    begin = next((at for at, line in enumerate(lines) if line.startswith(head)), None)
    if begin is None:
        return []
    after = range(begin + 1, len(lines))
    ends = (at for at in after if _is_beside(lines[at], indent))
    return [begin, *(at for at in [next(ends, None)] if at is not None)]


def _is_beside(line: str, indent: int) -> bool:
    body = line.lstrip(" ")
    depth = len(line) - len(body)
    return bool(body) and (depth < indent or (depth == indent and body[:2] != "- "))


def _depth(lines: Sequence[str], indent: int) -> int:
    is_sequence = bool(lines) and lines[0].startswith(" " * indent + "- ")
    return indent if is_sequence else indent + 2
