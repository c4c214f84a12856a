"""``xargs``: a command with arguments from the input."""

from __future__ import annotations

from pypixi.taskshell.failures import CommandError

from .arguments import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pypixi.taskshell.frame import Frame

_NULL = ("-0", "--null")
_DELIMITER = ("-d", "--delimiter")
_BLANKS, _QUOTES = " \t\r\n", "'\""
_SPECIAL = frozenset(f"{_BLANKS}{_QUOTES}\\")
_ESCAPES = {"\\n": "\n", "\\r": "\r", "\\t": "\t", "\\\\": "\\", "\\0": "\0"}


def run(argv: list[str], frame: Frame) -> int:
    """Run a command once, with all that the input holds as further arguments.

    Raises:
        CommandError: If the input cannot be split, or there is no such command.
    """
    given = parse(
        argv[1:],
        flags=_NULL,
        valued=dict.fromkeys(_DELIMITER, "delimiter"),
        stops_at_operand=True,
    )
    delimiter = "\0" if given.flags else _delimiter(given.values.get("delimiter"))
    text = frame.read_whole().decode(errors="surrogateescape")
    items = _split(text) if delimiter is None else _split_at(text, delimiter)
    return frame.call([*(given.operands or ["echo"]), *items], frame)


def _delimiter(given: str | None) -> str | None:
    if given is None:
        return None
    delimiter = _ESCAPES.get(given, given)
    if len(delimiter) != 1:
        raise CommandError(f"the delimiter must be one character, but found '{given}'")
    return delimiter


def _split_at(text: str, delimiter: str) -> list[str]:
    items = text.split(delimiter)
    return items[:-1] if not items[-1] else items


def _split(text: str) -> list[str]:
    """Return the items between blanks, which quotes and backslashes protect.

    Raises:
        CommandError: If a quote is not closed.
    """
    items: list[str] = []
    pieces: list[str] = []
    at = 0
    while at < len(text):
        char = text[at]
        if char in _BLANKS:
            at += 1
            if pieces:
                items.append("".join(pieces))
                pieces = []
            continue
        piece, at = _piece(text, at)
        pieces.append(piece)
    return [*items, "".join(pieces)] if pieces else items


def _piece(text: str, start: int) -> tuple[str, int]:
    """Return a piece of an item and where the next one begins."""
    char = text[start]
    if char == "\\":
        return text[start + 1 : start + 2], start + 2
    if char in _QUOTES:
        end = text.find(char, start + 1)
        if end < 0:
            raise CommandError(
                "unmatched quote; by default quotes are special to xargs unless you use"
                " the -0 option"
            )
        return text[start + 1 : end], end + 1
    end = start
    while end < len(text) and text[end] not in _SPECIAL:
        end += 1
    return text[start:end], end
