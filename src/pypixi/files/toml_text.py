"""Edits of a TOML text that leave everything else as it was written."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import tomlkit
from tomlkit.items import InlineTable, Table

if TYPE_CHECKING:
    from collections.abc import (
        Callable,
        Collection,
        Iterable,
        Iterator,
        Mapping,
        Sequence,
    )

_BYTE_ORDER_MARK = "\ufeff"


def with_plain_lines(text: str, change: Callable[[str], str]) -> str:
    """Return a changed text; the change sees neither CRLF nor a byte order mark."""
    body = text.removeprefix(_BYTE_ORDER_MARK)
    mark = text[: len(text) - len(body)]
    # The library writes new lines with "\n"; a mixture is left as it is.
    is_windows = 0 < body.count("\n") == body.count("\r\n")
    if is_windows:
        body = body.replace("\r\n", "\n")
    edited = change(body)
    return mark + (edited.replace("\n", "\r\n") if is_windows else edited)


def with_table(text: str, path: Sequence[str]) -> str:
    """Return ``text`` with an empty table at ``path`` if it has none."""
    document = tomlkit.parse(text)
    data: Any = document
    parent: Any = document
    missing = list(path)
    while missing and missing[0] in data:
        parent, data = data, data[missing.pop(0)]
    if not missing:
        return text
    if isinstance(data, InlineTable):  # a header cannot add to it
        added = tomlkit.inline_table()
        for key in reversed(missing[1:]):
            added = inline_table({key: added})
        write_entries(parent, path[-len(missing) - 1], {missing[0]: added})
        return tomlkit.dumps(document)
    header = ".".join(tomlkit.key(key).as_string() for key in path)
    gap = "" if not text else "\n" if text.endswith("\n") else "\n\n"
    return f"{text}{gap}[{header}]\n"


def write_entries(parent: Any, key: str, values: Mapping[str, Any]) -> None:
    """Write ``values`` into the table at ``key``, new ones behind all that it has."""
    table = parent[key]
    added = dict(values)
    for name in values:
        if name in table:
            table[name] = added.pop(name)
    if isinstance(table, InlineTable) and "\n" not in table.as_string():
        # Written as text: the library leaves out blanks inside the braces.
        parts = [table.as_string().strip()[1:-1].strip(" \t,"), *pairs(added)]
        parent[key] = tomlkit.value(f"{{ {', '.join(filter(None, parts))} }}")
        return
    with rest_held_back(table):
        for name, value in added.items():
            table[name] = value


@contextmanager
def rest_held_back(table: Any) -> Iterator[None]:
    """Let new entries stand directly behind the last one, as with the original.

    Comments behind it belong to what follows: the next table, or one inside this.
    """
    body = table.value.body if isinstance(table, Table) else []
    entries = [at for at, (key, item) in enumerate(body, 1) if _is_entry(key, item)]
    start = entries[-1] if entries else 0
    if not entries and any(isinstance(item, Table) for _, item in body):
        start = len(body)  # the library makes the missing header
    rest = body[start:]
    del body[start:]
    yield
    body += rest


def _is_entry(key: Any, item: Any) -> bool:
    """Tell entries from comments, blank lines and tables with headers."""
    return key is not None and (key.is_dotted() or not isinstance(item, Table))


def pairs(values: Mapping[str, Any]) -> list[str]:
    """Return what stands between the commas of an inline table."""
    return [
        f"{tomlkit.key(key).as_string()} = {value.as_string()}"
        for key, value in values.items()
    ]


def inline_table(fields: Mapping[str, Any]) -> Any:
    """Return a table in one line, with blanks inside the braces."""
    # Written as text: tomlkit's own inline tables have none.
    values = {key: plain_item(value) for key, value in fields.items()}
    return tomlkit.value(f"{{ {', '.join(pairs(values))} }}")


def inline_array(members: Iterable[Any]) -> Any:
    """Return an array in one line."""
    listed = ", ".join(plain_item(member).as_string() for member in members)
    return tomlkit.value(f"[{listed}]")


def plain_item(value: Any) -> Any:
    """Return a value; a text with quotation marks without escapes where it can be."""
    if isinstance(value, str) and '"' in value and "'" not in value:
        return tomlkit.string(value, literal=value.isprintable())
    return tomlkit.item(value)


def without_pairs(table: InlineTable, dropped: Collection[str]) -> Any:
    """Return an inline table of one line without some of its keys."""
    # Written as text: the library leaves blanks behind where keys go.
    kept = {
        key.key: item
        for key, item in table.value.body
        if key is not None and key.key not in dropped
    }
    return tomlkit.value(f"{{ {', '.join(pairs(kept))} }}" if kept else "{}")
