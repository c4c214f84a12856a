"""Lines of a source with the marked places underlined."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.values import frozen_positional

from .columns import columns, printable, width, window, wrap
from .marks import Lines, Mark, assign_lanes, place_marks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pypixi.errors import Label

    from .ink import Ink

_CONTEXT = 2
_NARROWEST = 20
_REMARK = 30
_MARGIN = 4


def draw_snippet(labels: Sequence[Label], ink: Ink, room: int) -> list[str]:
    """Return rows of at most ``room`` columns that show labels of one source.

    The header names the place of the first label.
    """
    lines = Lines(labels[0].source.text)
    marks = place_marks(labels, lines)
    line, index = lines.position(labels[0].span.start)
    where = f"{printable(labels[0].source.name)}:{line + 1}:{index + 1}"
    snippet = _Snippet(lines, marks, ink, room)
    return [row.rstrip(" ") for row in snippet.rows(where)]


class _Row:
    """A row of coloured characters, written to by column."""

    def __init__(self) -> None:
        self._cells: list[tuple[str, str]] = []

    def put(self, column: int, text: str, color: str = "") -> None:
        """Write ``text``, in characters one column wide, over what is there."""
        missing = column + len(text) - len(self._cells)
        self._cells += [(" ", "")] * missing
        for offset, char in enumerate(text):
            self._cells[column + offset] = (char, color)

    def draw(self, ink: Ink) -> str:
        """Return the row with runs of one colour painted at once."""
        painted = ""
        run, run_color = "", ""
        for char, color in [*self._cells, ("", "end")]:
            if color != run_color:
                painted += ink.paint(run, run_color) if run_color else run
                run, run_color = "", color
            run += char
        return painted


@frozen_positional
class _Underline:
    """A mark's columns as seen in a line that may be cut at both sides."""

    mark: Mark
    start: int
    size: int
    drop: int
    """The column from which a bar leads to the remark."""


