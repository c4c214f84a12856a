"""The PyPI part of a prefix: what must change in it, and changing it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.errors import PixiError
from pypixi.pypi.build_python import BuildPython
from pypixi.pypi.installing.damage import damaged_distributions
from pypixi.pypi.installing.editable import editable_packages
from pypixi.pypi.installing.install import install_changes
from pypixi.pypi.installing.install_request import PypiInstallJob
from pypixi.pypi.installing.installed import (
    all_site_packages,
    installed_distributions,
    site_packages,
)
from pypixi.pypi.installing.plan import Changes, plan_changes
from pypixi.pypi.installing.removal import remove_ours
from pypixi.pypi.installing.takeover import our_files, remove_broken
from pypixi.pypi.target import target_python
from pypixi.specs.names import PypiName
from pypixi.specs.platform import runnable_subdirs
from pypixi.terminal.report import SILENT
from pypixi.workspace.workspace import uv

from .activate import environment_variables
from .renewal import AS_NEEDED

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pypixi.pypi.installing.takeover import OurFiles
    from pypixi.pypi.target import TargetPython
    from pypixi.terminal.report import Report
    from pypixi.workspace.workspace import Workspace

    from .goal import Goal
    from .renewal import Renewal


class NoPythonLockedError(PixiError):
    """PyPI packages are locked, and no Python that could run them."""

    def __init__(self, goal: Goal) -> None:
        super().__init__(
            "No Python record found in the lock file for platform:"
            f" {goal.platform.name}",
            help="run `pixi lock`, or leave out --frozen",
        )


class ForeignPlatformError(PixiError):
    """PyPI packages are to be installed by a Python that does not run here."""

    def __init__(self, goal: Goal, machine: str) -> None:
        super().__init__(
            f"cannot install PyPI packages for '{goal.platform.name}' on '{machine}'",
            help="install on a machine of that platform",
            notes=["they are installed by the environment's own Python"],
        )


def pypi_changes(
    workspace: Workspace, goal: Goal, renewal: Renewal = AS_NEEDED
) -> Changes:
    """Return what must change in a prefix whose conda part is as it shall be.

    Args:
        workspace: Whose prefix.
        goal: What it shall be.
        renewal: Which packages are installed again although they are there.

    Raises:
        NoPythonLockedError: If packages are locked that no Python can run.
    """
    if goal.platform.is_wasm:  # the original leaves them to what loads the packages
        return Changes()
    target = _target(goal)
    if target is None:
        return Changes()
    folder = _site_packages(workspace, goal, target)
    there = [
        each
        for each in installed_distributions(folder)
        if each.name not in goal.ignored
    ]
    names = renewal.among(row.name for row in goal.wanted_pypi)
    damaged = damaged_distributions(there, goal.prefix, by_content=renewal.by_content)
    return plan_changes(
        there,
        goal.wanted_pypi,
        editable=_editable(workspace, goal),
        root=workspace.root,
        again=names | damaged,
    )


def change_pypi_part(
    workspace: Workspace, goal: Goal, changes: Changes, report: Report
) -> bool:
    """Make the PyPI part of a prefix what it shall be; the conda part is already.

    Returns:
        Whether anything changed.

    Raises:
        PixiError: If a package cannot be had, built or used here.
    """
    if goal.platform.subdir not in runnable_subdirs(workspace.machine):
        raise ForeignPlatformError(goal, workspace.machine)
    target = _target(goal)
    if target is None:  # without a Python there are no changes to make
        return False
    job = PypiInstallJob(
        title=goal.environment.name,
        prefix=goal.prefix,
        site_packages=_site_packages(workspace, goal, target),
        python=prefix_python(workspace, goal),
        changes=changes,
        editable=_editable(workspace, goal),
        specs=goal.environment.pypi_dependencies(goal.platform),
        options=goal.environment.pypi_options,
        root=workspace.root,
    )
    return install_changes(uv(workspace, report), job, report)


def remove_strays(workspace: Workspace, goal: Goal) -> None:
    """Remove our packages that the new conda part leaves without a place.

    They go before conda's packages are linked: one may bring the same files. Where the
    goal does not name the PyPI packages, only those of another Python go, and those
    that conda provides.
    """
    target = target_python(goal.records, goal.platform)
    current = None if target is None else _site_packages(workspace, goal, target)
    is_stray = _is_unwanted(goal) if goal.is_whole else _is_provided(goal)
    for folder in all_site_packages(goal.prefix, workspace.system):
        if folder != current:
            remove_ours(folder, goal.prefix)
        else:
            remove_ours(folder, goal.prefix, goes=is_stray)


def _is_unwanted(goal: Goal) -> Callable[[PypiName], bool]:
    wanted = frozenset(PypiName(row.name) for row in goal.pypi) | goal.ignored
    return lambda name: name not in wanted


def _is_provided(goal: Goal) -> Callable[[PypiName], bool]:
    # What versions mean costs 40 ms, and an install does not ask.
    from pypixi.pypi.names.provided import provided_packages  # noqa: PLC0415

    return provided_packages(goal.records, SILENT).__contains__


def remove_victims(workspace: Workspace, goal: Goal) -> None:
    """Remove our packages that a change of the conda part has broken.

    Raises:
        PixiError: If they cannot be read or removed.
    """
    for folder in all_site_packages(goal.prefix, workspace.system):
        remove_broken(folder, goal.prefix)


def files_of_ours(workspace: Workspace, goal: Goal) -> OurFiles:
    """Return what our packages hold of a prefix, be they locked or not.

    Raises:
        PixiError: If they cannot be read.
    """
    folders = all_site_packages(goal.prefix, workspace.system)
    return our_files(goal.prefix, folders)


def prefix_python(workspace: Workspace, goal: Goal) -> BuildPython:
    """Return the Python of a prefix, with the variables of its environment.

    Raises:
        ActivationError: If a package's activation fails.
    """
    return BuildPython(
        program=_program(goal.prefix, workspace.system),
        env=environment_variables(workspace, goal.environment),
    )


def _editable(workspace: Workspace, goal: Goal) -> frozenset[PypiName]:
    specs = goal.environment.pypi_dependencies(goal.platform)
    return editable_packages(specs, goal.pypi, workspace.root)


def _target(goal: Goal) -> TargetPython | None:
    target = target_python(goal.records, goal.platform)
    if target is None and goal.pypi:
        raise NoPythonLockedError(goal)
    return target


def _site_packages(workspace: Workspace, goal: Goal, target: TargetPython) -> Path:
    return site_packages(
        goal.prefix,
        target.version,
        workspace.system,
        free_threaded=target.free_threaded,
    )


def _program(prefix: Path, system: str) -> Path:
    return prefix / "python.exe" if system == "win32" else prefix / "bin" / "python"
