"""What a lock file of an older format does not say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.lockfile.model import LOCK_VERSION
from pypixi.lockfile.pypi_locations import FileUrl, parse_location
from pypixi.records.pypi import PypiRecord

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pypixi.lockfile.model import LockedPackage, LockFile

    from .groups import Pair


def without_index(
    lock: LockFile | None,
    indexes: Mapping[str, tuple[str, ...]],
    default_index: Callable[[], str],
) -> frozenset[Pair]:
    """Return where PyPI packages are locked whose index is not known but should be.

    Left as they are they would get it later, with a change that is about others.

    Args:
        lock: None where there is none.
        indexes: Those of each environment that asks for PyPI packages.
        default_index: Of which the lock file says nothing.
    """
    if lock is None or lock.version == LOCK_VERSION:
        return frozenset()
    return frozenset(
        (name, platform)
        for name, locked in lock.environments.items()
        if name in indexes and indexes[name] != (default_index(),)
        for platform, rows in locked.packages.items()
        if any(map(_lacks_index, rows))
    )


def _lacks_index(package: LockedPackage) -> bool:
    if not isinstance(package, PypiRecord) or package.index is not None:
        return False
    return isinstance(parse_location(package.location), FileUrl)
