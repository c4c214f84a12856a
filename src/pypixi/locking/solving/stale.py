"""A lock file that is not true, beside what it should be true for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from pypixi.lockfile.model import selector
from pypixi.locking.groups import SolveUnit, solve_units
from pypixi.records.conda import CondaRecord
from pypixi.records.pypi import PypiRecord
from pypixi.values import frozen

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from pypixi.lockfile.model import LockedPackage, LockFile
    from pypixi.locking.groups import Pair
    from pypixi.locking.judging.verdict import Verdict
    from pypixi.manifest.environments import Environment
    from pypixi.specs.platform import Platform

_Row = TypeVar("_Row", bound=CondaRecord | PypiRecord)

CondaPart = Callable[[SolveUnit], tuple[CondaRecord, ...]]
"""Returns the conda packages that what is solved together is going to have."""


@frozen
class StaleLock:
    """What is to be solved anew, and what can be kept."""

    environments: Mapping[str, Environment]
    """Of the manifest."""
    lock: LockFile | None
    """As it is; None where there is none."""
    verdict: Verdict
    """On that lock file."""
    units: tuple[SolveUnit, ...]
    """Everything that is solved on its own, as in the manifest."""

    def asking(self) -> list[Environment]:
        """Return the environments for which something is to be solved."""
        names = {
            name
            for unit in self.units_with(self.verdict.stale_pypi)
            for name, _ in unit.asking
        }
        return [each for name, each in self.environments.items() if name in names]

    def units_with(self, pairs: Iterable[Pair]) -> list[SolveUnit]:
        """Return those of the units that some pairs belong to."""
        wanted = frozenset(pairs)
        return [unit for unit in self.units if not wanted.isdisjoint(unit.pairs)]

    def unit(self, environment: Environment, platform: Platform) -> SolveUnit:
        """Return what an environment is solved with on one of its platforms."""
        (found,) = self.units_with([(environment.name, platform.name)])
        return found

    def locked(
        self, environment: Environment, platform: Platform
    ) -> tuple[LockedPackage, ...]:
        """Return what is locked for a pair as of now."""
        if self.lock is None:
            return ()
        locked = self.lock.environments.get(environment.name)
        return () if locked is None else locked.packages.get(platform.name, ())

    def kept_conda(self, unit: SolveUnit) -> tuple[LockedPackage, ...]:
        """Return what is locked for any member beside PyPI packages, each once."""
        rows = [
            row
            for member in unit.members
            for row in self.locked(member, unit.platform)
            if not isinstance(row, PypiRecord)
        ]
        return tuple({selector(row): row for row in rows}.values())

    def preferred_conda(self, unit: SolveUnit) -> tuple[CondaRecord, ...]:
        """Return the locked conda packages that a solve should favour."""
        rows = self._locked_rows(unit, CondaRecord, self.verdict.disregarded)
        # The engine's door: it alone knows which version is higher.
        from pypixi.conda.matching import sorted_versions  # noqa: PLC0415

        return _highest(rows, sorted_versions)

    def preferred_pypi(self, unit: SolveUnit) -> tuple[PypiRecord, ...]:
        """Return the locked PyPI packages that a resolution should favour."""
        rows = self._locked_rows(unit, PypiRecord, self.verdict.disregarded_pypi)
        return _highest(rows, _sorted_pypi_versions)

    def _locked_rows(
        self, unit: SolveUnit, kind: type[_Row], disregarded: Collection[str]
    ) -> list[_Row]:
        """Return what is locked for all members but some, of one kind of package."""
        return [
            row
            for member in unit.members
            if member.name not in disregarded
            for row in self.locked(member, unit.platform)
            if isinstance(row, kind)
        ]


def stale_lock(
    environments: Mapping[str, Environment], lock: LockFile | None, verdict: Verdict
) -> StaleLock:
    """Return what is to be solved anew.

    Args:
        environments: Of the manifest.
        lock: As it is; None where there is none.
        verdict: On that lock file.
    """
    units = solve_units(environments.values())
    return StaleLock(environments=environments, lock=lock, verdict=verdict, units=units)


def _highest(
    rows: Sequence[_Row], ascending: Callable[[Iterable[str]], Sequence[str]]
) -> tuple[_Row, ...]:
    """Return one package of each name: that of the highest version."""
    names = dict.fromkeys(row.name for row in rows)
    if len(names) == len(rows):
        return tuple(rows)
    versions = ascending(row.version for row in rows if row.version is not None)
    ranks = {version: rank for rank, version in enumerate(versions)}

    def rank(row: _Row) -> tuple[int, int]:
        number = row.build_number if isinstance(row, CondaRecord) else 0
        return ranks.get(row.version or "", -1), number

    found = {row.name: row for row in sorted(rows, key=rank)}
    return tuple(found[name] for name in names)


def _sorted_pypi_versions(versions: Iterable[str]) -> list[str]:
    # The engine's door: what PEP 440 says concerns only those who use it.
    from packaging.version import InvalidVersion, Version  # noqa: PLC0415

    def key(version: str) -> Version:
        try:
            return Version(version)
        except InvalidVersion:
            return Version("0")

    return sorted(set(versions), key=key)
