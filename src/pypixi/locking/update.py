"""Bringing a lock file up to date: verdict, solves, assembly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.conda.matching import check_specs
from pypixi.errors import PixiError, raise_all
from pypixi.values import frozen, replace

from .assemble import Solved, assemble
from .verdict import Verdict, judge

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from pypixi.conda.client import Engine
    from pypixi.conda.solve import SolveResult
    from pypixi.lockfile.model import LockFile
    from pypixi.manifest.environments import Environment
    from pypixi.terminal.report import Report

    from .solves import PlannedSolve


@frozen
class LockUpdate:
    """A lock file that is true, and what had to be done for it."""

    lock: LockFile
    verdict: Verdict
    """On the lock file as it was."""

    @property
    def is_changed(self) -> bool:
        """Whether the lock file that was there was not true, and so must be written."""
        return not self.verdict.is_true


def update_lock(
    environments: Mapping[str, Environment],
    lock: LockFile | None,
    open_engine: Callable[[], Engine],
    report: Report,
) -> LockUpdate:
    """Return a lock file that is true for ``environments``.

    What is still true stays as it is, and the engine is not opened where all of it is.

    Raises:
        PixiError: If a requirement cannot be understood or met, or a channel not read.
    """
    raise_all(_faulty_specs(environments))
    verdict = judge(environments, lock)
    _log(verdict)
    if verdict.is_true and lock is not None:
        return LockUpdate(lock=lock, verdict=verdict)
    # The engine's door: event loop and solver, which a true lock file needs none of.
    from pypixi.conda.solve import solve_all  # noqa: PLC0415

    from .solves import plan_solves  # noqa: PLC0415

    plan = plan_solves(environments, lock, verdict)
    results = solve_all(open_engine(), [planned.job for planned in plan], report)
    solved = _successes(plan, results)
    return LockUpdate(lock=assemble(environments, lock, solved), verdict=verdict)


def unlocked(
    lock: LockFile | None, names: Collection[str], environments: Collection[str]
) -> LockFile | None:
    """Return a lock file without some packages, so that they are chosen anew.

    Args:
        lock: None where there is none.
        names: Of the packages.
        environments: Where they are taken out.
    """
    if lock is None:
        return None
    freed = {
        name: replace(
            locked,
            packages={
                platform: tuple(row for row in rows if row.name not in names)
                for platform, rows in locked.packages.items()
            },
        )
        for name, locked in lock.environments.items()
        if name in environments
    }
    return replace(lock, environments={**lock.environments, **freed})


def _log(verdict: Verdict) -> None:
    """Say with ``-v`` why something is solved."""
    import logging  # noqa: PLC0415 - a solve follows: 12 ms do not matter any more

    for reason in verdict.reasons:
        logging.getLogger(__name__).info("%s", reason)


def _faulty_specs(environments: Mapping[str, Environment]) -> list[PixiError]:
    """Return a fault for each requirement of the manifest that is not understood."""
    specs = {
        id(spec): spec
        for environment in environments.values()
        for platform in environment.platforms
        for spec in environment.dependencies(platform)
    }
    return check_specs(specs.values())


def _successes(plan: Sequence[PlannedSolve], results: Sequence[SolveResult]) -> Solved:
    """Return what was solved, or raise the first failure."""
    solved: Solved = {}
    failures: list[PixiError] = []
    for planned, result in zip(plan, results, strict=True):
        if isinstance(result, PixiError):
            failures.append(result)
        else:
            solved[planned.environment, planned.platform] = result
    if failures:
        raise failures[0]
    return solved
