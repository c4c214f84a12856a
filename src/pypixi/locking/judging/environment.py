"""Faults of a lock file that concern all platforms of an environment."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from pypixi.locking.faults.fault import Fault
from pypixi.locking.judging_pypi.door import pypi_environment_fault
from pypixi.records.conda import CondaRecord
from pypixi.specs.channel import without_credentials
from pypixi.specs.cutoff import NO_CUTOFFS, shown
from pypixi.specs.names import PackageName
from pypixi.specs.platform import Platform
from pypixi.specs.virtual import parse_virtual_package

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pypixi.lockfile.model import LockedEnvironment, LockedPlatform, LockFile
    from pypixi.locking.faults.context import Memory
    from pypixi.locking.faults.locked_part import LockedPart
    from pypixi.manifest.environments import Environment
    from pypixi.specs.channel import Channel
    from pypixi.specs.virtual import VirtualPackage


def environment_faults(
    environment: Environment,
    locked: LockedEnvironment,
    lock: LockFile,
    memory: Memory,
) -> tuple[Fault, ...]:
    """Return the first fault of the whole, and the first of its PyPI part alone.

    The latter does not count where the former lets nothing of the lock remain. The
    original stops at whichever comes first, and solves all of it anew.
    """
    fault = (
        _channel_fault(environment.channels, locked.channels)
        or _unknown_platform_fault(environment, locked, lock)
        or _changed_platform_fault(environment, lock)
        or _option_fault(environment, locked)
        or _cutoff_fault(environment, locked, memory.context.now)
    )
    if fault is not None and fault.disregard:
        return (fault,)
    of_pypi = pypi_environment_fault(environment, locked, lock.version, memory)
    return tuple(each for each in (fault, of_pypi) if each is not None)


def unlocked_platform_fault(part: LockedPart) -> Fault:
    """Return the fault of a platform that the lock file does not describe.

    What is missing for it is all of it: that one of its machines has changed says more.
    """
    used = {platform.name for platform in part.environment.platforms}
    subdir = part.platform.subdir
    others = [
        _described(row.identity)
        for row in part.rows
        if row.subdir == subdir
        and row.name in part.locked.packages
        and row.name not in used
    ]
    instead = f", but for {' and '.join(others)}" if others else ""
    name = part.platform.name
    return Fault(
        what=f"nothing is locked for platform '{name}',"
        f" {_described(part.platform.identity)}{instead}"
    )


def _described(identity: tuple[str, tuple[VirtualPackage, ...]]) -> str:
    subdir, packages = identity
    return f"{subdir} with {', '.join(map(str, packages))}" if packages else subdir


def _channel_fault(wanted: Iterable[Channel], locked: tuple[str, ...]) -> Fault | None:
    urls = tuple(channel.url for channel in wanted)
    if urls == locked:
        return None
    if locked == urls[: len(locked)]:
        text = "channels were extended with additional lower-priority channels"
        return Fault(what=text)
    text = "the channels in the lock file do not match the environments channels"
    return Fault(what=text, disregard=True)


def _unknown_platform_fault(
    environment: Environment, locked: LockedEnvironment, lock: LockFile
) -> Fault | None:
    known = {row.name for row in environment.platforms}
    subdirs = {row.subdir for row in environment.platforms}
    rows = {row.name: row.subdir for row in lock.platforms}
    unknown = sorted(
        name
        for name in locked.packages
        if name not in known and rows.get(name, name) not in subdirs
    )
    if not unknown:
        return None
    names = ", ".join(f"'{name}'" for name in unknown)
    return Fault(
        what=f"platform(s) {names} present in the lock file but not in the environment"
    )


def _changed_platform_fault(environment: Environment, lock: LockFile) -> Fault | None:
    for platform in environment.platforms:
        row = lock.platform(platform.name)
        if row is None:
            continue
        if row.subdir != platform.subdir:
            return Fault(
                what=f"the workspace platform '{row.name}' uses subdir"
                f" '{platform.subdir}' but the lock-file was solved with subdir"
                f" '{row.subdir}'",
                disregard=True,
            )
        # Older formats record no virtual packages: nothing to compare.
        if row.virtual_packages and row.identity != platform.identity:
            declared = sorted(map(str, platform.customised))
            return Fault(
                what=f"the workspace platform '{row.name}' declares virtual packages"
                f" [{', '.join(declared)}] but the lock-file was solved with"
                f" [{', '.join(_customised(row))}]",
                disregard=True,
            )
    return None


def _customised(row: LockedPlatform) -> list[str]:
    """Return the virtual packages of a locked platform that others need not have."""
    packages = tuple(map(parse_virtual_package, row.virtual_packages))
    found = Platform(name=row.name, subdir=row.subdir, declared=packages)
    return sorted(map(str, found.customised))


def _option_fault(environment: Environment, locked: LockedEnvironment) -> Fault | None:
    options = locked.options
    if options.strategy != environment.solve_strategy:
        return Fault(
            what="the lock file was solved with a different strategy"
            f" ({options.strategy}) than the one selected"
            f" ({environment.solve_strategy})",
            disregard=True,
        )
    if options.channel_priority != environment.channel_priority:
        return Fault(
            what="the lock file was solved with a different channel priority"
            f" ({options.channel_priority}) than the one selected"
            f" ({environment.channel_priority})",
            disregard=True,
        )
    return None


def _cutoff_fault(
    environment: Environment, locked: LockedEnvironment, now: float
) -> Fault | None:
    """Find a conda package that is too new; what has no timestamp is old enough."""
    if environment.exclude_newer == NO_CUTOFFS and all(
        row.exclude_newer is None for row in environment.channels
    ):
        return None
    channels = {
        without_credentials(row.url): row.exclude_newer for row in environment.channels
    }
    records = chain.from_iterable(locked.packages.values())
    for record in records:
        if not isinstance(record, CondaRecord) or record.timestamp is None:
            continue
        own = channels.get(f"{without_credentials(record.channel or '')}/")
        cutoff = environment.exclude_newer.of(PackageName(record.name), own)
        moment = None if cutoff is None else cutoff.at(now)
        if moment is not None and record.timestamp > moment * 1000:
            return Fault(
                package=record.name,
                what=f"the locked package '{record.name}' has timestamp"
                f" {shown(record.timestamp / 1000)}, which is newer than the"
                f" environment's exclude-newer cutoff {shown(moment)}",
                disregard=True,
            )
    return None
