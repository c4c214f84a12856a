"""Which PyPI resolutions a stale lock file needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.errors import PixiError
from pypixi.locking.faults.context import Memory
from pypixi.pypi.names.provided import provided_packages
from pypixi.pypi.resolving.request import ResolveJob
from pypixi.pypi.target import target_python
from pypixi.specs.names import DEFAULT_FEATURE
from pypixi.values import frozen, replace

from .failures import raise_failures
from .members import member_conda

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pypixi.locking.faults.context import JudgingContext
    from pypixi.locking.groups import Pair, SolveUnit
    from pypixi.manifest.environments import Environment
    from pypixi.pypi.target import TargetPython
    from pypixi.records.conda import CondaRecord
    from pypixi.specs.platform import Platform
    from pypixi.terminal.report import Report

    from .stale import CondaPart, StaleLock


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
    memory = Memory(context)
    for unit in stale.units_with(stale.verdict.stale_pypi):
        records = conda_part(unit)
        try:
            target = _target(unit, records, memory)
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


def _feature_option(environment: Environment) -> str:
    """Return what leads ``add`` to an environment that others do not share."""
    names = [feature.name for feature in environment.features]
    if DEFAULT_FEATURE in names or not names:
        return ""
    return f"--feature {names[0]} "
