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
from pypixi.pypi.names.provided import provided_packages
from pypixi.pypi.resolving.request import ResolveJob
from pypixi.pypi.resolving.resolve import resolve
from pypixi.pypi.target import target_python
from pypixi.specs.names import DEFAULT_FEATURE
from pypixi.values import frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from pypixi.manifest.environments import Environment
    from pypixi.records.pypi import PypiRecord
    from pypixi.specs.platform import Platform
    from pypixi.terminal.report import Progress, Report

    from .engines import Engines
    from .stale import CondaPart, Pair, StaleLock


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

    environment: Environment
    platform: Platform
    job: ResolveJob

    @property
    def pair(self) -> Pair:
        """The names of environment and platform."""
        return self.environment.name, self.platform.name


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
    stale: StaleLock, conda_part: CondaPart, *, root: Path, report: Report
) -> list[PlannedResolution]:
    """Return one resolution for each stale pair that asks for PyPI packages.

    Args:
        stale: The lock file that is not true.
        conda_part: Returns the conda packages a pair is going to be locked with.
        root: The workspace.
        report: Hears of conda packages that mean nothing on PyPI.

    Raises:
        NoPythonError: If there is no Python among those conda packages.
    """
    planned: list[PlannedResolution] = []
    for environment, platform in _asking(stale):
        records = conda_part(environment, platform)
        target = target_python(records, platform)
        if target is None:
            raise NoPythonError(environment, platform)
        job = ResolveJob(
            title=f"environment '{environment.name}' for platform '{platform.name}'",
            target=target,
            specs=environment.pypi_dependencies(platform),
            provided=provided_packages(records, report),
            preferred=stale.preferred_pypi(environment, platform),
            options=environment.pypi_options,
            strategy=environment.solve_strategy,
            root=root,
        )
        planned.append(
            PlannedResolution(environment=environment, platform=platform, job=job)
        )
    return planned


def resolve_all(
    planned: Sequence[PlannedResolution],
    conda_part: CondaPart,
    engines: Engines,
    report: Report,
) -> dict[Pair, tuple[PypiRecord, ...]]:
    """Return the PyPI packages of each resolution; they run in parallel.

    Args:
        planned: What is resolved.
        conda_part: Returns the conda packages a pair is going to be locked with.
        engines: What resolves.
        report: Hears of progress.

    Raises:
        PixiError: The failure of the first resolution that failed.
    """
    if not planned:
        return {}
    uv = engines.uv()
    pythons = {
        environment.name: _once(
            partial(engines.build_python, environment, partial(conda_part, environment))
        )
        for environment in (row.environment for row in planned)
    }

    def one(row: PlannedResolution, progress: Progress) -> tuple[PypiRecord, ...]:
        progress.detail(row.job.title)
        try:
            return resolve(
                uv,
                row.job,
                build_python=pythons[row.environment.name],
                normalize=engines.context.normalize,
                fetch=engines.fetch,
                report=report,
            )
        finally:
            progress.advance()

    with (
        report.task("resolving PyPI packages", total=len(planned)) as progress,
        ThreadPoolExecutor(max_workers=engines.processes) as pool,
    ):
        futures = [pool.submit(one, row, progress) for row in planned]
        try:
            wait(futures, return_when=FIRST_EXCEPTION)
        except BaseException:  # Ctrl-C
            uv.children.stop()
            raise
        finally:  # what has not begun when one has failed need not begin
            pool.shutdown(wait=False, cancel_futures=True)
    for future in futures:
        if not future.cancelled():
            future.result()
    return {
        row.pair: future.result() for row, future in zip(planned, futures, strict=True)
    }


def _asking(stale: StaleLock) -> Iterator[tuple[Environment, Platform]]:
    """Yield the stale pairs that ask for PyPI packages."""
    for environment, platform in stale.pairs():
        is_stale = (environment.name, platform.name) in stale.verdict.stale_pypi
        if is_stale and environment.pypi_dependencies(platform):
            yield environment, platform


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
