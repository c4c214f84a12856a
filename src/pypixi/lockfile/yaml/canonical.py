"""The strict, fast reader of the YAML that canonical lock files are made of.

    mapping  = { key ":" ( " " scalar | NEWLINE mapping+2 | NEWLINE sequence ) }
    sequence = { "- " ( scalar | mapping+2 ) }

Everything stands in block style at exactly the depth that the emitter uses; nothing
else of YAML is understood, so a text that is read is read as the original reads it.
"""

from __future__ import annotations

from typing import Any

from pypixi.patterns import regex

from .scalars import resolve_plain, unquote

Node = Any
"""Of a tree of mappings, lists and scalars; given types by the readers of fields."""

_QUOTED_KEY = regex(r"""('(?:[^']|'')*'|"(?:[^"\\]|\\.)*"):(?: (.*))?""")
_LITERAL = regex(r"\|(2?)([-+]?)")
_SEPARATOR = regex("[\u2028\u2029]")
# Starts that cannot make a text anything but a text.
_LETTERS = frozenset("abcdeghijklmopqrsuvwxyzABCDEGHIJKLMOPQRSUVWXYZ_/")
_INDICATORS = frozenset("#,[]{}&*!|>%@` ?:-'\"")
_DEEPEST = 24


class NotCanonicalError(Exception):
    """The text is something else than a canonical document from this line on."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


class DuplicateKeyError(Exception):
    """A mapping holds a key twice."""

    def __init__(self, key: str, line: int) -> None:
        super().__init__(key)
        self.key = key
        self.line = line


def parse_canonical(text: str) -> dict[str, Node]:
    """Return the tree that a canonical text stands for.

    Raises:
        NotCanonicalError: If it is written in any other way.
        DuplicateKeyError: If a mapping holds a key twice.
    """
    _check_characters(text)
    rows = _Rows(text)
    tree, end = _mapping(rows, 0, 0)
    if end != len(rows.lines):
        raise NotCanonicalError(end)
    return tree


def _check_characters(text: str) -> None:
    if not text.endswith("\n"):
        raise NotCanonicalError(text.count("\n"))
    position = text.find(" \n")
    if not text.replace("\n", "").isprintable():
        # Python's rule is the narrower one; the right one takes long to be made.
        from .escapes import UNPRINTABLE  # noqa: PLC0415

        found = UNPRINTABLE.search(text)
        position = found.start() if found else position
    if position >= 0:
        raise NotCanonicalError(text.count("\n", 0, position))


class _Rows:
    """The lines of a text, taken apart; sequences rewrite the row they start on."""

    __slots__ = ("bodies", "heads", "indents", "keys", "lines")

    def __init__(self, text: str) -> None:
        self.lines = text.split("\n")
        self.lines.pop()
        self.bodies = [line.lstrip(" ") for line in self.lines]
        pairs = zip(self.lines, self.bodies, strict=True)
        self.indents = [len(line) - len(body) for line, body in pairs]
        self.indents.append(-1)  # what ends every block
        self.bodies.append("")
        self.keys: dict[str, str] = {}  # as they are spelled before a scalar
        self.heads: dict[str, str] = {}  # and, with the colon, before a block

    def is_blank(self, row: int) -> bool:
        """Tell whether a line of the text is empty."""
        return row < len(self.lines) and not self.lines[row]


def _mapping(rows: _Rows, row: int, indent: int) -> tuple[dict[str, Node], int]:
    if indent > _DEEPEST:
        raise NotCanonicalError(row)
    indents, bodies, keys, heads = rows.indents, rows.bodies, rows.keys, rows.heads
    out: dict[str, Node] = {}
    while indents[row] == indent:
        body = bodies[row]
        raw, colon, value = body.partition(": ")
        key = keys.get(raw) if colon else heads.get(body)
        if key is None:
            key, value = _split(rows, row)
        if key in out:
            raise DuplicateKeyError(key, row)
        if (
            value
            and value[0] in _LETTERS
            and ": " not in value
            and " #" not in value
            and value[-1] != ":"
        ):
            out[key] = value
            row += 1
        else:
            out[key], row = _value(rows, row, indent, value)
    return out, row


def _split(rows: _Rows, row: int) -> tuple[str, str]:
    """Return the key of a row and the text behind it, empty if a block follows."""
    body = rows.bodies[row]
    if body[:1] in ("'", '"'):
        found = _QUOTED_KEY.fullmatch(body)
        if found is None:
            raise NotCanonicalError(row)
        return _scalar_text(found[1], row), found[2] or ""
    raw, colon, value = body.partition(": ")
    if not colon:
        raw = body.removesuffix(":")
    if raw in (body, "") or raw[-1] == " ":
        raise NotCanonicalError(row)
    key = _scalar_text(raw, row)
    (rows.keys if colon else rows.heads)[raw if colon else body] = key
    return key, value


def _sequence(rows: _Rows, row: int, indent: int) -> tuple[list[Node], int]:
    indents, bodies = rows.indents, rows.bodies
    out: list[Node] = []
    while indents[row] == indent and bodies[row].startswith("- "):
        item = bodies[row][2:]
        if item[0] not in "'\"|" and (": " in item or item[-1] == ":"):
            bodies[row], indents[row] = item, indent + 2
            value, row = _mapping(rows, row, indent + 2)
            out.append(value)
        elif item[0] in _LETTERS and " #" not in item:
            out.append(item)
            row += 1
        else:
            value, row = _value(rows, row, indent, item)
            out.append(value)
    return out, row


def _value(rows: _Rows, row: int, indent: int, text: str) -> tuple[Node, int]:
    """Return the value that starts with ``text`` and the row after it."""
    if not text:
        return _block(rows, row + 1, indent)
    if text[0] == "|":
        return _literal(rows, row, indent, text)
    if text == "[]":
        return [], row + 1
    if text == "{}":
        return {}, row + 1
    return _scalar(text, row), row + 1


def _block(rows: _Rows, row: int, indent: int) -> tuple[Node, int]:
    if rows.indents[row] == indent + 2:
        return _mapping(rows, row, indent + 2)
    if rows.indents[row] == indent and rows.bodies[row].startswith("- "):
        return _sequence(rows, row, indent)
    raise NotCanonicalError(row - 1)


def _literal(rows: _Rows, row: int, indent: int, header: str) -> tuple[str, int]:
    """Return a text of several lines, which stand below its header."""
    found = _LITERAL.fullmatch(header)
    end = row + 1
    while rows.indents[end] >= indent + 2 or rows.is_blank(end):
        end += 1
    text = "".join(f"{line[indent + 2 :]}\n" for line in rows.lines[row + 1 : end])
    kept = text.rstrip("\n")
    if found is None or (text[:1] in ("", " ", "\n")) != bool(found[1]):
        raise NotCanonicalError(row)
    if not text or _SEPARATOR.search(text):
        raise NotCanonicalError(row)
    match found[2]:
        case "+":
            return text, end
        case "-" if text == kept + "\n":
            return kept, end
        case "" if text == kept + "\n":
            return text, end
        case _:
            raise NotCanonicalError(row)


def _scalar(text: str, row: int) -> Node:
    try:
        if text[0] in "'\"":
            return unquote(text)
    except ValueError:
        raise NotCanonicalError(row) from None
    if text[0] in _INDICATORS and (text[0] not in "?:-" or text[1:2] in ("", " ")):
        raise NotCanonicalError(row)
    if ": " in text or " #" in text or text[-1] == ":":
        raise NotCanonicalError(row)
    if text.startswith(("---", "...")):
        raise NotCanonicalError(row)
    return resolve_plain(text)


def _scalar_text(text: str, row: int) -> str:
    """Return a key, which must be a text."""
    value = _scalar(text, row)
    if not isinstance(value, str):
        raise NotCanonicalError(row)
    return value
