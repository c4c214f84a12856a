"""Edits of a manifest that leave everything else as the user wrote it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import tomlkit
from tomlkit.items import InlineTable, Table

from pypixi.specs.names import DEFAULT_FEATURE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pypixi.specs.matchspec import CondaSpec

_BYTE_ORDER_MARK = "\ufeff"

_TABLE_KEYS = (
    ("version", "version"),
    ("build", "build"),
    ("build-number", "build_number"),
    ("channel", "channel"),
    ("subdir", "subdir"),
    ("file-name", "file_name"),
    ("md5", "md5"),
    ("sha256", "sha256"),
    ("license", "license"),
)
"""The manifest's keys and our fields, in the order they are written."""


def with_dependencies(text: str, feature: str, specs: Sequence[CondaSpec]) -> str:
    """Return the manifest ``text`` with conda dependencies added or replaced.

    Args:
        text: The whole manifest, line ends and byte order mark as in the file.
        feature: Where they go; the table is made if missing.
        specs: What to write; an entry of the same package is replaced.
    """
    body = text.removeprefix(_BYTE_ORDER_MARK)
    mark = text[: len(text) - len(body)]
    # The library writes new lines with "\n"; a mixture is left as it is.
    is_windows = 0 < body.count("\n") == body.count("\r\n")
    if is_windows:
        body = body.replace("\r\n", "\n")
    path = ["dependencies"]
    if feature != DEFAULT_FEATURE:
        path = ["feature", feature, "dependencies"]
    document = tomlkit.parse(_with_table(body, path))
    parent: Any = document
    for key in path[:-1]:
        parent = parent[key]
    _write(parent, path[-1], specs)
    edited = tomlkit.dumps(document)
    return mark + (edited.replace("\n", "\r\n") if is_windows else edited)


def _with_table(text: str, path: Sequence[str]) -> str:
    """Return ``text`` with an empty table at ``path`` if it has none."""
    document = tomlkit.parse(text)
    data: Any = document
    missing = list(path)
    while missing and missing[0] in data:
        data = data[missing.pop(0)]
    if not missing:
        return text
    if isinstance(data, InlineTable):  # a header cannot add to it
        for key in missing:
            data[key] = tomlkit.inline_table()
            data = data[key]
        return tomlkit.dumps(document)
    header = ".".join(tomlkit.key(key).as_string() for key in path)
    gap = "" if not text else "\n" if text.endswith("\n") else "\n\n"
    return f"{text}{gap}[{header}]\n"


def _write(parent: Any, key: str, specs: Sequence[CondaSpec]) -> None:
    """Write ``specs`` into the table at ``key``, new ones behind all that it has."""
    table = parent[key]
    added = {spec.name: _value(spec) for spec in specs}
    for name in list(added):
        spelling = _spelling(table, name)
        if spelling in table:
            table[spelling] = added.pop(name)
    if isinstance(table, InlineTable) and "\n" not in table.as_string():
        # Written as text: the library leaves out blanks inside the braces.
        pairs = [table.as_string().strip()[1:-1].strip(" \t,")]
        pairs += [f"{name} = {value.as_string()}" for name, value in added.items()]
        parent[key] = tomlkit.value(f"{{ {', '.join(filter(None, pairs))} }}")
        return
    with _rest_held_back(table):
        for name, value in added.items():
            table[name] = value


@contextmanager
def _rest_held_back(table: Any) -> Iterator[None]:
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


def _spelling(table: Mapping[str, Any], name: str) -> str:
    """Return the key under which a package already stands, else its name."""
    return next((key for key in table if key.lower() == name), name)


def _value(spec: CondaSpec) -> Any:
    """Return a version text, or an inline table where more than that is asked."""
    fields = {
        key: value
        for key, field in _TABLE_KEYS
        if (value := getattr(spec, field)) is not None
    }
    if fields.keys() <= {"version"}:
        return tomlkit.item(spec.version or "*")
    if "version" not in fields:
        fields = {"version": "*", **fields}
    # Written as text: tomlkit's own inline tables have no blanks inside the braces.
    pairs = (
        f"{key} = {tomlkit.string(text).as_string()}" for key, text in fields.items()
    )
    return tomlkit.value(f"{{ {', '.join(pairs)} }}")
