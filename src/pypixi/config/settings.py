"""How a field of the model declares its key: default, reading, merging."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar, cast

from pypixi.errors import PixiError
from pypixi.specs.channel import without_credentials
from pypixi.values import field, fields, frozen, frozen_positional

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from pypixi.values import Field

T = TypeVar("T")
V = TypeVar("V")
S = TypeVar("S")

_RULE = "rule"
_SECTION = "section"


class InvalidSettingError(PixiError):
    """A key or variable has a value that it cannot have."""

    def __init__(self, key: str, *, expected: str, found: str) -> None:
        super().__init__(f"'{key}' must be {expected}, found {found}")
        self.key = key


class Notes:
    """What is worth telling about a source that was read, besides its values."""

    __slots__ = ("unknown", "warnings")

    def __init__(self) -> None:
        self.unknown: list[str] = []
        self.warnings: list[str] = []


@frozen_positional
class Spot:
    """The place a value was found at."""

    key: str
    """The dotted key, or the name of a variable."""
    notes: Notes
    home: Path | None = None
    """What a leading ``~`` stands for."""

    def at(self, key: str) -> Spot:
        """Return the spot of another key in the same source."""
        return Spot(key, self.notes, self.home)

    def child(self, name: str) -> Spot:
        """Return the spot of a key in the table found here."""
        shown = without_credentials(name)  # some names are URLs
        return self.at(f"{self.key}.{shown}" if self.key else shown)


@frozen
class Rule(Generic[T]):
    """What there is to know about a key besides its type and meaning."""

    default: T
    read: Callable[[object, Spot], T]
    """Turns a value of the file into one of the model, or raises."""
    merge: Callable[[T, T], T]
    """Joins the values of a lower and a higher layer."""
    unset: T | None
    """A value that in a file means the same as no value at all."""
    name: str | None
    """The key's last part where it is not the field's name."""


def high_wins(_low: T, high: T) -> T:
    """Merge by taking the value of the higher layer."""
    return high


def low_wins(low: T, _high: T) -> T:
    """Merge by keeping the value of the lower layer."""
    return low


def joined(low: tuple[T, ...], high: tuple[T, ...]) -> tuple[T, ...]:
    """Merge lists by writing one behind the other."""
    return (*low, *high)


def by_key(low: Mapping[str, V], high: Mapping[str, V]) -> Mapping[str, V]:
    """Merge tables entry by entry; an entry is replaced whole."""
    return {**low, **high}


def setting(
    read: Callable[[object, Spot], T],
    *,
    default: T,
    merge: Callable[[T, T], T] = high_wins,
    unset: T | None = None,
    name: str | None = None,
) -> T:
    """Declare a field of the model to be a key of the configuration."""
    rule = Rule(default=default, read=read, merge=merge, unset=unset, name=name)
    declared: T = field(default=default, metadata={_RULE: rule})
    return declared


def section(kind: Callable[[], S]) -> S:
    """Declare a field of the model to be a table of further keys."""
    declared: S = field(default_factory=kind, metadata={_SECTION: kind})
    return declared


def rules(kind: type, prefix: str = "") -> dict[str, Rule[object]]:
    """Return every key below ``kind`` with its rule, in the order of the model."""
    found: dict[str, Rule[object]] = {}
    for key, item in _keys(kind, prefix):
        below = item.metadata.get(_SECTION)
        if below is not None:
            found |= rules(below, f"{key}.")
        else:
            found[key] = item.metadata[_RULE]
    return found


def sections(kind: type) -> frozenset[str]:
    """Return the keys of ``kind`` that are tables of keys."""
    return frozenset(key for key, item in _keys(kind, "") if _SECTION in item.metadata)


def assemble(kind: type[S], values: Mapping[str, object], prefix: str = "") -> S:
    """Return the part of the model below ``prefix``, defaults where no value is."""
    given: dict[str, object] = {}
    for key, item in _keys(kind, prefix):
        below = item.metadata.get(_SECTION)
        if below is not None:
            given[item.name] = assemble(below, values, f"{key}.")
        elif key in values:
            given[item.name] = values[key]
    # The types hold: each value was made by the reader that its field was declared
    # with, and that declaration is checked.
    return cast("Callable[..., S]", kind)(**given)


def _keys(kind: type, prefix: str) -> Iterator[tuple[str, Field]]:
    for item in fields(kind):
        rule = item.metadata.get(_RULE)
        if rule is not None or _SECTION in item.metadata:
            name = rule.name if rule is not None and rule.name else None
            yield prefix + (name or item.name.replace("_", "-")), item
