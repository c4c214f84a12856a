"""Bringing a lock file up to date: verdict, solves, resolutions, assembly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.errors import PixiError, raise_all
from pypixi.lockfile.model import LOCK_VERSION
from pypixi.locking.faults.context import Memory
from pypixi.locking.faults.reasons import sentences
from pypixi.locking.judging.verdict import Verdict, judge
from pypixi.records.conda import CondaRecord
from pypixi.values import frozen, replace

from .assemble import assemble
from .groups import as_solved
from .old_formats import without_index
from .solving.extras import warn_of_missing_extras
from .solving.failures import raise_failures
from .solving.members import member_conda, member_packages
from .solving.stale import stale_lock
from .solving.unsupported import unsupported

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pypixi.conda.solving.solve import SolveResult
    from pypixi.lockfile.model import LockedPackage, LockFile
    from pypixi.manifest.environments import Environment
    from pypixi.records.pypi import PypiRecord
    from pypixi.specs.platform import Platform
    from pypixi.terminal.report import Report

    from .assemble import Solved
    from .engines import Engines
    from .groups import Pair, SolveUnit
    from .solving.solves import PlannedSolve
    from .solving.stale import CondaPart, StaleLock


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
    engines: Engines,
    report: Report,
    *,
    upgrades: bool = False,
) -> LockUpdate:
    """Return a lock file that is true for ``environments``.

    What is still true stays as it is, and no engine is opened where all of it is.

    Args:
        environments: Of the manifest.
        lock: As it is; None where there is none.
        engines: What solves and resolves.
        report: Hears of progress.
        upgrades: Whether a lock file that is true gets what its older format does not
            say: platforms, indexes.

    Raises:
        PixiError: If a requirement cannot be understood or met, or a channel or index
            not read.
    """
    verdict = judge(environments, lock, engines.context)
    is_upgraded = upgrades and lock is not None and lock.version != LOCK_VERSION
    if verdict.is_true and lock is not None and not is_upgraded:
        return LockUpdate(lock=lock, verdict=verdict)
    _log(sentences(verdict.reasons))
    indexes = _indexes(environments, engines)
    incomplete = without_index(lock, indexes, engines.context.default_index)
    todo = replace(verdict, stale_pypi=verdict.stale_pypi | incomplete)
    stale = stale_lock(environments, lock, todo)
    reasons = () if lock is None else sentences(verdict.reasons)
    raise_all(unsupported(stale.asking(), reasons))
    solved = _solve(stale, engines, report)

    def conda_part(unit: SolveUnit) -> tuple[CondaRecord, ...]:
        rows = _conda_rows(stale, solved, unit)
        return tuple(row for row in rows if isinstance(row, CondaRecord))

    resolved = _resolve(stale, conda_part, engines, report)
    rows: Solved = {}
    memory = Memory(engines.context)
    for unit in stale.units_with(todo.stale_pypi):
        chosen = (*_conda_rows(stale, solved, unit), *resolved.get(unit.pair, ()))
        for member, pair in zip(unit.members, unit.pairs, strict=True):
            rows[pair] = member_packages(unit, member, chosen, memory)
    updated = assemble(environments, lock, rows, indexes)
    if solved:
        warn_of_missing_extras(environments, updated, report)
    return LockUpdate(lock=updated, verdict=verdict)


def _log(lines: Iterable[str]) -> None:
    """Say with ``-v`` what is solved, and why."""
    import logging  # noqa: PLC0415 - a solve follows: 12 ms do not matter any more

    for line in lines:
        logging.getLogger(__name__).info("%s", line)


def _solve(
    stale: StaleLock, engines: Engines, report: Report
) -> dict[Pair, tuple[CondaRecord, ...]]:
    """Return the conda packages of all whose conda part is stale."""
    # The engine's door: event loop and solver, which a true lock file needs none of.
    from pypixi.conda.solving.solve import solve_all  # noqa: PLC0415

    from .solving.sightings import with_locked_sightings  # noqa: PLC0415
    from .solving.solves import completed, plan_solves  # noqa: PLC0415

    plan = todo = plan_solves(stale, engines.context.now)
    if not plan:
        return {}
    engine = engines.conda()
    solved: dict[Pair, tuple[CondaRecord, ...]] = {}
    while todo:  # more than once is rare
        _log(f"solving {planned.job.title}" for planned in todo)
        jobs = [planned.job for planned in todo]
        solved |= _successes(todo, solve_all(engine, jobs, report))
        todo = with_locked_sightings(stale, plan, solved)
        again = {planned.pair: planned for planned in todo}
        plan = [again.get(planned.pair, planned) for planned in plan]
    return completed(plan, solved, engines.with_purls)


def _successes(
    plan: Sequence[PlannedSolve], results: Sequence[SolveResult]
) -> dict[Pair, tuple[CondaRecord, ...]]:
    """Return what was solved, or raise all failures."""
    pairs = list(zip(plan, results, strict=True))
    raise_failures(
        ([planned.unit], result)
        for planned, result in pairs
        if isinstance(result, PixiError)
    )
    return {
        planned.pair: result
        for planned, result in pairs
        if not isinstance(result, PixiError)
    }


def _conda_rows(
    stale: StaleLock,
    solved: Mapping[Pair, tuple[CondaRecord, ...]],
    unit: SolveUnit,
) -> tuple[LockedPackage, ...]:
    """Return what a unit is going to be locked with beside PyPI packages."""
    fresh = solved.get(unit.pair)
    return stale.kept_conda(unit) if fresh is None else fresh


def _resolve(
    stale: StaleLock, conda_part: CondaPart, engines: Engines, report: Report
) -> dict[Pair, tuple[PypiRecord, ...]]:
    """Return the PyPI packages of all whose PyPI part is stale."""
    if not any(environment.has_pypi() for environment in stale.environments.values()):
        return {}
    # The engine's door: what PyPI packages need concerns only those who use them.
    from .solving.resolutions import plan_resolutions  # noqa: PLC0415
    from .solving.resolving import resolve_all  # noqa: PLC0415

    context = engines.context
    plan = plan_resolutions(stale, conda_part, context, report)
    _log(f"resolving PyPI packages of {planned.job.title}" for planned in plan)

    def records_on(
        environment: Environment, platform: Platform
    ) -> tuple[CondaRecord, ...]:
        unit = stale.unit(environment, platform)
        return member_conda(unit, environment, conda_part(unit), Memory(context))

    return resolve_all(plan, records_on, engines, report)


def _indexes(
    environments: Mapping[str, Environment], engines: Engines
) -> dict[str, tuple[str, ...]]:
    """Return the indexes of each environment that asks for PyPI packages."""
    found: dict[str, tuple[str, ...]] = {}
    for name, environment in environments.items():
        if environment.has_pypi():
            options = as_solved(environment).pypi_options
            main = options.index_url or engines.context.default_index()
            found[name] = (main, *options.extra_index_urls)
    return found
