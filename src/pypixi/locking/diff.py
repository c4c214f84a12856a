"""What differs between two lock files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from pypixi.records.conda import CondaRecord
from pypixi.records.pypi import PypiRecord
from pypixi.values import fields, frozen

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pypixi.lockfile.model import LockedPackage, LockFile

_IDENTITY = ("url", "location")
"""Fields that the entry's first key holds already."""

Kind = Literal["conda", "pypi"]


@frozen
class Change:
    """One package that came, went or changed."""

    name: str
    kind: Kind
    before: LockedPackage | None
    after: LockedPackage | None
    explicit: bool = False
    """Whether the manifest asks for it by name."""


Difference = dict[str, dict[str, tuple[Change, ...]]]
"""Environment → platform → its changes by name; only where there are any."""


def lock_difference(
    old: LockFile | None,
    new: LockFile,
    explicit: Mapping[str, frozenset[str]],
) -> Difference:
    """Return the changes between two lock files.

    Args:
        old: None where there was none.
        new: The lock file now.
        explicit: Environment → names that its manifest asks for.
    """
    found: Difference = {}
    names = dict.fromkeys([*(old.environments if old else ()), *new.environments])
    for name in names:
        before = old.environments.get(name) if old else None
        after = new.environments.get(name)
        rows_before = before.packages if before else {}
        rows_after = after.packages if after else {}
        platforms: dict[str, tuple[Change, ...]] = {}
        for platform in dict.fromkeys([*rows_before, *rows_after]):
            changes = _changes(
                rows_before.get(platform, ()),
                rows_after.get(platform, ()),
                explicit.get(name, frozenset()),
            )
            if changes:
                platforms[platform] = changes
        if platforms:
            found[name] = platforms
    return found


def _changes(
    before: tuple[LockedPackage, ...],
    after: tuple[LockedPackage, ...],
    explicit: frozenset[str],
) -> tuple[Change, ...]:
    old = {(_kind(package), package.name): package for package in before}
    new = {(_kind(package), package.name): package for package in after}
    keys = sorted(old.keys() | new.keys(), key=lambda key: (key[1], key[0]))
    return tuple(
        Change(
            name=name,
            kind=kind,
            before=old.get((kind, name)),
            after=new.get((kind, name)),
            explicit=name in explicit,
        )
        for kind, name in keys
        if old.get((kind, name)) != new.get((kind, name))
    )


def _kind(package: LockedPackage) -> Kind:
    return "pypi" if isinstance(package, PypiRecord) else "conda"


def package_fields(package: LockedPackage) -> dict[str, Any]:
    """Return the known fields of a package under the names of the lock file."""
    found: dict[str, Any] = {}
    match package:
        case CondaRecord():
            found["conda"] = package.location or package.url
        case PypiRecord():
            found["pypi"] = package.location
        case _:
            found["conda_source"] = package.identifier
    for field in fields(package):
        value = getattr(package, field.name)
        if field.name not in _IDENTITY and value not in (None, (), {}):
            found[field.name] = list(value) if isinstance(value, tuple) else value
    return found
