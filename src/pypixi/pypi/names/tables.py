"""Tables from conda names to PyPI names, as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

NameTable = dict[str, tuple[str, ...]]
"""Conda name in lower case → PyPI names; none for what is not on PyPI."""


def parse_table(content: bytes) -> NameTable:
    """Return the table that a JSON document holds.

    Raises:
        ValueError: If it holds none; the text says what is wrong with it.
    """
    try:
        value = json.loads(content)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    return read_table(value)


def read_table(value: Any) -> NameTable:
    """Return the table that a JSON value is.

    Raises:
        ValueError: If it is none; the text says what is wrong with it.
    """
    match value:
        case dict():
            return {
                name.lower(): _read_entry(name, each) for name, each in value.items()
            }
        case _:
            raise ValueError("expected an object with conda names as keys")


def read_names(value: Any) -> tuple[str, ...]:
    """Return the names in a list or null.

    Raises:
        ValueError: If it is neither.
    """
    if value is None:
        return ()
    if isinstance(value, list) and all(isinstance(name, str) for name in value):
        return tuple(value)
    raise ValueError("expected a list of names or null")


def table_json(table: Mapping[str, tuple[str, ...]]) -> dict[str, list[str]]:
    """Return a table as the JSON value that :func:`read_table` takes."""
    return {name: list(names) for name, names in table.items()}


def _read_entry(name: str, value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    try:
        # In a manifest `false` stands for null, which TOML lacks.
        return read_names(None if value is False else value)
    except ValueError as error:
        raise ValueError(
            f"'{name}' has {json.dumps(value)}: expected a name, a list of names,"
            " or null for what is not on PyPI"
        ) from error
