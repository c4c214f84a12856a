"""Faults of what is locked for the environments of a solve group together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.lockfile.model import selector
from pypixi.locking.faults.fault import Fault
from pypixi.locking.faults.locked_part import LockedPart
from pypixi.locking.groups import as_solved
from pypixi.records.pypi import PypiRecord

from .conda import only_for_pypi, reached

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from pypixi.lockfile.model import LockedPackage, LockFile
    from pypixi.locking.faults.context import Memory
    from pypixi.locking.groups import Pair, SolveUnit
    from pypixi.manifest.environments import Environment

    Used = Mapping[Pair, Collection[str]]
    """The conda packages that PyPI requirements of a pair make use of."""


def group_faults(
    unit: SolveUnit, lock: LockFile, used: Used, memory: Memory
) -> Iterator[Fault]:
    """Yield what is wrong with the packages of a solve group on one platform.

    Args:
        unit: The group and the platform.
        lock: The lock file.
        used: What following the PyPI requirements of each member led to.
        memory: What is known already.
    """
    parts = [part for each in unit.members if (part := _part(unit, each, lock))]
    yield from _only_for_pypi(unit, parts, used, memory)
    yield from _disagreement(unit, parts, is_pypi=False)
    yield from _disagreement(unit, parts, is_pypi=True)


def _part(unit: SolveUnit, member: Environment, lock: LockFile) -> LockedPart | None:
    locked = lock.environments.get(member.name)
    if locked is None:
        return None
    return LockedPart(
        environment=as_solved(member),
        platform=unit.platform,
        locked=locked,
        version=lock.version,
    )


def _only_for_pypi(
    unit: SolveUnit, parts: Collection[LockedPart], used: Used, memory: Memory
) -> Iterator[Fault]:
    """Yield conda packages that no member asks for as such."""
    names = {name for pair in unit.pairs for name in used.get(pair, ())}
    if names:
        names = names.difference(*(reached(part, memory) for part in parts))
    yield from map(only_for_pypi, sorted(names))


def _disagreement(
    unit: SolveUnit, parts: Collection[LockedPart], *, is_pypi: bool
) -> Iterator[Fault]:
    """Yield the packages of one kind that members have from different places."""
    found: dict[str, dict[tuple[str, str], str]] = {}
    for part in parts:
        for row in part.packages:
            if isinstance(row, PypiRecord) is is_pypi:
                places = found.setdefault(row.name, {})
                places.setdefault(selector(row), _told(row, part))
    differing = {name: places for name, places in found.items() if len(places) > 1}
    if differing:
        kind = "pypi" if is_pypi else "conda"
        told = "; ".join(
            f"'{name}' is {' and '.join(places.values())}"
            for name, places in sorted(differing.items())
        )
        yield Fault(
            what=f"the locked {kind} packages in solve group '{unit.group}' are not"
            f" consistent: {told}",
            conda=not is_pypi,
            package=next(iter(differing)) if len(differing) == 1 else None,
        )


def _told(row: LockedPackage, part: LockedPart) -> str:
    return f"{selector(row)[1]} in '{part.environment.name}'"
