"""How single values are spelled in a lock file.

The rules are those of the emitter the original uses, so that both write the same bytes.
"""

from __future__ import annotations

from pypixi.patterns import regex

from .escapes import UNPRINTABLE, double_quoted
from .scalars import CONSTANTS, is_ambiguous

# What most texts look like; all of it may stand without quotes.
_SIMPLE = regex(r"[A-Za-z_/][!-~]*(?: [!-\"$-~][!-~]*)*")
_NOT_PLAIN = regex(
    r"[#,\[\]{}&*!|>'\"%@` ]|[-?:](?= |$)|---|\.\.\."  # at the start
    r"|.*?(?::(?= |$)| \#| $|[\u2028\u2029])"  # anywhere
)
_ONLY_DOUBLE_QUOTED = regex("[\u2028\u2029] | [\u2028\u2029]")
_ONLY_DOUBLE_QUOTED_LINES = regex(" \n| \\Z|[\u2028\u2029]")
_BREAK = regex("[\n\u2028\u2029]")
_SEPARATORS = regex("[\u2028\u2029]+")


def format_text(text: str, indent: int) -> str:
    """Return the spelling of a text whose continuation lines stand at ``indent``."""
    if (
        _SIMPLE.fullmatch(text)
        and ": " not in text
        and text[-1] != ":"
        and text not in CONSTANTS
    ):
        return text
    if "\n" in text:
        return _format_lines(text, indent)
    if UNPRINTABLE.search(text) or _ONLY_DOUBLE_QUOTED.search(text):
        return double_quoted(text)
    if _NOT_PLAIN.match(text) or is_ambiguous(text):
        return _single_quoted(text, indent)
    return text


def format_key(text: str) -> str:
    """Return the spelling of the key of a map, which always takes one line."""
    # The original writes keys of more than 128 bytes, and those with any kind of line
    # break, in the long form `? key`.
    return double_quoted(text) if _BREAK.search(text) else format_text(text, 0)


def _format_lines(text: str, indent: int) -> str:
    """Return a text of several lines as a literal block where that is possible."""
    if UNPRINTABLE.search(text) or _ONLY_DOUBLE_QUOTED_LINES.search(text):
        return double_quoted(text)
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
