"""A new lock file from solved and kept packages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.lockfile.merging import merged
from pypixi.lockfile.model import (
    LockedEnvironment,
    LockFile,
    SolveOptions,
    has_pypi,
    locked_platform,
    selector,
)
from pypixi.specs.solving import PrereleaseMode
from pypixi.values import replace

from .groups import as_solved

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pypixi.lockfile.model import LockedPackage
    from pypixi.manifest.environments import Environment

    from .groups import Pair

Solved = dict["Pair", tuple["LockedPackage", ...]]
"""The packages of what was solved, conda's and PyPI's together."""


def assemble(
    environments: Mapping[str, Environment],
    lock: LockFile | None,
    solved: Solved,
    indexes: Mapping[str, tuple[str, ...]],
) -> LockFile:
    """Return the lock file for ``environments``; what was not solved is kept.

    Args:
        environments: Of the manifest.
        lock: The lock file as it is.
        solved: What takes the place of locked packages.
        indexes: Environment → the indexes it was resolved with, for those that were.
    """
    platforms = {
        platform.name: platform
        for environment in environments.values()
        for platform in environment.platforms
    }
    locked = {
        name: _environment(as_solved(environment), lock, solved, indexes.get(name))
        for name, environment in environments.items()
    }
    return LockFile(
        platforms=tuple(locked_platform(row) for row in platforms.values()),
        environments=_with_one_sighting(locked),
        build_packages=() if lock is None else lock.build_packages,
    )


def _with_one_sighting(
    environments: Mapping[str, LockedEnvironment],
) -> Mapping[str, LockedEnvironment]:
    """Return environments that know the same of a package, as when they are read."""
    sighted = {
        id(row): row
        for locked in environments.values()
        for rows in locked.packages.values()
        for row in rows
    }
    known = merged(sighted.values())
    if len(known) == len(sighted):
        return environments
    return {
        name: replace(
            locked,
            packages={
                platform: tuple(known[selector(row)] for row in rows)
                for platform, rows in locked.packages.items()
            },
        )
        for name, locked in environments.items()
    }


def _environment(
    environment: Environment,
    lock: LockFile | None,
    solved: Solved,
    indexes: tuple[str, ...] | None,
) -> LockedEnvironment:
    old = None if lock is None else lock.environments.get(environment.name)
    packages: dict[str, tuple[LockedPackage, ...]] = {}
    for platform in environment.platforms:
        kept = () if old is None else old.packages.get(platform.name, ())
        rows = solved.get((environment.name, platform.name), kept)
        if rows:  # a platform without packages has no key
            packages[platform.name] = rows
    options = environment.pypi_options
    if indexes is None and old is not None:
        indexes = old.indexes
    with_pypi = has_pypi(packages)
    return LockedEnvironment(
        channels=tuple(channel.url for channel in environment.channels),
        indexes=indexes if with_pypi else None,
        find_links=options.find_links if with_pypi and indexes is not None else (),
        options=SolveOptions(
            strategy=environment.solve_strategy,
            channel_priority=environment.channel_priority,
            pypi_prerelease_mode=options.prerelease_mode
            or PrereleaseMode.IF_NECESSARY_OR_EXPLICIT,
        ),
        packages=packages,
    )
