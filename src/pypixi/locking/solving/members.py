"""Which packages of a solve group each of its environments gets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.lockfile.model import LOCK_VERSION, LockedEnvironment
from pypixi.locking.faults.locked_part import LockedPart
from pypixi.locking.groups import as_solved
from pypixi.locking.judging.conda import reached
from pypixi.locking.judging_pypi.door import pypi_findings
from pypixi.records.pypi import PypiRecord

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pypixi.lockfile.model import LockedPackage
    from pypixi.locking.faults.context import Memory
    from pypixi.locking.groups import SolveUnit
    from pypixi.manifest.environments import Environment
    from pypixi.records.conda import CondaRecord


def member_packages(
    unit: SolveUnit,
    member: Environment,
    rows: tuple[LockedPackage, ...],
    memory: Memory,
) -> tuple[LockedPackage, ...]:
    """Return those packages that the requirements of one environment lead to.

    They are followed as when the lock file is judged, so that neither too much nor
    too little is found then.

    Args:
        unit: What was solved together.
        member: One of its environments.
        rows: The packages that were chosen for all of them.
        memory: What is known of the packages.
    """
    if unit.is_of_one:
        return rows
    part = _part(unit, member, rows)
    findings = pypi_findings(part, memory)
    conda = reached(part, memory, findings.used)
    kept = tuple(
        row
        for row in rows
        if row.name in (findings.reached if isinstance(row, PypiRecord) else conda)
    )
    # A condition may have held only because of a package that another member has.
    return rows if kept == rows else member_packages(unit, member, kept, memory)


def member_conda(
    unit: SolveUnit,
    member: Environment,
    records: Sequence[CondaRecord],
    memory: Memory,
) -> tuple[CondaRecord, ...]:
    """Return those conda packages that one environment asks for as such."""
    if unit.is_of_one:
        return tuple(records)
    names = reached(_part(unit, member, tuple(records)), memory)
    return tuple(record for record in records if record.name in names)


def _part(
    unit: SolveUnit, member: Environment, rows: tuple[LockedPackage, ...]
) -> LockedPart:
    """Return a view as if everything were locked for one environment."""
    return LockedPart(
        environment=as_solved(member),
        platform=unit.platform,
        locked=LockedEnvironment(channels=(), packages={unit.platform.name: rows}),
        version=LOCK_VERSION,
    )
