"""Values as they are typed: which of their meanings a key takes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import tomli

from pypixi.config.layer import SECTIONS, SETTINGS, parse_layer
from pypixi.config.settings import InvalidSettingError
from pypixi.errors import PixiError

from .keys import UnknownKeyError
from .text import value_at, with_item, with_value, without_value

if TYPE_CHECKING:
    import pathlib
    from collections.abc import Iterator

    from .keys import Path

_LIST = """a list is written as JSON: '["one", "two"]'"""
_TABLE = """a table is written as JSON: '{"key": "value"}'"""


class RefusedValueError(PixiError):
    """A key was given a value that would void the whole file."""

    def __init__(self, path: Path, cause: InvalidSettingError) -> None:
        super().__init__(cause.message, help=_advice(path))


def with_typed(text: str, path: Path, typed: str, home: pathlib.Path | None) -> str:
    """Return a configuration file with a value as it was typed.

    Whether a word is a text, a number or a switch follows from what the key takes.

    Args:
        text: The file.
        path: What leads to the key.
        typed: The value; lists and tables are JSON.
        home: What a leading ``~`` in a path stands for.

    Raises:
        RefusedValueError: If the file could not be read with it.
        InvalidSettingError: If the file cannot be read, whatever the value.
        UnknownKeyError: If it is a table with keys that mean nothing.
    """
    key = ".".join(path)
    refusals = []
    for value in _meanings(typed):
        edited = with_value(text, path, value)
        try:
            found = parse_layer(edited, home)
        except InvalidSettingError as error:
            refusals.append(error)
            continue
        unknown = [name for name in found.unknown if name.startswith(f"{key}.")]
        if unknown:
            raise UnknownKeyError(unknown[0])
        return edited
    raise _refusal(path, refusals[0]) from refusals[0]


def with_more(
    text: str,
    path: Path,
    item: str,
    *,
    below: tuple[str, ...],
    at_front: bool,
    home: pathlib.Path | None,
) -> str:
    """Return a configuration file with one more item in a list.

    Args:
        text: The file.
        path: What leads to the list.
        item: The item.
        below: What the list continues where the file has none of its own.
        at_front: Whether the item comes first.
        home: What a leading ``~`` in a path stands for.

    Raises:
        RefusedValueError: If the list takes no such item.
        InvalidSettingError: If the file cannot be read as it is.
    """
    parse_layer(text, home)
    if value_at(tomli.loads(text), path) is None:
        items = [item, *below] if at_front else [*below, item]
        edited = with_value(text, path, items)
    else:
        edited = with_item(text, path, item, at_front=at_front)
    return _checked(edited, path, home)


def without_key(text: str, path: Path, home: pathlib.Path | None) -> str:
    """Return a configuration file without a key.

    Raises:
        RefusedValueError: If what is left of its table means nothing.
        InvalidSettingError: If the file cannot be read, with the key or without.
    """
    return _checked(without_value(text, path), path, home)


def _checked(edited: str, path: Path, home: pathlib.Path | None) -> str:
    try:
        parse_layer(edited, home)
    except InvalidSettingError as error:
        raise _refusal(path, error) from error
    return edited


def _refusal(path: Path, cause: InvalidSettingError) -> PixiError:
    """Return why a change is refused: for itself, or for a mistake elsewhere."""
    key = ".".join(path)
    is_below = cause.key == key or cause.key.startswith(f"{key}.")
    # The table above a key is refused for what it lacks beside it.
    is_above = key.startswith(f"{cause.key}.")
    return RefusedValueError(path, cause) if is_below or is_above else cause


def _meanings(typed: str) -> Iterator[Any]:
    """Yield what a word may mean, a text last."""
    try:
        value = json.loads(typed)
    except ValueError:
        value = None
    if isinstance(value, bool | int | list | dict):
        yield _without_nulls(value)
    yield typed


def _without_nulls(value: Any) -> Any:
    """Return a value where ``null`` says no more than that there is none."""
    if isinstance(value, dict):
        given = {name: item for name, item in value.items() if item is not None}
        return {name: _without_nulls(item) for name, item in given.items()}
    return value


def _advice(path: Path) -> str | None:
    key = ".".join(path)
    rule = SETTINGS.get(key)
    if rule is not None and isinstance(rule.default, tuple):
        return _LIST
    is_table = key in SECTIONS or (rule is not None and isinstance(rule.default, dict))
    if path[0] == "s3-options" and len(path) > 1:
        return (
            f"give the bucket all of them: pixi config set s3-options.{path[1]} "
            """'{"endpoint-url": "https://…", "region": "…", """
            """"force-path-style": false}'"""
        )
    return _TABLE if is_table else None
