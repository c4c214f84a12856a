"""Readers: a value as TOML has it becomes a value as the model has it, or an error."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from pypixi.specs.platform import SUBDIRS

from .settings import InvalidSettingError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from enum import StrEnum

    from .settings import Spot

    E = TypeVar("E", bound=StrEnum)

T = TypeVar("T")


def boolean(value: object, spot: Spot) -> bool:
    """Read ``true`` or ``false``."""
    if isinstance(value, bool):
        return value
    raise InvalidSettingError(spot.key, expected="true or false", found=shown(value))


def text(value: object, spot: Spot) -> str:
    """Read a text."""
    if isinstance(value, str):
        return value
    raise InvalidSettingError(spot.key, expected="a text", found=shown(value))


def count(value: object, spot: Spot) -> int:
    """Read a whole number above zero."""
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return value
    raise InvalidSettingError(
        spot.key, expected="a whole number above zero", found=shown(value)
    )


def url(value: object, spot: Spot) -> str:
    """Read a URL."""
    if isinstance(value, str) and is_url(value):
        return value
    # What looks like no URL may still hold a password: it is not shown.
    found = "a text that is none" if isinstance(value, str) else shown(value)
    raise InvalidSettingError(spot.key, expected="a URL", found=found)


def is_url(value: str) -> bool:
    """Tell whether a text has a scheme, ``://`` and something behind it."""
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return "://" in value and bool(parts.scheme and (parts.netloc or parts.path))


def path(value: object, spot: Spot) -> Path:
    """Read a path as it is written."""
    return Path(text(value, spot))


def absolute_path(value: object, spot: Spot) -> Path:
    """Read a path that must be absolute once a leading ``~`` is the home directory."""
    expanded = written = path(value, spot)
    if written.parts[:1] == ("~",) and spot.home is not None:
        expanded = spot.home.joinpath(*written.parts[1:])
    if expanded.is_absolute():
        return expanded
    raise InvalidSettingError(
        spot.key, expected="an absolute path", found=shown(str(written))
    )


def subdir(value: object, spot: Spot) -> str:
    """Read a conda subdir."""
    if isinstance(value, str) and value in SUBDIRS:
        return value
    raise InvalidSettingError(
        spot.key, expected="a platform such as 'linux-64'", found=shown(value)
    )


def list_of(
    read: Callable[[object, Spot], T],
) -> Callable[[object, Spot], tuple[T, ...]]:
    """Return the reader of a list of what ``read`` reads."""

    def read_list(value: object, spot: Spot) -> tuple[T, ...]:
        if isinstance(value, list):
            return tuple(read(item, spot) for item in value)
        raise InvalidSettingError(spot.key, expected="a list", found=shown(value))

    return read_list


def table_of(
    read: Callable[[object, Spot], T], *, urls: bool = False
) -> Callable[[object, Spot], Mapping[str, T]]:
    """Return the reader of a table of what ``read`` reads, by free names or URLs."""

    def read_table(value: object, spot: Spot) -> Mapping[str, T]:
        entries = table(value, spot)
        if urls:
            for name in entries:
                url(name, spot)
        return {name: read(item, spot.child(name)) for name, item in entries.items()}

    return read_table


def table(value: object, spot: Spot) -> Mapping[str, object]:
    """Read a table, its values still as TOML has them."""
    if isinstance(value, dict):
        return value
    raise InvalidSettingError(spot.key, expected="a table", found=shown(value))


def choice(kind: type[E]) -> Callable[[object, Spot], E]:
    """Return the reader of the names of a closed set."""

    def read_choice(value: object, spot: Spot) -> E:
        for member in kind:
            if value == member.value:
                return member
        expected = alternatives([member.value for member in kind])
        raise InvalidSettingError(spot.key, expected=expected, found=shown(value))

    return read_choice


def alternatives(words: list[str]) -> str:
    """Return words the way a sentence lists alternatives."""
    quoted = [f"'{word}'" for word in words]
    return " or ".join(filter(None, [", ".join(quoted[:-1]), quoted[-1]]))


def shown(value: object) -> str:
    """Return what a message says it found."""
    match value:
        case bool():
            return str(value).lower()
        case str():
            return f"'{value}'"
        case int() | float():
            return str(value)
        case list():
            return "a list"
        case dict():
            return "a table"
        case _:
            return "a date or time"
