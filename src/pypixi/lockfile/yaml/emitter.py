"""Block-style YAML as the original writes it, line by line."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from .spelling import format_key, format_text

if TYPE_CHECKING:
    from collections.abc import Sequence

Value: TypeAlias = "str | int | Table | Sequence[Value] | None"
Table: TypeAlias = "dict[str, Value]"

_key = lru_cache(maxsize=256)(format_key)
# Every environment refers to the same packages.
_text = lru_cache(maxsize=4096)(format_text)


def emit(document: Table) -> str:
    """Return the text of a document."""
    lines: list[str] = []
    _emit_table(lines, document, 0)
    lines.append("")
    return "\n".join(lines)


def _emit_table(lines: list[str], table: Table, indent: int) -> None:
    pad = " " * indent
    for key, value in table.items():
        head = f"{pad}{_key(key)}:"
        if isinstance(value, str):
            lines.append(f"{head} {_text(value, indent + 2)}")
        elif value is None or isinstance(value, int) or not value:
            lines.append(f"{head} {_token(value)}")
        elif isinstance(value, dict):
            lines.append(head)
            _emit_table(lines, value, indent + 2)
        else:
            lines.append(head)
            _emit_items(lines, value, indent)


def _emit_items(lines: list[str], items: Sequence[Value], indent: int) -> None:
    """Write the items of a list, which stand as deep as the key above them."""
    head = " " * indent + "- "
    for item in items:
        if isinstance(item, str):
            lines.append(head + _text(item, indent + 2))
        elif isinstance(item, dict):
            # Most are of one key, and refer to a package.
            key, value = next(iter(item.items()))
            if len(item) == 1 and isinstance(value, str):
                lines.append(f"{head}{_key(key)}: {_text(value, indent + 4)}")
                continue
            first = len(lines)
            _emit_table(lines, item, indent + 2)
            lines[first] = head + lines[first][indent + 2 :]


def _token(value: Value) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case dict():
            return "{}"
        case int():
            return str(value)
        case _:
            return "[]"
