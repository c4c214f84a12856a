"""Edits of a manifest that leave everything else as the user wrote it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import tomlkit

from pypixi.files.toml_text import (
    inline_table,
    with_plain_lines,
    with_table,
    write_entries,
)
from pypixi.specs.matchspec import TEXT_FIELDS
from pypixi.specs.names import DEFAULT_FEATURE, pypi_name
from pypixi.specs.requirement import IndexSource
from pypixi.specs.source import GitSource, PathSource, UrlSource

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pypixi.specs.matchspec import CondaSpec
    from pypixi.specs.requirement import PypiSource, PypiSpec


class _Entry(NamedTuple):
    name: str
    """The normalised name."""
    key: str
    """How it is written where nothing stands under that name yet."""
    value: Any


def with_dependencies(
    text: str, feature: str, specs: Sequence[CondaSpec], *, root: Sequence[str] = ()
) -> str:
    """Return the manifest ``text`` with conda dependencies added or replaced.

    Args:
        text: The whole manifest, line ends and byte order mark as in the file.
        feature: Where they go; the table is made if missing.
        specs: What to write; an entry of the same package is replaced.
        root: What leads to the tables of the manifest.
    """
    entries = [_Entry(spec.name, spec.name, _value(spec)) for spec in specs]
    path = [*root, *_path(feature, "dependencies")]
    return _edited(text, path, entries, str.lower)


def with_pypi_dependencies(
    text: str, feature: str, specs: Sequence[PypiSpec], *, root: Sequence[str] = ()
) -> str:
    """Return the manifest ``text`` with PyPI dependencies added or replaced.

    Args:
        text: The whole manifest, line ends and byte order mark as in the file.
        feature: Where they go; the table is made if missing.
        specs: What to write; an entry of the same package is replaced, and keeps its
            spelling of the name.
        root: What leads to the tables of the manifest.
    """
    entries = [_Entry(spec.name, spec.spelling, _pypi_value(spec)) for spec in specs]
    path = [*root, *_path(feature, "pypi-dependencies")]
    return _edited(text, path, entries, pypi_name)


def _path(feature: str, table: str) -> list[str]:
    return [table] if feature == DEFAULT_FEATURE else ["feature", feature, table]


def _edited(
    text: str,
    path: Sequence[str],
    entries: Sequence[_Entry],
    normalized: Callable[[str], str | None],
) -> str:
    """Return ``text`` with ``entries`` in the table at ``path``."""

    def change(body: str) -> str:
        document = tomlkit.parse(with_table(body, path))
        parent: Any = document
        for key in path[:-1]:
            parent = parent[key]
        present = {normalized(key): key for key in parent[path[-1]]}
        write_entries(
            parent,
            path[-1],
            {present.get(name, key): value for name, key, value in entries},
        )
        return tomlkit.dumps(document)

    return with_plain_lines(text, change)


def _value(spec: CondaSpec) -> Any:
    """Return a version text, or an inline table where more than that is asked."""
    fields = {
        key: value
        for key, field in TEXT_FIELDS.items()
        if (value := getattr(spec, field)) is not None
    }
    if fields.keys() <= {"version"}:
        return tomlkit.item(spec.version or "*")
    return inline_table({"version": "*", **fields})


def _pypi_value(spec: PypiSpec) -> Any:
    """Return a version text, or an inline table where more than that is asked."""
    fields = {
        **_source_fields(spec.source),
        "extras": list(spec.extras) or None,
        "index": spec.source.index if isinstance(spec.source, IndexSource) else None,
        "env-markers": spec.marker,
    }
    given = {key: value for key, value in fields.items() if value is not None}
    if given.keys() == {"version"}:
        return tomlkit.item(given["version"])
    return inline_table(given)


def _source_fields(source: PypiSource) -> dict[str, Any]:
    """Return the keys that say where a package comes from, None where unset."""
    match source:
        case IndexSource():
            return {"version": source.version or "*"}
        case UrlSource():
            return {"url": source.url, "subdirectory": source.subdirectory}
        case PathSource():
            return {"path": source.path, "editable": source.editable or None}
        case GitSource():
            reference = source.reference
            return {
                "git": source.url,
                **({} if reference is None else {reference.kind: reference.name}),
                "subdirectory": source.subdirectory,
                "lfs": source.lfs,
            }
