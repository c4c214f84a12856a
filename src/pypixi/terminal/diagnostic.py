"""Errors as text, in the shape the original draws them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .columns import printable, width, wrap
from .ink import ASCII, UNICODE, Ink
from .snippet import draw_snippet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pypixi.errors import Label, PixiError, Source

_NARROWEST = 30
_WIDEST_SNIPPET = 200
"""Lines of a source are cut here even where nothing is wrapped."""
_ENDLESS = 1_000_000


def render_error(
    error: PixiError, *, width: int | None, color: bool, unicode: bool = True
) -> str:
    """Return ``error`` as lines to print, several faults one after the other.

    Args:
        error: What to draw.
        width: The columns to wrap at; None leaves the text as it is.
        color: Whether to use ANSI codes.
        unicode: Whether to use line characters beyond ASCII.
    """
    page = _Page(width, Ink(glyphs=UNICODE if unicode else ASCII, color=color))
    blocks = []
    for fault in error.faults:
        sign = page.ink.paint(page.ink.glyphs.cross, "red")
        rows = page.message(f"Error:   {sign} ", fault.message, fault.notes, "red")
        rows += page.labels(fault.labels)
        rows += page.help(fault.help)
        blocks.append("\n".join(rows))
    return "\n\n".join(blocks)


def render_warning(
    message: str,
    labels: Sequence[Label] = (),
    help: str | None = None,  # noqa: A002 - the word users read in the output
    *,
    width: int | None,
    color: bool,
    unicode: bool = True,
) -> str:
    """Return a warning as lines to print.

    With labels or help it is drawn like an error; else it looks like the log line
    that the original writes.
    """
    page = _Page(width, Ink(glyphs=UNICODE if unicode else ASCII, color=color))
    if not labels and help is None:
        return "\n".join(page.log_line(message))
    sign = page.ink.paint(page.ink.glyphs.warning, "yellow")
    rows = page.message(f"  {sign} ", message, (), "yellow")
    rows += page.labels(labels)
    rows += page.help(help)
    return "\n".join(rows)


class _Page:
    """Where diagnostics are drawn: so wide, in this ink."""

    def __init__(self, room: int | None, ink: Ink) -> None:
        self.ink = ink
        self._text_room = _ENDLESS if room is None else max(_NARROWEST, room)
        self._snippet_room = min(self._text_room, _WIDEST_SNIPPET)

    def message(
        self, start: str, message: str, notes: Sequence[str], color: str
    ) -> list[str]:
        """Return a message and what caused it, joined by a line at the left."""
        glyphs = self.ink.glyphs
        bar = self.ink.paint(glyphs.bar, color)
        rows = self._wrap(message, start, f"  {bar} ")
        for left, note in zip(reversed(range(len(notes))), notes, strict=True):
            arrow = glyphs.next_cause if left else glyphs.last_cause
            below = f"  {bar}   " if left else " " * 6
            rows += self._wrap(note, f"  {self.ink.paint(arrow, color)} ", below)
        return rows

    def labels(self, labels: Iterable[Label]) -> list[str]:
        """Return one snippet for each source that labels point into."""
        sources: dict[Source, list[Label]] = {}
        for label in labels:
            sources.setdefault(label.source, []).append(label)
        return [
            row
            for grouped in sources.values()
            for row in draw_snippet(grouped, self.ink, self._snippet_room)
        ]

    def help(self, text: str | None) -> list[str]:
        """Return the advice that closes a diagnostic."""
        if text is None:
            return []
        return self._wrap(text, f"  {self.ink.paint('help:', 'cyan')} ", " " * 8)

    def log_line(self, message: str) -> list[str]:
        """Return a warning as the original's log writes it."""
        return self._wrap(message, f" {self.ink.paint('WARN', 'yellow')} ", " " * 6)

    def _wrap(self, text: str, start: str, others: str) -> list[str]:
        """Break ``text`` into rows that begin with ``start`` and with ``others``."""
        first_room = self._text_room - width(start)
        lines = wrap(printable(text), first_room, self._text_room - width(others))
        return [row.rstrip(" ") for row in _prefixed(lines, start, others)]


def _prefixed(lines: Iterable[str], start: str, others: str) -> Iterator[str]:
    for line in lines:
        yield start + line
        start = others
