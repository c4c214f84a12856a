"""A new lock file from solved and kept packages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.lockfile.model import (
    LockedEnvironment,
    LockedPlatform,
    LockFile,
    SolveOptions,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pypixi.lockfile.model import LockedPackage
    from pypixi.manifest.environments import Environment
    from pypixi.records.conda import CondaRecord
    from pypixi.specs.platform import Platform

Solved = dict[tuple[str, str], tuple["CondaRecord", ...]]
"""(environment, platform) → the packages of its solve."""


def assemble(
    environments: Mapping[str, Environment], lock: LockFile | None, solved: Solved
) -> LockFile:
    """Return the lock file for ``environments``; what was not solved is kept."""
    platforms = {
        platform.name: platform
        for environment in environments.values()
        for platform in environment.platforms
    }
    return LockFile(
        platforms=tuple(locked_platform(row) for row in platforms.values()),
        environments={
            name: _environment(environment, lock, solved)
            for name, environment in environments.items()
        },
        build_packages=() if lock is None else lock.build_packages,
    )


def locked_platform(platform: Platform) -> LockedPlatform:
    """Return a platform as the lock file describes it."""
    return LockedPlatform(
        name=platform.name,
        subdir=platform.subdir,
        virtual_packages=tuple(map(str, platform.virtual_packages)),
    )


def _environment(
    environment: Environment, lock: LockFile | None, solved: Solved
) -> LockedEnvironment:
    old = None if lock is None else lock.environments.get(environment.name)
    packages: dict[str, tuple[LockedPackage, ...]] = {}
    for platform in environment.platforms:
        kept = () if old is None else old.packages.get(platform.name, ())
        rows = solved.get((environment.name, platform.name), kept)
        if rows:  # a platform without packages has no key
            packages[platform.name] = rows
    return LockedEnvironment(
        channels=tuple(channel.url for channel in environment.channels),
        options=SolveOptions(
            strategy=environment.solve_strategy,
            channel_priority=environment.channel_priority,
        ),
        packages=packages,
    )
