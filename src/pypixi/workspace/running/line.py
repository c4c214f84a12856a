"""Splitting a line into words as the original does, which is nearly a POSIX shell."""

from __future__ import annotations

from pypixi.errors import PixiError

_BLANKS = " \t\n"
_ESCAPED_IN_MARKS = '$`"\\'


class UnbalancedQuotesError(PixiError):
    """A line has quotes that are not closed."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            "could not split task, assuming non valid task",
            help="close the quotes in the command",
            notes=[reason],
        )


def split_line(line: str) -> list[str]:
    """Return the words of a line, quotes and comments removed.

    Raises:
        UnbalancedQuotesError: If quotes in it are not closed.
    """
    words = []
    at = _word_start(line, 0)
    while at < len(line):
        word, at = _word(line, at)
        words.append(word)
        at = _word_start(line, at)
    return words


def _word_start(line: str, at: int) -> int:
    """Return where the next word starts: a comment takes the rest of its line."""
    while at < len(line):
        if line[at] == "#":
            end = line.find("\n", at)
            at = len(line) if end < 0 else end
        elif line[at] not in _BLANKS:
            break
        at += 1
    return at


def _word(line: str, at: int) -> tuple[str, int]:
    """Return the word that starts somewhere, and where it ends."""
    parts = []
    while at < len(line) and line[at] not in _BLANKS:
        match line[at]:
            case "'":
                part, at = _single_quoted(line, at + 1)
            case '"':
                part, at = _double_quoted(line, at + 1)
            case "\\":
                part, at = _escaped(line, at + 1)
            case part:
                at += 1
        parts.append(part)
    return "".join(parts), at


def _single_quoted(line: str, at: int) -> tuple[str, int]:
    end = line.find("'", at)
    if end < 0:
        reason = "No closing quotation"
        raise UnbalancedQuotesError(reason)
    return line[at:end], end + 1


def _double_quoted(line: str, at: int) -> tuple[str, int]:
    parts = []
    while at < len(line) and line[at] != '"':
        if line[at] != "\\":
            parts.append(line[at])
            at += 1
            continue
        part, end = _escaped(line, at + 1)
        parts.append(part if part in _ESCAPED_IN_MARKS else line[at:end])
        at = end
    if at == len(line):
        reason = "No closing quotation"
        raise UnbalancedQuotesError(reason)
    return "".join(parts), at + 1


def _escaped(line: str, at: int) -> tuple[str, int]:
    """Return what a backslash in front of a place stands for; nothing at a line's end.

    Raises:
        UnbalancedQuotesError: If there is nothing behind it.
    """
    if at == len(line):
        reason = "No escaped character"
        raise UnbalancedQuotesError(reason)
    return "" if line[at] == "\n" else line[at], at + 1
