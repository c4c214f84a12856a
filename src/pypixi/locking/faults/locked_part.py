"""What a lock file holds for one environment on one platform."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.records.conda import CondaRecord
from pypixi.records.pypi import PypiRecord
from pypixi.values import frozen

if TYPE_CHECKING:
    from pypixi.lockfile.model import (
        LockedEnvironment,
        LockedPackage,
        LockedPlatform,
    )
    from pypixi.manifest.environments import Environment
    from pypixi.records.source import CondaRow
    from pypixi.specs.platform import Platform
    from pypixi.specs.requirement import PypiSpec


@frozen
class LockedPart:
    """Locked packages beside the environment and platform they are locked for."""

    environment: Environment
    platform: Platform
    locked: LockedEnvironment
    version: int
    """The format version of the lock file's text."""
    rows: tuple[LockedPlatform, ...] = ()
    """All platforms that the lock file describes."""

    @property
    def pair(self) -> tuple[str, str]:
        """The names of environment and platform."""
        return self.environment.name, self.platform.name

    @property
    def is_known(self) -> bool:
        """Whether the lock file describes the platform, or none as older formats do."""
        return not self.rows or any(row.name == self.platform.name for row in self.rows)

    @property
    def pypi_requests(self) -> tuple[PypiSpec, ...]:
        """The PyPI requirements that packages were chosen for.

        They are those of the whole solve group, where the environment is of one.
        """
        environment = self.environment.group or self.environment
        return environment.pypi_dependencies(self.platform)

    @property
    def packages(self) -> tuple[LockedPackage, ...]:
        """All packages of the platform."""
        return self.locked.packages.get(self.platform.name, ())

    @property
    def conda(self) -> tuple[CondaRecord, ...]:
        """The binary conda packages among them."""
        return tuple(row for row in self.packages if isinstance(row, CondaRecord))

    @property
    def conda_rows(self) -> tuple[CondaRow, ...]:
        """All conda packages, those built from source among them."""
        return tuple(row for row in self.packages if not isinstance(row, PypiRecord))

    @property
    def pypi(self) -> tuple[PypiRecord, ...]:
        """The PyPI packages among them."""
        return tuple(row for row in self.packages if isinstance(row, PypiRecord))
