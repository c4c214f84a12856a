"""Names of platforms in a lock file, which are not always those of the manifest.

A platform with a name or virtual packages of its own is called ``p1``, ``p2``, … on
disk, and found again by what it is: renaming it in the manifest costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.specs.platform import derived_name
from pypixi.specs.virtual import parse_virtual_package
from pypixi.values import replace

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pypixi.specs.platform import Platform

    from .model import LockedEnvironment, LockedPlatform, LockFile


def named_for_disk(lock: LockFile, platforms: Sequence[Platform]) -> LockFile:
    """Return a lock file in which platforms are called as they are on disk.

    Args:
        lock: With the names of the manifest.
        platforms: All that the workspace knows, in the order they are numbered in.
    """
    return _renamed(lock, _disk_names(platforms))


def aligned(
    lock: LockFile,
    platforms: Sequence[Platform],
    environments: Mapping[str, Sequence[Platform]],
) -> LockFile:
    """Return a lock file in which platforms are called as in the manifest.

    Args:
        lock: As it was read.
        platforms: All that the workspace knows, in the order they are numbered in.
        environments: Those of each environment.
    """
    is_rich = not all(platform.is_plain for platform in platforms)
    if not is_rich and all(row.name == row.subdir for row in lock.platforms):
        return lock
    lock = _renamed(lock, _manifest_names(lock, platforms))
    return _with_bare_rows(lock, environments)


def named_for_people(lock: LockFile, platforms: Sequence[Platform]) -> LockFile:
    """Return a lock file without names of the disk, to be shown beside another one.

    A platform of the manifest that has changed since is not found by what it is: that
    of its number is meant. One that the manifest has no more is called by what it is.

    Args:
        lock: With the names of the manifest, as far as they were found.
        platforms: All that the workspace knows, in the order they are numbered in.
    """
    known = {platform.name: platform for platform in platforms}
    taken = {row.name for row in lock.platforms}
    on_disk = {number: name for name, number in _disk_names(platforms).items()}
    names: dict[str, str] = {}
    for row in lock.platforms:
        if row.name in known or row.name == row.subdir:
            continue
        name = on_disk.get(row.name)
        if name is None or known[name].subdir != row.subdir:
            name = derived_name(*row.identity)
        if name not in taken:
            names[row.name] = name
            taken.add(name)
    return _renamed(lock, names)


def _disk_names(platforms: Sequence[Platform]) -> dict[str, str]:
    """Return name → name on disk for the platforms where these differ."""
    rich = (platform.name for platform in platforms if not platform.is_plain)
    return {name: f"p{number}" for number, name in enumerate(rich, start=1)}


def _manifest_names(lock: LockFile, platforms: Sequence[Platform]) -> dict[str, str]:
    """Return locked name → name in the manifest for the platforms found by identity.

    Of several that are alike, the one that has the number is meant. A locked name that
    belongs to another platform now is led out of the way.
    """
    on_disk = _disk_names(platforms)
    identities = {platform.name: platform.identity for platform in platforms}
    rows = {row.name: row.identity for row in lock.platforms}
    names: dict[str, str] = {}
    for is_certain in (True, False):
        for locked, identity in rows.items():
            free = identities.keys() - names.values() if locked not in names else ()
            alike = [name for name in free if identities[name] == identity]
            same = [name for name in alike if on_disk.get(name, name) == locked]
            if same or locked in alike:
                names[locked] = same[0] if same else locked
            elif len(alike) == 1 and not is_certain:
                names[locked] = alike[0]
    return names


def _renamed(lock: LockFile, names: Mapping[str, str]) -> LockFile:
    """Return a lock file with other names; who is in the way of one is left out."""
    if all(name == other for name, other in names.items()):
        return lock
    taken = set(names.values())

    def is_kept(name: str) -> bool:
        return name in names or name not in taken

    return replace(
        lock,
        platforms=tuple(
            replace(row, name=names.get(row.name, row.name))
            for row in lock.platforms
            if is_kept(row.name)
        ),
        environments={
            key: replace(
                locked,
                packages={
                    names.get(name, name): rows
                    for name, rows in locked.packages.items()
                    if is_kept(name)
                },
            )
            for key, locked in lock.environments.items()
        },
    )


def _with_bare_rows(
    lock: LockFile, environments: Mapping[str, Sequence[Platform]]
) -> LockFile:
    """Return a lock file in which rich platforms own what is locked for their subdir.

    Formats before 7 know subdirs only, and record nothing else of a platform.
    """
    added: dict[str, LockedPlatform] = {}
    changed: dict[str, LockedEnvironment] = {}
    for key, platforms in environments.items():
        locked = lock.environments.get(key)
        if locked is None:
            continue
        found = {
            platform.name: row
            for platform in platforms
            if platform.name not in locked.packages
            and (row := lock.platform(platform.subdir)) is not None
            and row.name in locked.packages
            and _records_all(row, platform)
        }
        if found:
            bare = {name: locked.packages[row.name] for name, row in found.items()}
            changed[key] = replace(locked, packages={**locked.packages, **bare})
            added |= {name: replace(row, name=name) for name, row in found.items()}
    if not changed:
        return lock
    known = {row.name: row for row in lock.platforms}
    return replace(
        lock,
        platforms=tuple((added | known).values()),
        environments={**lock.environments, **changed},
    )


def _records_all(row: LockedPlatform, platform: Platform) -> bool:
    recorded = {parse_virtual_package(text).shortest for text in row.virtual_packages}
    declared = (package.shortest for package in platform.declared)
    return not recorded or recorded.issuperset(declared)
