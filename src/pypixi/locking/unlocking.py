"""Taking packages out of a lock file, so that they are chosen anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.lockfile.model import build_sets, selector
from pypixi.records.conda import CondaRecord
from pypixi.values import frozen, replace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from pypixi.lockfile.model import LockedPackage, LockFile, Selector

    _Fits = Callable[[LockedPackage], bool]


@frozen
class Selection:
    """Which locked packages are meant: those that fit all that is given."""

    names: frozenset[str] | None = None
    """As they are locked; None for all, as with the other fields."""
    environments: frozenset[str] | None = None
    platforms: frozenset[str] | None = None
    """As the manifest calls them."""

    def has_place(self, environment: str, platform: str) -> bool:
        """Tell whether packages of an environment on a platform can be meant."""
        return _is_in(environment, self.environments) and _is_in(
            platform, self.platforms
        )

    def has_name(self, package: LockedPackage) -> bool:
        """Tell whether a package can be meant, wherever it is locked."""
        return _is_in(package.name, self.names)


def selected(lock: LockFile, selection: Selection) -> Iterator[LockedPackage]:
    """Yield the locked packages that are meant, for each place they are locked in."""
    for name, locked in lock.environments.items():
        for platform, rows in locked.packages.items():
            if selection.has_place(name, platform):
                yield from filter(selection.has_name, rows)


def unlocked(lock: LockFile | None, *selections: Selection) -> LockFile | None:
    """Return a lock file without some packages.

    They leave the build and host sets of the packages that stay, too.

    Args:
        lock: None where there is none.
        selections: What is taken out.
    """
    for selection in selections:
        lock = None if lock is None else _without(lock, selection)
    return lock


def _without(lock: LockFile, selection: Selection) -> LockFile:
    pool = {selector(row): row for row in lock.build_packages}
    environments = {}
    for name, locked in lock.environments.items():
        packages = dict(locked.packages)
        for platform, rows in locked.packages.items():
            if not selection.has_place(name, platform):
                continue
            kept = [row for row in rows if not selection.has_name(row)]
            packages[platform] = tuple(
                _with_sets(row, pool, selection) if build_sets(row) else row
                for row in kept
            )
        # A platform without packages has no key.
        packages = {platform: rows for platform, rows in packages.items() if rows}
        environments[name] = replace(locked, packages=packages)
    return replace(lock, environments=environments)


def _with_sets(
    package: LockedPackage,
    pool: Mapping[Selector, LockedPackage],
    selection: Selection,
) -> LockedPackage:
    """Return a package whose sets do not name what is taken out."""

    def kept(names: tuple[Selector, ...]) -> tuple[Selector, ...]:
        rows = ((name, pool.get(name)) for name in names)
        return tuple(
            name for name, row in rows if row is None or not selection.has_name(row)
        )

    match package:
        case CondaRecord():
            return package
        case _:
            return replace(
                package,
                build_packages=kept(package.build_packages),
                host_packages=kept(package.host_packages),
            )


def _is_in(name: str, names: frozenset[str] | None) -> bool:
    return names is None or name in names
