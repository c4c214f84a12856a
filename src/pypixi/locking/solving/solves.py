"""Which solves a stale lock file needs, and what is added to their results."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.conda.solving.job import SolveJob
from pypixi.values import frozen, replace

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pypixi.locking.groups import Pair, SolveUnit
    from pypixi.records.conda import CondaRecord

    from .stale import StaleLock

    Records = tuple[CondaRecord, ...]


@frozen
class PlannedSolve:
    """A solve and the place its result has in the lock file."""

    unit: SolveUnit
    job: SolveJob

    @property
    def pair(self) -> Pair:
        """The names of the first environment and of the platform."""
        return self.unit.pair


def plan_solves(stale: StaleLock, now: float) -> list[PlannedSolve]:
    """Return one solve for each environment or group whose conda part is not true."""
    return [
        PlannedSolve(unit=unit, job=_job(unit, stale.preferred_conda(unit), now))
        for unit in stale.units_with(stale.verdict.stale)
    ]


def completed(
    plan: Sequence[PlannedSolve],
    results: Mapping[Pair, Records],
    with_purls: Callable[[Sequence[CondaRecord]], Records],
) -> dict[Pair, Records]:
    """Return solved packages with what the engine forgets or does not know of them.

    Packages that were locked before keep their purls, run exports and location. For
    the others it is looked up which PyPI packages they are, where an environment asks
    for any.

    Args:
        plan: What was solved.
        results: By the first pair of what was solved.
        with_purls: The look-up.
    """
    remembered = {
        planned.pair: _remembered(planned.job, results[planned.pair])
        for planned in plan
    }
    unknown = {
        record.url: record
        for planned in plan
        if planned.unit.view.pypi_dependencies(planned.unit.platform)
        for record, is_known in remembered[planned.pair]
        if not is_known
    }
    named = {row.url: row for row in with_purls(tuple(unknown.values()))}
    return {
        planned.pair: tuple(
            record if is_known else named.get(record.url, record)
            for record, is_known in remembered[planned.pair]
        )
        for planned in plan
    }


def _remembered(job: SolveJob, solved: Records) -> list[tuple[CondaRecord, bool]]:
    """Return each solved package, and whether its purls are known from the lock."""
    locked = {**job.sightings, **{record.url: record for record in job.preferred}}
    found: list[tuple[CondaRecord, bool]] = []
    for record in solved:
        old = locked.get(record.url)
        if old is None:
            found.append((record, False))
            continue
        known = replace(
            record,
            purls=record.purls if old.purls is None else old.purls,
            run_exports=record.run_exports or old.run_exports,
            location=old.location,
        )
        found.append((known, old.purls is not None))
    return found


def _job(unit: SolveUnit, preferred: Records, now: float) -> SolveJob:
    view, platform = unit.view, unit.platform
    return SolveJob(
        title=f"requirements of {unit.full_title}",
        channels=view.channels,
        platform=platform,
        specs=view.dependencies(platform),
        preferred=preferred,
        channel_priority=view.channel_priority,
        strategy=view.solve_strategy,
        constraints=view.constraints(platform),
        guests=tuple(environment.name for environment in unit.others),
        exclude_newer=view.exclude_newer,
        now=now,
    )
