"""The lock file as typed values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.records.conda import CondaRecord
from pypixi.records.pypi import PypiRecord
from pypixi.records.source import CondaSourceRecord
from pypixi.specs.platform import platform_identity
from pypixi.specs.solving import ChannelPriority, PrereleaseMode, SolveStrategy
from pypixi.specs.virtual import parse_virtual_package
from pypixi.values import field, frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pypixi.specs.indexes import FindLinks
    from pypixi.specs.platform import Platform
    from pypixi.specs.virtual import VirtualPackage

LOCK_VERSION = 7
"""The version we write; versions 1 to 7 can be read."""

LOCK_FILE_NAME = "pixi.lock"

STRATEGY_WORDS = {
    SolveStrategy.HIGHEST: "highest",
    SolveStrategy.LOWEST: "lowest-version",
    SolveStrategy.LOWEST_DIRECT: "lowest-version-direct",
}
"""Strategies in the words of the lock file, which are not those of the manifest."""

LockedPackage = CondaRecord | CondaSourceRecord | PypiRecord

Selector = tuple[str, str]
"""What refers to a package: its kind, as the lock file calls it, and its id."""


def selector(package: LockedPackage) -> Selector:
    """Return what refers to a package: URL, identifier or location by its kind."""
    match package:
        case CondaRecord():
            return "conda", package.url
        case CondaSourceRecord():
            return "conda_source", package.identifier
        case PypiRecord():
            return "pypi", package.location


def build_sets(package: LockedPackage) -> tuple[Selector, ...]:
    """Return what a package needs around it while it is built."""
    match package:
        case CondaSourceRecord() | PypiRecord(version=None):
            return (*package.build_packages, *package.host_packages)
        case _:
            return ()


def needed_to_build(
    packages: Iterable[LockedPackage], pool: Mapping[Selector, LockedPackage]
) -> list[LockedPackage]:
    """Return what the build sets of packages name, and what the sets of those name.

    Raises:
        KeyError: If a set names a package that is not in the pool.
    """
    pending = [name for package in packages for name in build_sets(package)]
    found: dict[Selector, LockedPackage] = {}
    while pending:
        name = pending.pop()
        if name not in found:
            found[name] = pool[name]
            pending.extend(build_sets(pool[name]))
    return list(found.values())


def has_pypi(packages: Mapping[str, tuple[LockedPackage, ...]]) -> bool:
    """Tell whether any package of any platform is from PyPI."""
    return any(
        isinstance(row, PypiRecord) for rows in packages.values() for row in rows
    )


@frozen
class SolveOptions:
    """How an environment was solved."""

    strategy: SolveStrategy = SolveStrategy.HIGHEST
    channel_priority: ChannelPriority = ChannelPriority.STRICT
    pypi_prerelease_mode: PrereleaseMode = PrereleaseMode.IF_NECESSARY_OR_EXPLICIT


@frozen
class LockedPlatform:
    """A platform as the lock file describes it."""

    name: str
    subdir: str
    virtual_packages: tuple[str, ...] = ()
    """``name=version`` or ``name=version=build``, in the order of the file."""

    @property
    def identity(self) -> tuple[str, tuple[VirtualPackage, ...]]:
        """What makes it another platform than others, as of one of the manifest."""
        packages = map(parse_virtual_package, self.virtual_packages)
        return platform_identity(self.subdir, packages)


def locked_platform(platform: Platform) -> LockedPlatform:
    """Return a platform as the lock file describes it."""
    return LockedPlatform(
        name=platform.name,
        subdir=platform.subdir,
        virtual_packages=tuple(map(str, platform.virtual_packages)),
    )


@frozen
class LockedEnvironment:
    """What is locked for one environment."""

    channels: tuple[str, ...]
    """Base URLs with a trailing slash, in order of priority."""
    used_env_vars: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Channel → variables it was made with, which only conda-lock writes down."""
    indexes: tuple[str, ...] | None = None
    find_links: tuple[FindLinks, ...] = ()
    options: SolveOptions = field(default_factory=SolveOptions)
    packages: Mapping[str, tuple[LockedPackage, ...]] = field(default_factory=dict)
    """Platform name → packages, in the order of the file.

    A platform for which nothing is locked has no key.
    """


@frozen
class LockFile:
    """A whole lock file."""

    platforms: tuple[LockedPlatform, ...] = ()
    environments: Mapping[str, LockedEnvironment] = field(default_factory=dict)
    build_packages: tuple[LockedPackage, ...] = ()
    """Packages of no environment, needed to build source packages that are in one."""
    version: int = LOCK_VERSION
    """The format version the text had when it was read."""

    def platform(self, name: str) -> LockedPlatform | None:
        """Return the platform of that name, or None."""
        return next((row for row in self.platforms if row.name == name), None)
