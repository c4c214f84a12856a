"""Which PyPI resolutions a stale lock file needs, and their results."""

from __future__ import annotations

from concurrent.futures import (
    FIRST_EXCEPTION,
    Future,
    ThreadPoolExecutor,
    wait,
)
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING, TypeVar

from pypixi.errors import PixiError
from pypixi.locking.faults.context import Memory
from pypixi.pypi.names.provided import provided_packages
from pypixi.pypi.resolving.request import ResolveJob
from pypixi.pypi.resolving.resolve import resolve
from pypixi.pypi.target import target_python
from pypixi.specs.names import DEFAULT_FEATURE
from pypixi.values import frozen, replace

from .failures import raise_failures
from .members import member_conda

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pypixi.locking.engines import Engines, RecordsOn
    from pypixi.locking.faults.context import JudgingContext
    from pypixi.locking.groups import Pair, SolveUnit
    from pypixi.manifest.environments import Environment
    from pypixi.pypi.target import TargetPython
    from pypixi.records.conda import CondaRecord
    from pypixi.records.pypi import PypiRecord
    from pypixi.specs.platform import Platform
    from pypixi.terminal.report import Progress, Report

    from .stale import CondaPart, StaleLock


_T = TypeVar("_T")


def _feature_option(environment: Environment) -> str:
    """Return what leads ``add`` to an environment that others do not share."""
    names = [feature.name for feature in environment.features]
    if DEFAULT_FEATURE in names or not names:
        return ""
    return f"--feature {names[0]} "


@frozen
class PlannedResolution:
    """A resolution and the place its result has in the lock file."""

    unit: SolveUnit
    job: ResolveJob
    builders: tuple[Environment, ...]
    """Those that have a Python for building sources, on one platform or another."""

    @property
    def pair(self) -> Pair:
        """The names of the first environment and of the platform."""
        return self.unit.pair

    def is_like(self, other: PlannedResolution) -> bool:
        """Tell whether another one asks the same."""
        return replace(self.job, title=other.job.title) == other.job


class NoPythonError(PixiError):
    """An environment asks for PyPI packages and has no Python to run them."""

    def __init__(self, environment: Environment, platform: Platform) -> None:
        places = [
            spec.place
            for spec in environment.pypi_dependencies(platform)
            if spec.place is not None
        ]
        super().__init__(
            "No Python interpreter found in the dependencies of environment"
            f" '{environment.name}' for platform '{platform.name}'",
            labels=[place.label("needs Python") for place in places[:1]],
            help=f"Try: pixi add {_feature_option(environment)}python",
        )


def plan_resolutions(
    stale: StaleLock,
    conda_part: CondaPart,
    context: JudgingContext,
    report: Report,
) -> list[PlannedResolution]:
    """Return one resolution for all that is stale and asks for PyPI packages.

    Args:
        stale: The lock file that is not true.
        conda_part: Returns the conda packages of what is solved together.
        context: Where the workspace is, and what cutoffs are counted from.
        report: Hears of conda packages that mean nothing on PyPI.

    Raises:
        PixiError: If there is no Python among those conda packages.
    """
    planned: list[PlannedResolution] = []
    failures: list[tuple[list[SolveUnit], PixiError]] = []
    for unit in stale.units_with(stale.verdict.stale_pypi):
        records = conda_part(unit)
        try:
            target = _target(unit, records, Memory(context))
        except NoPythonError as error:
            failures.append(([unit], error))
            continue
        if target is None:
            continue
        job = ResolveJob(
            title=unit.full_title,
            target=target,
            specs=unit.view.pypi_dependencies(unit.platform),
            provided=provided_packages(records, report),
            preferred=stale.preferred_pypi(unit),
            options=unit.view.pypi_options,
            strategy=unit.view.solve_strategy,
            root=context.root,
            exclude_newer=unit.view.exclude_newer,
            now=context.now,
        )
        planned.append(
            PlannedResolution(unit=unit, job=job, builders=_builders(stale, unit))
        )
    raise_failures(failures)
    return planned


