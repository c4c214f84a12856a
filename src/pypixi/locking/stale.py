"""A lock file that is not true, beside what it should be true for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from pypixi.records.conda import CondaRecord
from pypixi.records.pypi import PypiRecord
from pypixi.values import frozen

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pypixi.lockfile.model import LockedPackage, LockFile
    from pypixi.locking.judging.verdict import Verdict
    from pypixi.manifest.environments import Environment
    from pypixi.specs.platform import Platform

CondaPart = Callable[["Environment", "Platform"], tuple[CondaRecord, ...]]
"""Returns the conda packages that an environment will have on a platform."""

Pair = tuple[str, str]
"""The names of an environment and of one of its platforms."""


@frozen
class StaleLock:
    """What is to be solved anew, and what can be kept."""

    environments: Mapping[str, Environment]
    """Of the manifest."""
    lock: LockFile | None
    """As it is; None where there is none."""
    verdict: Verdict
    """On that lock file."""

    def pairs(self) -> Iterator[tuple[Environment, Platform]]:
        """Yield every environment with each of its platforms, as in the manifest."""
        for environment in self.environments.values():
            for platform in environment.platforms:
                yield environment, platform

    def locked(
        self, environment: Environment, platform: Platform
    ) -> tuple[LockedPackage, ...]:
        """Return what is locked for a pair as of now."""
        if self.lock is None:
            return ()
        locked = self.lock.environments.get(environment.name)
        return () if locked is None else locked.packages.get(platform.name, ())

    def preferred_conda(
        self, environment: Environment, platform: Platform
    ) -> tuple[CondaRecord, ...]:
        """Return the locked conda packages that a solve should favour."""
        if environment.name in self.verdict.disregarded:
            return ()
        rows = self.locked(environment, platform)
        return tuple(row for row in rows if isinstance(row, CondaRecord))

    def preferred_pypi(
        self, environment: Environment, platform: Platform
    ) -> tuple[PypiRecord, ...]:
        """Return the locked PyPI packages that a resolution should favour."""
        if environment.name in self.verdict.disregarded_pypi:
            return ()
        rows = self.locked(environment, platform)
        return tuple(row for row in rows if isinstance(row, PypiRecord))
