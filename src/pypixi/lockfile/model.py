"""The lock file as typed values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pypixi.records.conda import CondaRecord
from pypixi.records.pypi import PypiRecord
from pypixi.records.source import CondaSourceRecord
from pypixi.specs.solving import ChannelPriority, PrereleaseMode, SolveStrategy

if TYPE_CHECKING:
    from collections.abc import Mapping

LOCK_VERSION = 7
"""The version we write; versions 1 to 7 can be read."""

LOCK_FILE_NAME = "pixi.lock"

LockedPackage = CondaRecord | CondaSourceRecord | PypiRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class SolveOptions:
    """How an environment was solved."""

    strategy: SolveStrategy = SolveStrategy.HIGHEST
    channel_priority: ChannelPriority = ChannelPriority.STRICT
    pypi_prerelease_mode: PrereleaseMode = PrereleaseMode.IF_NECESSARY_OR_EXPLICIT


@dataclass(frozen=True, slots=True, kw_only=True)
class LockedPlatform:
    """A platform as the lock file describes it."""

    name: str
    subdir: str
    virtual_packages: tuple[str, ...] = ()
    """``name=version`` or ``name=version=build``, in the order of the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FindLinks:
    """A flat list of files beside the indexes: a path or a URL."""

    path: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LockedEnvironment:
    """What is locked for one environment."""

    channels: tuple[str, ...]
    """Base URLs with a trailing slash, in order of priority."""
    indexes: tuple[str, ...] | None = None
    find_links: tuple[FindLinks, ...] = ()
    options: SolveOptions = field(default_factory=SolveOptions)
    packages: Mapping[str, tuple[LockedPackage, ...]] = field(default_factory=dict)
    """Platform name → packages, in the order of the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LockFile:
    """A whole lock file."""

    platforms: tuple[LockedPlatform, ...] = ()
    environments: Mapping[str, LockedEnvironment] = field(default_factory=dict)
    version: int = LOCK_VERSION
    """The format version the text had when it was read."""

    def platform(self, name: str) -> LockedPlatform | None:
        """Return the platform of that name, or None."""
        return next((row for row in self.platforms if row.name == name), None)
