"""Which solves a stale lock file needs, and what is added to their results."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.conda.solve import SolveJob
from pypixi.values import frozen, replace

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pypixi.manifest.environments import Environment
    from pypixi.records.conda import CondaRecord
    from pypixi.specs.platform import Platform

    from .stale import Pair, StaleLock

    Records = tuple[CondaRecord, ...]


@frozen
class PlannedSolve:
    """A solve and the place its result has in the lock file."""

    environment: Environment
    platform: Platform
    job: SolveJob

    @property
    def pair(self) -> Pair:
        """The names of environment and platform."""
        return self.environment.name, self.platform.name


def plan_solves(stale: StaleLock) -> list[PlannedSolve]:
    """Return one solve for each pair whose conda part is not true."""
    return [
        PlannedSolve(
            environment=environment,
            platform=platform,
            job=_job(
                environment, platform, stale.preferred_conda(environment, platform)
            ),
        )
        for environment, platform in stale.pairs()
        if (environment.name, platform.name) in stale.verdict.stale
    ]


def completed(
    plan: Sequence[PlannedSolve],
    results: Mapping[Pair, Records],
    with_purls: Callable[[Sequence[CondaRecord]], Records],
) -> dict[Pair, Records]:
    """Return solved packages with what the engine forgets or does not know of them.

    Packages that were locked before keep their purls and run exports. For the others it
    is looked up which PyPI packages they are, where an environment asks for any.

    Args:
        plan: What was solved.
        results: By the names of environment and platform.
        with_purls: The look-up.
    """
    remembered = {
        planned.pair: _remembered(planned.job.preferred, results[planned.pair])
        for planned in plan
    }
    unknown = {
        record.url: record
        for planned in plan
        if planned.environment.pypi_dependencies(planned.platform)
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


def _remembered(preferred: Records, solved: Records) -> list[tuple[CondaRecord, bool]]:
    """Return each solved package, and whether its purls are known from the lock."""
    locked = {record.url: record for record in preferred}
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
        )
        found.append((known, old.purls is not None))
    return found


def _job(environment: Environment, platform: Platform, preferred: Records) -> SolveJob:
    return SolveJob(
        title=f"requirements of environment '{environment.name}'"
        f" for platform '{platform.name}'",
        channels=environment.channels,
        platform=platform,
        specs=environment.dependencies(platform),
        preferred=preferred,
        channel_priority=environment.channel_priority,
        strategy=environment.solve_strategy,
    )
