"""Labels as lines and columns of the text they point into."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from pypixi.values import frozen

from .columns import columns, printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pypixi.errors import Label, Span

_COLORS = ("magenta", "yellow", "green")


@frozen
class Mark:
    """A place in a text: counted from zero, in lines and terminal columns."""

    first: int
    """The line it begins in."""
    last: int
    start: int
    """The column it begins at, in its first line."""
    end: int
    """The column after it, in its last line."""
    text: str
    color: str

    @property
    def is_block(self) -> bool:
        """Whether it spans several lines."""
        return self.first != self.last


class Lines:
    """A text that can be looked up by character."""

    def __init__(self, text: str) -> None:
        # Not splitlines(): editors and parsers do not count form feeds as line ends.
        raw = text.split("\n")
        self._starts = [0]
        for line in raw[:-1]:
            self._starts.append(self._starts[-1] + len(line) + 1)
        self._lines = [line.removesuffix("\r") for line in raw]
        self._size = len(text)

    def __getitem__(self, number: int) -> str:
        return self._lines[number]

    def __len__(self) -> int:
        """Count the lines; the end of the last one does not begin another."""
        return max(1, len(self._lines) - (not self._lines[-1]))

    def position(self, offset: int) -> tuple[int, int]:
        """Return the line that a character stands in, and its index there."""
        offset = max(0, min(offset, self._size))
        number = bisect_right(self._starts, offset) - 1
        index = offset - self._starts[number]
        return number, min(index, len(self._lines[number]))

    def column(self, offset: int) -> tuple[int, int]:
        """Return the line that a character stands in, and its terminal column there."""
        number, index = self.position(offset)
        return number, len(columns(self._lines[number][:index]))


def place_marks(labels: Sequence[Label], lines: Lines) -> list[Mark]:
    """Return the marks of labels in one text, in the order of the text.

    Labels for the same place become one mark that shows all their texts.
    """
    texts: dict[Span, list[str]] = {}
    for label in labels:
        known = texts.setdefault(label.span, [])
        if label.text and label.text not in known:
            known.append(label.text)
    marks = [
        _mark(span, lines, "\n".join(said), _COLORS[index % len(_COLORS)])
        for index, (span, said) in enumerate(texts.items())
    ]
    return sorted(marks, key=lambda mark: (mark.first, mark.start, -mark.last))


def _mark(span: Span, lines: Lines, text: str, color: str) -> Mark:
    first, start = lines.column(span.start)
    # A span that takes the line break along does not reach into the next line.
    final = max(span.start, span.end - 1)
    last, _ = lines.position(final)
    end_line, end = lines.column(max(span.start, span.end))
    if end_line != last:
        end = len(columns(lines[last]))
    return Mark(
        first=first, last=last, start=start, end=end, text=printable(text), color=color
    )


def assign_lanes(marks: Iterable[Mark]) -> list[list[Mark]]:
    """Sort blocks into lanes in which none overlaps another, wide blocks first."""
    lanes: list[list[Mark]] = []
    for mark in sorted(marks, key=lambda mark: (mark.first, -mark.last)):
        free = (lane for lane in lanes if lane[-1].last < mark.first)
        lane = next(free, None)
        if lane is None:
            lanes.append([mark])
        else:
            lane.append(mark)
    return lanes