class _Snippet:
    """The rows of one source, numbered at the left."""

    def __init__(
        self, lines: Lines, marks: Sequence[Mark], ink: Ink, room: int
    ) -> None:
        self._lines = lines
        self._marks = marks
        self._ink = ink
        self._lanes = assign_lanes(mark for mark in marks if mark.is_block)
        self._shown = _shown_lines(marks, len(lines))
        self._digits = len(str(self._shown[-1] + 1))
        self._gutter = len(self._lanes) + 3 if self._lanes else 0
        self._room = max(_NARROWEST, room - self._digits - 4 - self._gutter)

    def rows(self, where: str) -> Iterator[str]:
        """Yield the rows from the header down to the closing line."""
        ink, glyphs = self._ink, self._ink.glyphs
        margin = " " * (self._digits + 2)
        yield f"{margin}{glyphs.top}{glyphs.line}[{ink.paint(where, 'cyan')}]"
        previous = self._shown[0] - 1
        for number in self._shown:
            if number > previous + 1:
                yield f"{margin}{glyphs.gap} {self._bars(previous)}"
            yield from self._line(number)
            previous = number
        yield margin + glyphs.bottom + glyphs.line * 4

    def _line(self, number: int) -> Iterator[str]:
        marks = [
            mark for mark in self._marks if mark.first == number and not mark.is_block
        ]
        cells = columns(self._lines[number])
        start = self._first_column(marks)
        text = window(cells, start, self._room, self._ink.glyphs.more)
        head = self._ink.paint(f"{number + 1:>{self._digits}}", "dim")
        bar = self._ink.glyphs.bar
        yield f" {head} {bar} {self._arrows(number)}{text}"
        if marks:
            for row in self._underlines([self._underline(m, start) for m in marks]):
                yield self._margin() + self._bars(number) + row
        yield from self._block_ends(number)

    def _margin(self) -> str:
        return f" {'':{self._digits}} {self._ink.glyphs.skip} "

    def _first_column(self, marks: Sequence[Mark]) -> int:
        """Return where a line begins so that its marks and remarks can be seen."""
        if not marks:
            return 0
        hidden = max(_extent(mark) for mark in marks) - self._room
        return max(0, min(hidden, marks[0].start - _MARGIN))

    def _underline(self, mark: Mark, cut: int) -> _Underline:
        edge = self._room - 1
        start = max(0, min(mark.start - cut, edge))
        size = min(mark.end - cut, edge + 1) - start
        return _Underline(mark, start, max(0, size), start + max(0, size) // 2)

    def _underlines(self, underlines: Sequence[_Underline]) -> Iterator[str]:
        glyphs = self._ink.glyphs
        row = _Row()
        for line in underlines:
            row.put(line.start, glyphs.under * line.size or glyphs.caret, _color(line))
        remarked = [line for line in underlines if line.mark.text]
        for line in remarked:
            if line.size:
                row.put(line.drop, glyphs.drop, _color(line))
        yield row.draw(self._ink)
        remarked.sort(key=lambda line: line.drop)
        while remarked:
            line = remarked.pop()
            yield from self._remark(line, list(remarked))

    def _remark(self, line: _Underline, others: Sequence[_Underline]) -> Iterator[str]:
        """Yield the rows of the rightmost remark, passing the bars of ``others``."""
        glyphs = self._ink.glyphs
        is_shared = any(other.drop == line.drop for other in others)
        corner = glyphs.middle if is_shared else glyphs.bottom
        indent = line.drop + 4
        room = max(_NARROWEST, self._room - indent)
        for index, text in enumerate(wrap(line.mark.text, room, room)):
            row = _Row()
            row.put(0, " " * indent)
            for other in others:
                row.put(other.drop, glyphs.bar, _color(other))
            if not index:
                row.put(line.drop, corner + glyphs.line * 2, _color(line))
            yield row.draw(self._ink) + self._ink.paint(text, line.mark.color)

    def _arrows(self, number: int) -> str:
        """Return the gutter beside a line of the source, pointing at it if need be."""
        glyphs = self._ink.glyphs
        row = _Row()
        row.put(0, " " * self._gutter)
        for lane, mark in self._active(number):
            if mark.first < number < mark.last:
                row.put(lane, glyphs.bar, mark.color)
                continue
            ends = glyphs.middle if mark.text else glyphs.bottom
            corner = glyphs.top if number == mark.first else ends
            shaft = glyphs.line * (len(self._lanes) - lane)
            row.put(lane, corner + shaft + glyphs.arrow, mark.color)
        return row.draw(self._ink)

    def _bars(self, number: int, *, below: int | None = None) -> str:
        """Return the gutter under a line: bars of the blocks that go on.

        Args:
            number: The line of the source that stands above.
            below: The lane whose end is being drawn: lanes left of it go on, too.
        """
        row = _Row()
        row.put(0, " " * (self._gutter if below is None else below))
        for lane, mark in self._active(number):
            ends_later = mark.last == number and mark.text
            if (mark.last > number or ends_later) and (below is None or lane < below):
                row.put(lane, self._ink.glyphs.bar, mark.color)
        return row.draw(self._ink)

    def _block_ends(self, number: int) -> Iterator[str]:
        glyphs = self._ink.glyphs
        for lane, mark in reversed(list(self._active(number))):
            if mark.last != number or not mark.text:
                continue
            line = glyphs.bottom + glyphs.line * (len(self._lanes) - lane + 3)
            indent = lane + len(line) + 1
            room = max(_NARROWEST, self._room + self._gutter - indent)
            head = self._margin() + self._bars(number, below=lane)
            for text in wrap(mark.text, room, room):
                yield head + self._ink.paint(f"{line} {text}", mark.color)
                line = " " * len(line)

    def _active(self, number: int) -> Iterator[tuple[int, Mark]]:
        for lane, marks in enumerate(self._lanes):
            for mark in marks:
                if mark.first <= number <= mark.last:
                    yield lane, mark


def _shown_lines(marks: Sequence[Mark], count: int) -> list[int]:
    """Return the numbers of the lines to show: marked ones and those around them."""
    shown = {
        number
        for mark in marks
        for edge in (mark.first, mark.last)
        for number in (*range(edge - _CONTEXT, min(edge + _CONTEXT + 1, count)), edge)
        if number >= 0
    }
    # A gap takes up as much room as the one line it would hide.
    shown |= {number + 1 for number in shown if number + 2 in shown}
    return sorted(shown)


def _extent(mark: Mark) -> int:
    """Return the column up to which a mark's line has to be seen."""
    middle = mark.start + (mark.end - mark.start) // 2
    longest = max(width(line) for line in mark.text.split("\n"))
    return max(mark.end, middle + 4 + min(longest, _REMARK))


def _color(line: _Underline) -> str:
    return line.mark.color
