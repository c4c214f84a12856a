"""What is wrong with a text that is not TOML, in words that help to mend it."""

from __future__ import annotations

from typing import NamedTuple

from pypixi.errors import Span
from pypixi.patterns import regex

from .positions import find_repeated

_LINE = "write one `key = value` on each line, with texts in quotation marks"
_STATEMENT = (
    "write `key = value`, or a table such as [dependencies]; a comment begins with `#`"
)
_HEADER = (
    "write a table as [name]; a part of its name that is no word stands in quotation"
    ' marks: [target."gpu-*"]'
)
_TEXT = 'a text stands in quotation marks: key = "text"'
_KEY = (
    "a key of other characters than letters, digits, `-` and `_` stands in quotation"
    " marks"
)
_END = "add the closing quotation mark"
_BACKSLASH = (
    "where `\\` shall mean itself, as in a path of Windows, write the text in single"
    " quotes: 'C:\\Users'"
)
_ONCE = "write all of it in one place"
_REASONS = (
    ("Expected newline or end", "the line should end here", _LINE),
    ("Expected '='", "'=' was expected here", _LINE),
    ("Invalid statement", "this begins neither a key nor a table", _STATEMENT),
    ("Invalid initial character", "a key was expected here", _KEY),
    ("Expected ']", "the name of the table should end here", _HEADER),
    (
        "Unclosed array",
        "',' or ']' was expected here",
        "close the array with `]`, or put a `,` between its values",
    ),
    (
        "Unclosed inline table",
        "',' or '}' was expected here",
        "close the table with `}`, or put a `,` between its entries",
    ),
    ("Invalid value", "this is not a value", _TEXT),
    ("Invalid date", "there is no such date or time", _TEXT),
    ("Unescaped '\\'", "this escape sequence is not known", _BACKSLASH),
    ("Invalid hex value", "a number in base 16 was expected here", _BACKSLASH),
    ("Escaped character", "there is no such character", _BACKSLASH),
    ("Illegal character '\\n'", "the text does not end on its line", _END),
    ("Unterminated string", "the text has no end", _END),
    ("Expected \"'", "the text has no end", _END),
    ("Illegal character", "this character cannot stand here", "take it out"),
    ("Found invalid character", "this character cannot stand here", "take it out"),
    ("Cannot mutate", "this adds to a table that is complete", _ONCE),
    ("Cannot redefine", "this adds to a table that is complete", _ONCE),
    ("Cannot declare", "this table was there already", _ONCE),
    ("Cannot overwrite", "this was given a value already", _ONCE),
)
"""How a message of the parser begins, what it means, and what to do about it."""

_UNCLOSED = ("Unclosed array", "Unclosed inline table")
_REPETITIONS = ("Cannot declare", "Cannot overwrite", "Duplicate inline table key")
_QUOTE = '"'
_UNQUOTED = regex(
    r"\s*(?P<key>[\w.-]+)\s*[=:]\s*"
    r"(?P<value>[^\s\"'\[\]{}#]+|\"[^\"\\]*\")\s*(?:#.*)?"
)
_LIMITS = (
    (regex(r"[0-9_]{4300,}"), "this number is too long", _TEXT),
    (regex(r"(?:[\w-]{1,99}\.){500,}"), "this key is too long", "shorten it"),
)
_DEEP = 100


class Remark(NamedTuple):
    """What is to be said about a place."""

    span: Span
    text: str


class Explanation(NamedTuple):
    """Where a text is no TOML, and how to mend it."""

    remarks: tuple[Remark, ...]
    help: str


def explain(text: str, at: int, message: str) -> Explanation:
    """Return what an error of the parser means.

    Args:
        text: What was parsed.
        at: Where the parser stopped.
        message: What it says.
    """
    at = min(at, len(text))
    if message.startswith(_REPETITIONS):
        repeated = find_repeated(text, at)
        if repeated is not None:
            first, again = repeated
            remarks = Remark(again, "written again"), Remark(first, "first written")
            return Explanation(remarks, "keep one of the two, or join them")
    if message.startswith(_UNCLOSED):
        at = _behind_the_last(text, at)
    mark = Span(at, min(at + 1, len(text)))
    for start, meaning, advice in _REASONS:
        if message.startswith(start):
            quoted = _quoted(text, at) if advice in (_LINE, _TEXT) else None
            return Explanation((Remark(mark, meaning),), quoted or advice)
    return Explanation((Remark(mark, message),), "correct the marked place")


def _quoted(text: str, at: int) -> str | None:
    """Return how a line would be right if its value is meant as a text."""
    start = text.rfind("\n", 0, at) + 1
    line = text[start:].partition("\n")[0]
    found = _UNQUOTED.fullmatch(line)
    if found is None:
        return None
    key, value = found["key"], found["value"]
    if value.lower() in ("true", "false"):
        return f"write {key} = {value.lower()}"
    return f'write {key} = "{value.strip(_QUOTE)}"'


def _behind_the_last(text: str, at: int) -> int:
    """Return where the line ends that should have gone on, unless that is a comment."""
    before = text[:at].rstrip()
    line = before.rpartition("\n")[2]
    return at if "\n" not in text[len(before) : at] or "#" in line else len(before)


def explain_limit(text: str) -> Explanation:
    """Return what is too much for the parser, which does not say where that is."""
    for pattern, meaning, advice in _LIMITS:
        found = pattern.search(text)
        if found is not None:
            remark = Remark(Span(found.start(), found.end()), meaning)
            return Explanation((remark,), advice)
    at = _deep_place(text)
    remark = Remark(Span(at, min(at + 1, len(text))), "this is nested too deeply")
    return Explanation((remark,), "take some of the brackets out")


def _deep_place(text: str) -> int:
    """Return where brackets are nested deeply; 0 for nowhere."""
    depth = 0
    for index, char in enumerate(text):
        depth += (char in "[{") - (char in "]}")
        if depth > _DEEP:
            return index
    return 0
