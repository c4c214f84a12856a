"""Colours by ANSI codes."""

from __future__ import annotations

_CODES = {
    "bold": "1",
    "dim": "2",
    "red": "31",
    "green": "32",
    "yellow": "33",
    "magenta": "35",
    "cyan": "36",
}


def paint(text: str, *styles: str, color: bool) -> str:
    """Return ``text`` between the ANSI codes of ``styles`` if ``color`` is wanted."""
    if not (color and styles and text):
        return text
    codes = ";".join(_CODES[style] for style in styles)
    return f"\x1b[{codes}m{text}\x1b[0m"


def uncolored(text: str) -> str:
    """Return ``text`` without the ANSI codes of colours."""
    first, *others = text.split("\x1b[")
    return first + "".join(other.partition("m")[2] for other in others)
