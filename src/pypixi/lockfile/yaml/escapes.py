"""Double-quoted texts: the spelling of what hardly ever stands in a lock file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.patterns import regex

if TYPE_CHECKING:
    import re

UNPRINTABLE = regex(
    "[^\n\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_ESCAPED = regex(f'["\\\\\n\u2028\u2029]|{UNPRINTABLE.pattern}')
_ESCAPES = {
    "0": "\0",
    "a": "\a",
    "b": "\b",
    "t": "\t",
    "n": "\n",
    "v": "\v",
    "f": "\f",
    "r": "\r",
    "e": "\x1b",
    '"': '"',
    "\\": "\\",
    "N": "\x85",
    "L": "\u2028",
    "P": "\u2029",
}
_ESCAPE_OF = {char: f"\\{name}" for name, char in _ESCAPES.items()}
_DOUBLE_BODY = regex(r'(?:[^"\\]|\\.)*')
_HEX = "[0-9a-fA-F]"
_ESCAPE = regex(
    rf"\\(?:x({_HEX}{{2}})|u({_HEX}{{4}})|U(0010{_HEX}{{4}}|000{_HEX}{{5}})|(.))"
)


def double_quoted(text: str) -> str:
    """Return the spelling of any text at all between double quotes."""
    return f'"{_ESCAPED.sub(_escape, text)}"'


def unescaped(body: str) -> str:
    """Return the text that stands between double quotes.

    Raises:
        ValueError: If a quote or an escape is not right.
    """
    if not _DOUBLE_BODY.fullmatch(body):
        raise ValueError(body)
    return _ESCAPE.sub(_unescape, body)


def _escape(found: re.Match[str]) -> str:
    char = found[0]
    if char in _ESCAPE_OF:
        return _ESCAPE_OF[char]
    code = ord(char)
    return f"\\x{code:02X}" if code <= 0xFF else f"\\u{code:04X}"  # noqa: PLR2004


def _unescape(found: re.Match[str]) -> str:
    digits = found[1] or found[2] or found[3]
    if digits is None:
        if found[4] not in _ESCAPES:
            raise ValueError(found[0])
        return _ESCAPES[found[4]]
    char = chr(int(digits, 16))
    char.encode()  # half of a surrogate pair is no character
    return char
