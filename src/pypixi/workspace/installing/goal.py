"""What the prefix of an environment shall be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.errors import PixiError
from pypixi.lockfile.locations import url_to_location
from pypixi.lockfile.model import locked_platform
from pypixi.prefix.state import lock_file_hash
from pypixi.records.conda import CondaRecord
from pypixi.records.pypi import PypiRecord
from pypixi.records.source import CondaSourceRecord
from pypixi.values import frozen
from pypixi.workspace.places import prefix_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from pypixi.lockfile.model import LockedPackage, LockFile
    from pypixi.manifest.environments import Environment
    from pypixi.specs.platform import Platform
    from pypixi.workspace.workspace import Workspace


@frozen
class Goal:
    """What a prefix shall be: an environment, locked, on one platform."""

    environment: Environment
    platform: Platform
    records: tuple[CondaRecord, ...]
    """Its conda packages, in the order of the lock file."""
    pypi: tuple[PypiRecord, ...] = ()
    """Its PyPI packages, in the order of the lock file."""
    is_whole: bool = True
    """Whether those are named at all; else the ones that are there may stay."""
    prefix: Path
    ignored: frozenset[str] = frozenset()
    """Packages that stay as they are, installed or not: see :mod:`.filters`."""

    @property
    def wanted_records(self) -> tuple[CondaRecord, ...]:
        """The conda packages that are to be there."""
        return tuple(row for row in self.records if row.name not in self.ignored)

    @property
    def wanted_pypi(self) -> tuple[PypiRecord, ...]:
        """The PyPI packages that are to be there."""
        return tuple(row for row in self.pypi if row.name not in self.ignored)

    @property
    def names(self) -> frozenset[str]:
        """The names of all its packages."""
        conda = {row.name for row in self.records}
        return frozenset(conda.union(row.name for row in self.pypi))

    @property
    def lock_hash(self) -> str:
        """The hash that the marker of a prefix in this state holds."""
        row = locked_platform(self.platform)
        return lock_file_hash(self._hashed(), row.subdir, row.virtual_packages)

    @property
    def requirements(self) -> tuple[str, ...]:
        """What its conda packages ask of the machine: specs on virtual packages."""
        asked = (text for record in self.records for text in record.depends)
        return tuple(sorted({text for text in asked if text.startswith("__")}))

    def _hashed(self) -> Iterator[tuple[str, CondaRecord | None]]:
        for record in self.records:
            yield url_to_location(record.url), record
        for package in self.pypi:
            yield package.location, None


class UnlockedEnvironmentError(PixiError):
    """A frozen lock file does not have what an environment needs."""

    def __init__(self, environment: Environment) -> None:
        super().__init__(
            "the lock file is not up-to-date with requested environment:"
            f" '{environment.name}'",
            help="run `pixi lock`, or leave out --frozen",
        )


class UninstallableKindError(PixiError):
    """The lock holds packages that this version cannot install."""

    def __init__(self, environment: Environment) -> None:
        super().__init__(
            f"environment '{environment.name}' has conda source packages, which are"
            " not supported yet",
            help="a later version will know them",
        )


def installation_goal(
    workspace: Workspace, environment: Environment, lock: LockFile, platform: Platform
) -> Goal:
    """Return what the prefix of an environment shall be.

    Raises:
        UnlockedEnvironmentError: If nothing is locked although something is asked for.
        UninstallableKindError: If there are conda source packages.
    """
    locked = lock.environments.get(environment.name)
    packages = () if locked is None else locked.packages.get(platform.name, ())
    asks = environment.dependencies(platform) or environment.pypi_dependencies(platform)
    if asks and not packages:
        raise UnlockedEnvironmentError(environment)
    if any(isinstance(row, CondaSourceRecord) for row in packages):
        raise UninstallableKindError(environment)
    return prefix_goal(workspace, environment, platform, packages)


def prefix_goal(
    workspace: Workspace,
    environment: Environment,
    platform: Platform,
    packages: Iterable[LockedPackage],
) -> Goal:
    """Return a goal made of packages in any order."""
    rows = tuple(packages)
    conda = (row for row in rows if isinstance(row, CondaRecord))
    pypi = (row for row in rows if isinstance(row, PypiRecord))
    return Goal(
        environment=environment,
        platform=platform,
        records=tuple(sorted(conda, key=lambda row: url_to_location(row.url))),
        pypi=tuple(sorted(pypi, key=lambda row: row.location)),
        prefix=prefix_of(workspace, environment.name),
    )
