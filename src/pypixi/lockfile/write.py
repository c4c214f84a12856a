"""Lock files as canonical text of version 7."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.lockfile.yaml.emitter import emit
from pypixi.records.conda import CondaRecord

from .entries import entry, selector_entries
from .merging import merged
from .model import (
    LOCK_VERSION,
    STRATEGY_WORDS,
    SolveOptions,
    needed_to_build,
    selector,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from pypixi.lockfile.yaml.emitter import Table, Value

    from .entries import Spelled
    from .model import (
        LockedEnvironment,
        LockedPackage,
        LockedPlatform,
        LockFile,
    )

_DEFAULTS = SolveOptions()


def format_lock_file(lock: LockFile) -> str:
    """Return the text of a lock file, byte for byte as the original writes it.

    Raises:
        KeyError: If a build set names a package that the lock file does not hold.
    """
    platforms = sorted(lock.platforms, key=lambda platform: platform.name)
    used = _used(lock)
    spelled = {
        package.url: package.location
        for package in used
        if isinstance(package, CondaRecord) and package.location is not None
    }
    return emit(
        {
            "version": LOCK_VERSION,
            "platforms": [_platform(platform) for platform in platforms],
            "environments": {
                name: _environment(environment, spelled)
                for name, environment in sorted(lock.environments.items())
            },
            "packages": _packages(used, spelled),
        }
    )


def _platform(platform: LockedPlatform) -> Table:
    table: Table = {"name": platform.name}
    if platform.subdir != platform.name:
        table["subdir"] = platform.subdir
    if platform.virtual_packages:
        table["virtual-packages"] = platform.virtual_packages
    return table


def _environment(environment: LockedEnvironment, spelled: Spelled) -> Table:
    table: Table = {
        "channels": [_channel(environment, url) for url in environment.channels]
    }
    if environment.indexes is not None:
        table["indexes"] = environment.indexes
        if environment.find_links:
            table["find-links"] = [
                {"path": link.path} if link.path is not None else {"url": link.url}
                for link in environment.find_links
            ]
    if environment.options != _DEFAULTS:
        table["options"] = _options(environment.options)
    table["packages"] = {
        platform: selector_entries(map(selector, packages), spelled)
        for platform, packages in sorted(environment.packages.items())
    }
    return table


def _channel(environment: LockedEnvironment, url: str) -> Table:
    variables = environment.used_env_vars.get(url)
    return {"url": url, "used_env_vars": variables} if variables else {"url": url}


def _options(options: SolveOptions) -> Table:
    table: Table = {}
    if options.strategy != _DEFAULTS.strategy:
        table["strategy"] = STRATEGY_WORDS[options.strategy]
    if options.channel_priority != _DEFAULTS.channel_priority:
        table["channel-priority"] = options.channel_priority.value
    if options.pypi_prerelease_mode != _DEFAULTS.pypi_prerelease_mode:
        table["pypi-prerelease-mode"] = options.pypi_prerelease_mode.value
    return table


def _used(lock: LockFile) -> Collection[LockedPackage]:
    """Return the packages that an environment needs, or one of their build sets."""
    used = merged(
        package
        for environment in lock.environments.values()
        for packages in environment.packages.values()
        for package in packages
    )
    pool = {**merged(lock.build_packages), **used}
    return (merged(needed_to_build(used.values(), pool)) | used).values()


def _packages(used: Iterable[LockedPackage], spelled: Spelled) -> list[Value]:
    tables = (entry(package, spelled) for package in used)
    entries = {next(iter(table.items())): table for table in tables}
    return [entries[key] for key in sorted(entries)]
