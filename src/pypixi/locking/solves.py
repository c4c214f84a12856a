"""Which solves a stale lock file needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.conda.solve import SolveJob
from pypixi.records.conda import CondaRecord
from pypixi.values import frozen

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pypixi.lockfile.model import LockFile
    from pypixi.manifest.environments import Environment
    from pypixi.specs.platform import Platform

    from .verdict import Verdict


@frozen
class PlannedSolve:
    """A solve and the place its result has in the lock file."""

    environment: str
    platform: str
    job: SolveJob


def plan_solves(
    environments: Mapping[str, Environment],
    lock: LockFile | None,
    verdict: Verdict,
) -> list[PlannedSolve]:
    """Return one solve for each stale pair of environment and platform.

    Args:
        environments: Of the manifest.
        lock: The lock file as it is.
        verdict: On that lock file.
    """
    return [
        PlannedSolve(
            environment=environment.name,
            platform=platform.name,
            job=_job(
                environment,
                platform,
                _preferred(lock, environment, platform, verdict),
            ),
        )
        for environment in environments.values()
        for platform in environment.platforms
        if (environment.name, platform.name) in verdict.stale
    ]


def _job(
    environment: Environment, platform: Platform, preferred: tuple[CondaRecord, ...]
) -> SolveJob:
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


def _preferred(
    lock: LockFile | None,
    environment: Environment,
    platform: Platform,
    verdict: Verdict,
) -> tuple[CondaRecord, ...]:
    locked = None if lock is None else lock.environments.get(environment.name)
    if locked is None or environment.name in verdict.disregarded:
        return ()
    packages = locked.packages.get(platform.name, ())
    return tuple(package for package in packages if isinstance(package, CondaRecord))
