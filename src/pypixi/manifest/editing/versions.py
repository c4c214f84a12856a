"""Edits of the versions that entries ask for, wherever they stand."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import tomlkit
from tomlkit.items import InlineTable

from pypixi.files.toml_text import (
    pairs,
    rest_held_back,
    with_plain_lines,
    without_pairs,
)
from pypixi.patterns import regex
from pypixi.values import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable

_VERSION = "version"
_REQUIREMENT = regex(
    r"(?P<head>\s*[\w.-]+(?:\s*\[[^\]]*\])?)[^;]*?(?P<tail>\s*;.*|\s*)", re.DOTALL
)


@frozen
class VersionEdit:
    """What an entry shall ask for."""

    keys: tuple[str | int, ...]
    """What leads to it in the document: to a version, to a table that has one, or to a
    requirement in a list."""
    version: str
    """What takes the place of the version."""
    dropped: frozenset[str] = frozenset()
    """Keys of the table that go."""


def with_versions(text: str, edits: Iterable[VersionEdit]) -> str:
    """Return a document in which entries ask for other versions.

    Everything around them stays as it was written, and so does their quoting.

    Args:
        text: The whole document, line ends and byte order mark as in the file.
        edits: What changes; a table without a version gets one, except for ``*``.
    """
    wanted = list(edits)

    def change(body: str) -> str:
        document = tomlkit.parse(body)
        for edit in wanted:
            parent: Any = document
            for key in edit.keys[:-1]:
                parent = parent[key]
            _change(parent, edit)
        return tomlkit.dumps(document)

    return with_plain_lines(text, change)


def _change(parent: Any, edit: VersionEdit) -> None:
    key = edit.keys[-1]
    entry = parent[key]
    if isinstance(entry, str):
        is_listed = isinstance(key, int)
        text = _with_version(entry, edit.version) if is_listed else edit.version
        parent[key] = _quoted(text, like=entry)
        return
    dropped = edit.dropped & entry.keys()
    is_new = _VERSION not in entry and edit.version != "*"
    if _VERSION in entry:
        entry[_VERSION] = _quoted(edit.version, like=entry[_VERSION])
    if not dropped and not is_new:
        return
    if dropped and isinstance(entry, InlineTable) and "\n" not in entry.as_string():
        entry = parent[key] = without_pairs(entry, dropped)
    else:
        for name in dropped:
            del entry[name]
    if is_new and isinstance(entry, InlineTable):
        (pair,) = pairs({_VERSION: tomlkit.item(edit.version)})
        parent[key] = _with_first(entry, pair)
    elif is_new:
        with rest_held_back(entry):
            entry[_VERSION] = edit.version


def _with_version(requirement: str, version: str) -> str:
    """Return a requirement of PEP 508 on other versions of an index.

    requirement = name [ "[" extras "]" ] [ versions | "(" versions ")" ] [ ";" marker ]
    """
    found = _REQUIREMENT.fullmatch(requirement)
    if found is None:
        raise ValueError(requirement)
    # No blanks, as the original writes it.
    specifiers = "" if version == "*" else "".join(version.split())
    return f"{found['head']}{specifiers}{found['tail'] or ''}"


def _with_first(table: InlineTable, pair: str) -> Any:
    """Return an inline table with one more pair, set in as its first one is."""
    inside = table.as_string().strip()[1:]
    if inside.strip() == "}":
        return tomlkit.value(f"{{ {pair} }}")
    rest = inside.lstrip()
    blanks = inside[: len(inside) - len(rest)]
    return tomlkit.value(f"{{{blanks}{pair},{blanks or ' '}{rest}")


def _quoted(text: str, *, like: Any) -> Any:
    """Return a text between the quotation marks of another one, if it can stand so."""
    is_literal = like.as_string().startswith("'")
    if "'" in text or '"' in text:
        is_literal = "'" not in text
    return tomlkit.string(text, literal=is_literal)
