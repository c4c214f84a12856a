"""PyPI resolutions that run side by side, what is the same being asked once."""

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
from pypixi.pypi.resolving.resolve import resolve
from pypixi.values import replace

from .failures import raise_failures

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pypixi.locking.engines import Engines, RecordsOn
    from pypixi.locking.groups import Pair, SolveUnit
    from pypixi.manifest.environments import Environment
    from pypixi.records.pypi import PypiRecord
    from pypixi.terminal.report import Progress, Report

    from .resolutions import PlannedResolution

_T = TypeVar("_T")


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
