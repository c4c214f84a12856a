"""Changes of one value in the text of a configuration file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import tomlkit
from tomlkit.items import AoT, Table, Whitespace

from pypixi.files.toml_text import (
    pairs,
    with_plain_lines,
    with_table,
    write_entries,
)

from .keys import current_name, moved_to

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .keys import Path


def with_value(text: str, path: Path, value: Any) -> str:
    """Return a file with another value at ``path``, the rest as it was written."""

    def change(body: str) -> str:
        return _with(_without_moved(body, path), path, value)

    return with_plain_lines(text, change)


def with_item(text: str, path: Path, item: str, *, at_front: bool) -> str:
    """Return a file with one more item in the list at ``path``, which it has."""

    def change(body: str) -> str:
        document = tomlkit.parse(body)
        spelled = _spelled(document, path)
        array = _at(document, spelled)
        if "\n" in array.as_string():
            array.insert(0 if at_front else len(array), item)
        else:  # the library would leave out blanks between its items
            items = [item, *array] if at_front else [*array, item]
            _at(document, spelled[:-1])[spelled[-1]] = items
        return tomlkit.dumps(document)

    return with_plain_lines(text, change)


def without_value(text: str, path: Path) -> str:
    """Return a file without the value at ``path``, nor a table that it leaves empty."""

    def change(body: str) -> str:
        edited = _without(_without_moved(body, path), path)
        if edited.endswith("\n\n") and not body.endswith("\n\n"):
            edited = edited.rstrip("\n") + "\n"  # what divided it from the rest
        return edited

    return with_plain_lines(text, change)


def value_at(document: Mapping[str, Any], path: Path) -> Any:
    """Return what a file has at ``path`` in any spelling, or None."""
    return _at(document, _spelled(document, path))


def _without_moved(body: str, path: Path) -> str:
    for old in moved_to(path):
        body = _without(body, (old,))
    return body


def _with(body: str, path: Path, value: Any) -> str:
    document = tomlkit.parse(body)
    spelled = _spelled(document, path)
    present = _at(document, spelled)
    if isinstance(value, dict):
        return _with_entries(body, spelled, present, value)
    if present is not None:
        # A number is no switch, although Python takes 1 for True.
        if present != value or isinstance(present, bool) != isinstance(value, bool):
            _at(document, spelled[:-1])[spelled[-1]] = value
        return tomlkit.dumps(document)
    if len(spelled) == 1:
        return _with_root_entry(body, spelled[0], value)
    body = with_table(_without_scalars(body, spelled[:-1]), spelled[:-1])
    document = tomlkit.parse(body)
    parent = _at(document, spelled[:-2])
    write_entries(parent, spelled[-2], {spelled[-1]: tomlkit.item(value)})
    return tomlkit.dumps(document)


def _with_entries(
    body: str, path: Path, present: Any, entries: Mapping[str, Any]
) -> str:
    """Return ``body`` with exactly these entries in the table at ``path``."""
    body = _without_scalars(body, path)
    for name in present if isinstance(present, dict) else ():
        if current_name((*path, name)) not in entries:
            body = _without(body, (*path, name))
    if not entries or not all(isinstance(item, dict) for item in entries.values()):
        body = with_table(body, path)
    for name, item in entries.items():
        body = _with(body, (*path, name), item)
    return body


def _without_scalars(body: str, path: Path) -> str:
    """Return ``body`` without what is no table on the way to one, by mistake."""
    document = tomlkit.parse(body)
    for length in range(1, len(path) + 1):
        present = _at(document, path[:length])
        if present is not None and not isinstance(present, dict):
            return _without(body, path[:length])
    return body


def _with_root_entry(body: str, name: str, value: Any) -> str:
    """Return ``body`` with a new key outside of all tables, behind the last such key.

    Where there is none, it stands below the comment that opens the file. What is right
    in front of the first table belongs to that.
    """
    items = tomlkit.parse(body).body
    headers = [at for at, (key, item) in enumerate(items) if _is_header(key, item)]
    end = headers[0] if headers else len(items)
    entries = [at for at in range(end) if items[at][0] is not None]
    blanks = [at for at in range(1, end) if isinstance(items[at][1], Whitespace)]
    if entries:
        start = entries[-1] + 1
    elif end == len(items):
        start = end
    else:
        start = blanks[0] + 1 if blanks else 0
    before = tomlkit.document()
    before.body.extend(items[:start])
    head = before.as_string()
    rest = body[len(head) :]
    (line,) = pairs({name: tomlkit.item(value)})
    gap = "\n" if rest and not rest.startswith("\n") and not entries else ""
    return f"{_closed(head)}{line}\n{gap}{rest}"


def _is_header(key: Any, item: Any) -> bool:
    return isinstance(item, Table | AoT) and not key.is_dotted()


def _closed(text: str) -> str:
    return text if not text or text.endswith("\n") else f"{text}\n"


def _without(body: str, path: Path) -> str:
    document = tomlkit.parse(body)
    spelled = _spelled(document, path)
    table: Any = _at(document, spelled[:-1])
    if not isinstance(table, dict) or spelled[-1] not in table:
        return body
    del table[spelled[-1]]
    text = tomlkit.dumps(document)
    is_left_empty = len(path) > 1 and not table and "#" not in tomlkit.dumps(table)
    return _without(text, path[:-1]) if is_left_empty else text


def _spelled(document: Mapping[str, Any], path: Path) -> Path:
    """Return ``path`` in the spelling of the file, which may be an old one."""
    table: Any = document
    spelled: list[str] = []
    for number, name in enumerate(path):
        names = table if isinstance(table, dict) else {}
        found = [old for old in names if current_name((*path[:number], old)) == name]
        spelled.append(found[0] if found else name)
        table = names.get(spelled[-1])
    return tuple(spelled)


def _at(document: Any, path: Path) -> Any:
    for name in path:
        if not isinstance(document, dict):
            return None
        document = document.get(name)
    return document