def resolve_all(
    planned: Sequence[PlannedResolution],
    records_on: RecordsOn,
    engines: Engines,
    report: Report,
) -> dict[Pair, tuple[PypiRecord, ...]]:
    """Return the PyPI packages of each resolution; they run in parallel.

    What is the same for several environments is asked once.

    Args:
        planned: What is resolved.
        records_on: Returns the conda packages that an environment itself asks for.
        engines: What resolves.
        report: Hears of progress.

    Raises:
        PixiError: The failures of all that failed.
    """
    twins = _twins(planned)
    asked = [_with_all_builders(rows) for rows in twins]
    answers = _answers(asked, records_on, engines, report) if asked else []
    found: dict[Pair, tuple[PypiRecord, ...]] = {}
    failures: list[tuple[list[SolveUnit], PixiError]] = []
    for rows, answer in zip(twins, answers, strict=True):
        if isinstance(answer, PixiError):
            failures.append(([row.unit for row in rows], answer))
        else:
            found |= {row.pair: answer for row in rows}
    raise_failures(failures)
    return found


def _answers(
    asked: Sequence[PlannedResolution],
    records_on: RecordsOn,
    engines: Engines,
    report: Report,
) -> list[tuple[PypiRecord, ...] | PixiError]:
    """Return the packages of each resolution, or why there are none."""
    uv = engines.uv()
    builders = {_names(row.builders): row.builders for row in asked}
    pythons = {
        names: _once(partial(engines.build_python, environments, records_on))
        for names, environments in builders.items()
    }

    def one(
        row: PlannedResolution, progress: Progress
    ) -> tuple[PypiRecord, ...] | PixiError:
        progress.detail(row.job.title)
        try:
            return resolve(
                uv,
                row.job,
                build_python=pythons[_names(row.builders)],
                normalize=engines.context.normalize,
                fetch=engines.fetch,
                report=report,
            )
        except PixiError as error:
            return error
        finally:
            progress.advance()

    with (
        report.task("resolving PyPI packages", total=len(asked)) as progress,
        ThreadPoolExecutor(max_workers=engines.processes) as pool,
    ):
        futures = [pool.submit(one, row, progress) for row in asked]
        try:
            wait(futures, return_when=FIRST_EXCEPTION)
        except BaseException:  # Ctrl-C
            uv.children.stop()
            raise
        finally:  # what has not begun when a bug showed need not begin
            pool.shutdown(wait=False, cancel_futures=True)
    for future in futures:
        if not future.cancelled():
            future.result()
    return [future.result() for future in futures]


def _twins(planned: Sequence[PlannedResolution]) -> list[list[PlannedResolution]]:
    """Return resolutions, those together that have the same answer."""
    found: list[list[PlannedResolution]] = []
    for row in planned:
        twins = next((rows for rows in found if rows[0].is_like(row)), None)
        if twins is None:
            found.append([row])
        else:
            twins.append(row)
    return found


def _with_all_builders(rows: Sequence[PlannedResolution]) -> PlannedResolution:
    """Return the first of some twins; any of their Pythons may build for them."""
    builders = {each.name: each for row in rows for each in row.builders}
    return replace(rows[0], builders=tuple(builders.values()))


def _target(
    unit: SolveUnit, records: Sequence[CondaRecord], memory: Memory
) -> TargetPython | None:
    """Return the Python of those that ask for PyPI packages; None if nobody does."""
    found: TargetPython | None = None
    for member in unit.members:
        if member.pypi_dependencies(unit.platform):
            # That another member has a Python does not bring it here.
            own = member_conda(unit, member, records, memory)
            found = target_python(own, unit.platform)
            if found is None:
                raise NoPythonError(member, unit.platform)
    return found


def _builders(stale: StaleLock, unit: SolveUnit) -> tuple[Environment, ...]:
    """Return the environments whose prefix can build what a unit asks for."""
    if unit.group is None:
        return unit.members
    return tuple(
        each
        for each in stale.environments.values()
        if each.solve_group == unit.group and each.has_pypi()
    )


def _names(environments: Sequence[Environment]) -> tuple[str, ...]:
    return tuple(environment.name for environment in environments)


def _once(make: Callable[[], _T]) -> Callable[[], _T]:
    """Return a function that makes a value, or fails, once, whatever thread asks."""
    lock = Lock()
    made: Future[_T] = Future()

    def get() -> _T:
        with lock:
            if not made.done():
                try:
                    made.set_result(make())
                except PixiError as error:
                    made.set_exception(error)
        return made.result()

    return get
