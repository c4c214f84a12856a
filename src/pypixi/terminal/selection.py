"""Choosing one of several with the arrow keys."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from . import keys
from .abilities import terminal_size
from .ansi import paint

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TextIO

_MOST = 12
"""Rows that are shown at once."""
_CLEAR = "\x1b[J"


class Selection:
    """A list of which one entry is marked, and what was typed to make it shorter."""

    def __init__(self, entries: Sequence[str], *, filters: bool) -> None:
        self._entries = list(entries)
        self._filters = filters
        self.typed = ""
        self._marked = 0

    @property
    def shown(self) -> list[str]:
        """The entries that have what was typed in them."""
        wanted = self.typed.casefold()
        return [each for each in self._entries if wanted in each.casefold()]

    @property
    def marked(self) -> str | None:
        """The entry that Enter takes, None where none is left."""
        shown = self.shown
        return shown[self._marked] if shown else None

    def press(self, key: str) -> None:
        """Change by a key that neither takes an entry nor gives up."""
        count = len(self.shown)
        if key == keys.UP and count:
            self._marked = (self._marked - 1) % count
        elif key == keys.DOWN and count:
            self._marked = (self._marked + 1) % count
        elif self._filters and key == keys.ERASE:
            self.typed, self._marked = self.typed[:-1], 0
        elif self._filters and len(key) == 1 and key.isprintable():
            self.typed, self._marked = self.typed + key, 0

    def lines(self, *, width: int, color: bool) -> list[str]:
        """Return the rows around the marked one, and what was typed."""
        shown = self.shown
        first = max(0, min(self._marked - _MOST // 2, len(shown) - _MOST))
        rows = []
        for number, entry in enumerate(shown[first : first + _MOST], first):
            is_marked = number == self._marked
            text = _narrow(f"{'>' if is_marked else ' '} {entry}", width)
            rows.append(paint(text, *(["cyan"] if is_marked else []), color=color))
        if len(shown) > _MOST:
            rows.append(f"  … {len(shown)} in all")
        if self._filters:
            rows.insert(0, _narrow(f"filter: {self.typed}", width))
        return rows or ["  (nothing)"]


def choose_entry(
    question: Sequence[str],
    entries: Sequence[str],
    *,
    stdin: TextIO,
    stderr: TextIO,
    color: bool,
    filters: bool = False,
) -> str | None:
    """Return the entry that a person takes, None where they give up.

    Args:
        question: Lines in front of the list.
        entries: What there is.
        stdin: The terminal where keys are pressed.
        stderr: The terminal where the list is drawn, and cleared in the end.
        color: Whether the marked entry is coloured.
        filters: Whether typing makes the list shorter; else `q` gives up, too.

    Raises:
        KeyboardInterrupt: If Ctrl-C is pressed.
    """
    selection = Selection(entries, filters=filters)
    width = terminal_size(stderr)[0] - 1
    stderr.write("".join(f"{line}\n" for line in question))
    drawn = 0
    with keys.pressed_keys(stdin) as pressed:
        try:
            while True:
                drawn = _draw(selection.lines(width=width, color=color), drawn, stderr)
                key = pressed()
                if key == keys.INTERRUPT:
                    raise KeyboardInterrupt
                if key == keys.ESCAPE or (key == "q" and not filters):
                    return None
                if key == keys.ENTER and selection.marked is not None:
                    return selection.marked
                selection.press(key)
        finally:
            _draw([], drawn + len(question), stderr)


def _draw(lines: Sequence[str], drawn: int, stderr: TextIO) -> int:
    """Draw lines in the place of those drawn before; return how many there are."""
    back = f"\x1b[{drawn}A" if drawn else ""
    stderr.write(f"\r{back}{_CLEAR}" + "".join(f"{line}\n" for line in lines))
    stderr.flush()
    return len(lines)


def _narrow(text: str, width: int) -> str:
    """Return a text that takes no more than a line of the terminal."""
    taken, kept = 0, ""
    for char in text:
        taken += 2 if unicodedata.east_asian_width(char) in "WF" else 1
        if taken > width:
            break
        kept += char
    return kept
