"""How much room text takes up in a terminal."""

from __future__ import annotations

from unicodedata import category, east_asian_width

from .ansi import uncolored

_TAB = 4
_UNPRINTABLE = "\ufffd"
_JOINERS = "\u200c\u200d"


def columns(text: str) -> list[str]:
    """Return what stands in each terminal column when the line ``text`` is shown.

    A wide character is followed by an empty string, a combining one belongs to the
    column before it. Tabs are expanded. Control characters, and those that change the
    writing direction, are replaced: a manifest cannot steer the terminal or hide what
    it says.
    """
    if _is_plain(text):
        return list(text)
    cells: list[str] = []
    for char in text:
        if char == "\t":
            cells += " " * (_TAB - len(cells) % _TAB)
        elif char in _JOINERS or category(char) in ("Mn", "Me"):
            # Without a column to belong to it would move everything after it.
            if cells:
                cells[-1] += char
        elif category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp"):
            cells.append(_UNPRINTABLE)
        else:
            cells += [char, ""] if east_asian_width(char) in "WF" else [char]
    return cells


def printable(text: str) -> str:
    """Return the lines of ``text`` without colours and control characters."""
    return "\n".join("".join(columns(line)) for line in uncolored(text).splitlines())


def width(text: str) -> int:
    """Return the number of columns a line takes up; colours take none."""
    return len(text) if _is_plain(text) else len(columns(uncolored(text)))


def _is_plain(text: str) -> bool:
    """Tell whether each character is shown as it is, in a column of its own."""
    return text.isascii() and text.isprintable()


def window(cells: list[str], start: int, room: int, more: str) -> str:
    """Return ``room`` columns from ``start`` on, ``more`` standing for text cut off."""
    shown = cells[start : start + room]
    if start and shown:
        shown[0] = more
        if shown[1:] and not shown[1]:
            shown[1] = " "
    if len(cells) > start + room:
        # The column may have been the first half of a wide character or the second.
        if not shown[-1]:
            shown[-2] = " "
        shown[-1] = more
    return "".join(shown)


def shorten(text: str, room: int, more: str = "…") -> str:
    """Return ``text``, cut to ``room`` columns and without colours if it is longer."""
    if _is_plain(text) and len(text) <= room:
        return text
    cells = columns(uncolored(text))
    return text if len(cells) <= room else window(cells, 0, room, more)


def padded(text: str, room: int, *, at_right: bool = False) -> str:
    """Return ``text``, cut or filled up to ``room`` columns."""
    if _is_plain(text) and len(text) <= room:
        return text.rjust(room) if at_right else text.ljust(room)
    text = shorten(text, room)
    blanks = " " * (room - width(text))
    return blanks + text if at_right else text + blanks


def wrap(text: str, first: int, others: int) -> list[str]:
    """Break ``text`` at blanks into lines of at most ``others`` columns.

    The first line gets ``first`` columns. Line breaks and indentation in the text are
    kept, and words longer than a line stay whole: they are paths or addresses to copy.
    """
    lines: list[str] = []
    for line in text.split("\n"):
        lines += _wrap_line(line, others if lines else first, others)
    return lines


def _wrap_line(line: str, room: int, others: int) -> list[str]:
    indent = line[: len(line) - len(line.lstrip(" "))]
    lines = []
    while cut := _break(line, len(indent), room):
        lines.append(line[:cut].rstrip(" "))
        line = indent + line[cut:].lstrip(" ")
        room = others
    return [*lines, line.rstrip(" ")]


def _break(line: str, start: int, room: int) -> int:
    """Return the index of the blank to break at; 0 if the line fits or has none."""
    if width(line) <= room:
        return 0
    best = 0
    used = start
    for index, char in enumerate(line[start:].rstrip(" "), start):
        if char == " ":
            if best and used > room:
                return best
            best = index
        if used > room and best:
            return best
        used += len(columns(char))
    return best
