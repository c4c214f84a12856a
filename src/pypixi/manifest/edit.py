"""Edits of a manifest that leave everything else as the user wrote it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import tomlkit

from pypixi.specs.names import DEFAULT_FEATURE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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
    newline = "\r\n" if "\r\n" in body else "\n"
    path = ["dependencies"]
    if feature != DEFAULT_FEATURE:
        path = ["feature", feature, "dependencies"]
    document = tomlkit.parse(_with_table(body.replace("\r\n", "\n"), path))
    table: Any = document
    for key in path:
        table = table[key]
    for spec in specs:
        table[_spelling(table, spec.name)] = _value(spec)
    edited = tomlkit.dumps(document).replace("\n", newline)
    return text[: len(text) - len(body)] + edited


def _with_table(text: str, path: Sequence[str]) -> str:
    """Return ``text`` with an empty table at ``path`` if it has none."""
    data: Any = tomlkit.parse(text)
    for key in path:
        if key not in data:
            break
        data = data[key]
    else:
        return text
    header = ".".join(tomlkit.key(key).as_string() for key in path)
    gap = "" if not text else "\n" if text.endswith("\n") else "\n\n"
    return f"{text}{gap}[{header}]\n"


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
        return spec.version or "*"
    if "version" not in fields:
        fields = {"version": "*", **fields}
    # Written as text: tomlkit's own inline tables have no blanks inside the braces.
    pairs = (
        f"{key} = {tomlkit.string(text).as_string()}" for key, text in fields.items()
    )
    return tomlkit.value(f"{{ {', '.join(pairs)} }}")
