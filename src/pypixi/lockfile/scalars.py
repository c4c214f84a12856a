"""How single values are spelled in a lock file.

The rules are those of the emitter the original uses, so that both write the same bytes.
"""

from __future__ import annotations

import math
import re

Scalar = str | int | float | bool | None

_CONSTANTS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_NO_NUMBER = re.compile(r"[^-+.0-9]")
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_RADIX = re.compile(r"[-+]?0(?:x[0-9a-fA-F]+|o[0-7]+|b[01]+)")
_FLOAT = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_NO_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_LEADING_ZERO = re.compile(r"[-+]?0[0-9]+")
_LONGEST_INTEGER = 39
"""Digits of the largest integer of 128 bits."""

# What most texts look like; all of it may stand without quotes.
_SIMPLE = re.compile(r"[A-Za-z_/][!-~]*(?: [!-\"$-~][!-~]*)*")
_NOT_PLAIN = re.compile(
    r"[#,\[\]{}&*!|>'\"%@` ]|[-?:](?= |$)|---|\.\.\."  # at the start
    r"|.*?(?::(?= |$)| \#| $|[\u2028\u2029])"  # anywhere
)
UNPRINTABLE = re.compile(
    "[^\n\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_ONLY_DOUBLE_QUOTED = re.compile("[\u2028\u2029] | [\u2028\u2029]")
_ONLY_DOUBLE_QUOTED_LINES = re.compile(" \n| \\Z|[\u2028\u2029]")
_BREAK = re.compile("[\n\u2028\u2029]")
_SEPARATORS = re.compile("[\u2028\u2029]+")
_ESCAPED = re.compile(f'["\\\\\n\u2028\u2029]|{UNPRINTABLE.pattern}')
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
_DOUBLE_BODY = re.compile(r'(?:[^"\\]|\\.)*')
_HEX = "[0-9a-fA-F]"
_ESCAPE = re.compile(
    rf"\\(?:x({_HEX}{{2}})|u({_HEX}{{4}})|U(0010{_HEX}{{4}}|000{_HEX}{{5}})|(.))"
)


def resolve_plain(text: str) -> Scalar:
    """Return what a text without quotes means: the core rules of YAML 1.2."""
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if _NO_NUMBER.match(text):
        return text
    return _number(text)


def format_text(text: str, indent: int) -> str:
    """Return the spelling of a text whose continuation lines stand at ``indent``."""
    if (
        _SIMPLE.fullmatch(text)
        and ": " not in text
        and text[-1] != ":"
        and text not in _CONSTANTS
    ):
        return text
    if "\n" in text:
        return _format_lines(text, indent)
    if UNPRINTABLE.search(text) or _ONLY_DOUBLE_QUOTED.search(text):
        return _double_quoted(text)
    if _NOT_PLAIN.match(text) or _is_ambiguous(text):
        return _single_quoted(text, indent)
    return text


def format_key(text: str) -> str:
    """Return the spelling of the key of a map, which always takes one line."""
    # The original writes keys of more than 128 bytes, and those with any kind of line
    # break, in the long form `? key`.
    return _double_quoted(text) if _BREAK.search(text) else format_text(text, 0)


def unquote(text: str) -> str:
    """Return the value of a quoted text.

    Raises:
        ValueError: If the quotes or the escapes are not right.
    """
    body, quote = text[1:-1], text[0]
    if len(text) == 1 or text[-1] != quote:
        raise ValueError(text)
    if quote == '"':
        if not _DOUBLE_BODY.fullmatch(body):
            raise ValueError(text)
        return _ESCAPE.sub(_unescape, body)
    if "'" in body.replace("''", ""):
        raise ValueError(text)
    # The emitter indents what follows one of the separators.
    return re.sub("([\u2028\u2029]+) *", r"\1", body.replace("''", "'"))


def _number(text: str) -> Scalar:
    if _INTEGER.fullmatch(text) and len(text) <= _LONGEST_INTEGER:
        return int(text)
    if _RADIX.fullmatch(text):
        value = int(text, 0)
        return value if -(2**127) <= value < 2**128 else text
    if _NO_FINITE.fullmatch(text):
        return math.nan
    if _FLOAT.fullmatch(text) and not _LEADING_ZERO.fullmatch(text):
        value_ = float(text)
        return value_ if math.isfinite(value_) else text
    return text


def _is_ambiguous(text: str) -> bool:
    if _LEADING_ZERO.fullmatch(text):
        return True
    return not isinstance(resolve_plain(text), str)


def _format_lines(text: str, indent: int) -> str:
    """Return a text of several lines as a literal block where that is possible."""
    if UNPRINTABLE.search(text) or _ONLY_DOUBLE_QUOTED_LINES.search(text):
        return _double_quoted(text)
    hint = "2" if text[0] in " \n" else ""
    keep = "+" if text == "\n" or text.endswith("\n\n") else ""
    chomp = keep if text[-1] == "\n" else "-"
    pad = " " * indent
    lines = text.removesuffix("\n").split("\n")
    return "\n".join([f"|{hint}{chomp}", *(line and pad + line for line in lines)])


def _single_quoted(text: str, indent: int) -> str:
    inner = text.replace("'", "''")
    inner = _SEPARATORS.sub(lambda found: found[0] + " " * indent, inner)
    return f"'{inner}'"


def _double_quoted(text: str) -> str:
    return f'"{_ESCAPED.sub(_escape, text)}"'


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
