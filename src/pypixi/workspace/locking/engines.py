"""The engines as they work for one workspace."""

from __future__ import annotations

import os
from functools import cache, partial
from typing import TYPE_CHECKING

from pypixi.errors import PixiError
from pypixi.locking.engines import Engines
from pypixi.locking.faults.context import JudgingContext
from pypixi.workspace.installing.goal import prefix_goal
from pypixi.workspace.installing.platforms import best_platform
from pypixi.workspace.installing.sync import install_conda_part
from pypixi.workspace.workspace import caches, engine, uv

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pypixi.locking.engines import RecordsOn
    from pypixi.manifest.environments import Environment
    from pypixi.pypi.build_python import BuildPython
    from pypixi.records.conda import CondaRecord
    from pypixi.terminal.report import Report
    from pypixi.workspace.workspace import Workspace


class NoBuildPlatformError(PixiError):
    """A source must be built, and no Python of the environment runs here."""

    def __init__(self, environment: Environment, machine: str) -> None:
        super().__init__(
            f"environment '{environment.name}' has no platform that runs on"
            f" '{machine}', which building PyPI packages from source needs",
            help=f'add "{machine}" to `platforms` in the manifest, or ask for packages'
            " that have wheels",
        )


class InstallForbiddenError(PixiError):
    """A source must be built, and the prefix for it must not be made."""

    def __init__(self, environment: Environment) -> None:
        super().__init__(
            f"installation of the conda environment '{environment.name}' is required"
            " to solve PyPI source dependencies, but the `--no-install` flag has been"
            " set",
            help="leave out --no-install, or ask for packages that have wheels",
        )


def engines(workspace: Workspace, report: Report, *, may_install: bool) -> Engines:
    """Return the engines that keep a workspace's lock file true.

    Args:
        workspace: Whose settings hold.
        report: Hears of progress.
        may_install: Whether a prefix may be made where sources must be built.
    """
    return Engines(
        conda=partial(engine, workspace, report),
        uv=partial(uv, workspace, report),
        context=judging_context(workspace, report),
        with_purls=partial(_with_purls, workspace, report),
        fetch=partial(_fetch, workspace, report),
        build_python=partial(_build_python, workspace, report, may_install),
        processes=workspace.config.concurrency.solves or os.cpu_count() or 1,
    )


def judging_context(workspace: Workspace, report: Report) -> JudgingContext:
    """Return what judging locked PyPI packages needs."""
    return JudgingContext(
        root=workspace.root,
        # Every environment asks, and each time costs a millisecond.
        default_index=cache(partial(_default_index, workspace, report)),
        normalize=normalized,
        now=workspace.caller.now,
    )


def _default_index(workspace: Workspace, report: Report) -> str:
    # The engine's door: most workspaces have no PyPI packages.
    from pypixi.pypi.uv import default_index  # noqa: PLC0415

    return default_index(uv(workspace, report))


def normalized(texts: Sequence[str]) -> list[str]:
    """Return requirements in the spelling of the lock file.

    Raises:
        ValueError: If one of them is no requirement.
    """
    # The engine's door: only metadata that uv has not normalised passes through it.
    from pypixi.conda.requirements import normalized_requirements  # noqa: PLC0415

    return normalized_requirements(texts)


def _with_purls(
    workspace: Workspace, report: Report, records: Sequence[CondaRecord]
) -> tuple[CondaRecord, ...]:
    if not records:
        return ()
    # The engine's door: most workspaces have no PyPI packages.
    from pypixi.conda.fetch import fetch_all  # noqa: PLC0415
    from pypixi.pypi.names.mapping import LookUp, with_purls  # noqa: PLC0415

    look_up = LookUp(
        pypi_map=workspace.manifest.workspace.pypi_map,
        root=workspace.root,
        cache=caches(workspace, report).pypi_mapping,
        fetch=lambda urls: fetch_all(engine(workspace, report), urls, report),
        now=workspace.caller.now,
        offline=workspace.config.offline,
    )
    return with_purls(records, look_up, report)


def _fetch(workspace: Workspace, report: Report, url: str) -> bytes | None:
    # The engine's door: uv's own cache has nearly everything.
    from pypixi.conda.fetch import fetch_all  # noqa: PLC0415

    (body,) = fetch_all(engine(workspace, report), [url], report)
    return body


def _build_python(
    workspace: Workspace,
    report: Report,
    may_install: bool,  # noqa: FBT001 - bound by name above
    environments: Sequence[Environment],
    records_on: RecordsOn,
) -> BuildPython:
    for environment in environments:
        platform = best_platform(workspace, environment)
        if platform is not None:
            break
    else:
        raise NoBuildPlatformError(environments[0], workspace.machine)
    if not may_install:
        raise InstallForbiddenError(environment)
    from pypixi.workspace.installing.pypi import prefix_python  # noqa: PLC0415 - the engine's door

    records = records_on(environment, platform)
    goal = prefix_goal(workspace, environment, platform, records)
    install_conda_part(workspace, goal, report)
    return prefix_python(workspace, goal)
