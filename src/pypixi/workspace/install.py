"""Installing environments: which of them, and from which lock file."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from pypixi.manifest.environments import select_environment
from pypixi.specs.names import DEFAULT_ENVIRONMENT
from pypixi.values import frozen
from pypixi.workspace.installing.filters import PackageFilter, filtered
from pypixi.workspace.installing.goal import Goal, installation_goal
from pypixi.workspace.installing.machine import check_installable, warn_of_overrides
from pypixi.workspace.installing.notices import tell_of_platform
from pypixi.workspace.installing.platforms import best_platform, select_platform
from pypixi.workspace.installing.renewal import AS_NEEDED, Renewal
from pypixi.workspace.installing.sync import install
from pypixi.workspace.locking.lock import ensure_lock
from pypixi.workspace.locking.outcome import LockUse

from .places import keep_folders
from .workspace import engine, reload

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from pypixi.conda.client import Engine
    from pypixi.lockfile.model import LockFile
    from pypixi.manifest.environments import Environment
    from pypixi.terminal.report import Report
    from pypixi.workspace.locking.outcome import LockOutcome

    from .workspace import Workspace


@frozen
class InstallRequest:
    """Which environments are installed, and what of them."""

    names: tuple[str, ...] = ()
    """The default environment if none is named."""
    all_environments: bool = False
    """Whether every environment that runs here is meant."""
    platform: str | None = None
    """The platform to install for, in place of the best for this machine."""
    part: PackageFilter = PackageFilter()
    renewal: Renewal = AS_NEEDED
    """Which packages are installed again although they are there."""


@frozen
class Installed:
    """What became of an environment."""

    is_changed: bool
    """Whether anything had to change."""
    goal: Goal
    """What it is now, packages that were left aside included."""


def install_environments(
    workspace: Workspace, request: InstallRequest, use: LockUse, report: Report
) -> dict[str, Installed]:
    """Lock and install environments; return what became of each.

    Args:
        workspace: Whose environments.
        request: Which, and what of them.
        use: How the lock file is used.
        report: Hears of progress and of environments that are passed over.

    Raises:
        PixiError: If an environment is unknown, or cannot be locked or installed.
    """
    warn_of_overrides(workspace, report)
    keep_folders(workspace, report)
    chosen = _chosen(workspace, request, report)
    wanted = {
        environment.name: select_platform(workspace, environment, request.platform)
        for environment in chosen
    }
    outcome = ensure_lock(workspace, use, report, wanted=wanted)
    fresh = outcome.workspace
    goals = [
        _goal(fresh, environment.name, outcome.lock, request) for environment in chosen
    ]
    _warn_of_unmatched(goals, request, report)
    open_engine = cache(lambda: engine(fresh, report))  # one for all of them
    return {
        goal.environment.name: Installed(
            is_changed=_install(fresh, goal, request, report, open_engine), goal=goal
        )
        for goal in goals
    }


def install_environment(
    workspace: Workspace, name: str, lock: LockFile, report: Report
) -> bool:
    """Install one environment from the lock file; return whether it had to change.

    Raises:
        PixiError: If it cannot be installed on this machine.
    """
    request = InstallRequest()
    goal = _goal(workspace, name, lock, request)
    return _install(workspace, goal, request, report)


def _goal(
    workspace: Workspace, name: str, lock: LockFile, request: InstallRequest
) -> Goal:
    environment = select_environment(workspace.environments, name)
    target = select_platform(workspace, environment, request.platform)
    goal = installation_goal(workspace, environment, lock, target)
    return filtered(goal, request.part) if request.part else goal


def _install(
    workspace: Workspace,
    goal: Goal,
    request: InstallRequest,
    report: Report,
    open_engine: Callable[[], Engine] | None = None,
) -> bool:
    if request.platform is None:
        check_installable(workspace, goal)
    tell_of_platform(workspace, goal, report)
    return install(workspace, goal, report, open_engine, request.renewal)


def _warn_of_unmatched(
    goals: Sequence[Goal], request: InstallRequest, report: Report
) -> None:
    """Warn of names that mean no package of any environment."""
    locked = frozenset[str]().union(*(goal.names for goal in goals))
    _warn_of(request.part.skipped, "skipped", locked, report)
    _warn_of(request.renewal.names or (), "given", locked, report)


def _warn_of(
    names: Collection[str], kind: str, locked: Collection[str], report: Report
) -> None:
    unmatched = "', '".join(sorted(name for name in names if name not in locked))
    if unmatched:
        report.warn(
            f"The {kind} arg(s) '{unmatched}' did not match any packages in the lock"
            " file",
            help="`pixi list` shows what is locked",
        )


def install_affected(
    outcome: LockOutcome, features: Iterable[str], report: Report
) -> bool:
    """Install after an edit: only where there is one environment, and it runs here.

    Args:
        outcome: What is locked after it.
        features: What was edited.
        report: Hears of progress.

    Raises:
        PixiError: If the install fails.
    """
    workspace = outcome.workspace
    environments = list(workspace.environments.values())
    only = environments[0] if len(environments) == 1 else None
    if only is None or best_platform(workspace, only) is None:
        return False
    if not any(map(only.contains, features)):
        return False
    is_changed = False
    installed = None
    # Another process may lock anew and install while we wait for the prefix: whoever
    # installs last must install what is locked last, and looks whether it did.
    while installed != (packages := outcome.lock.environments.get(only.name)):
        installed = packages
        args = outcome.workspace, only.name, outcome.lock, report
        is_changed = install_environment(*args) or is_changed
        outcome = ensure_lock(reload(workspace, report), LockUse.FROZEN, report)
    return is_changed


def _chosen(
    workspace: Workspace, request: InstallRequest, report: Report
) -> list[Environment]:
    if not request.all_environments:
        wanted = dict.fromkeys(request.names or (DEFAULT_ENVIRONMENT,))
        return [select_environment(workspace.environments, name) for name in wanted]
    runnable: list[Environment] = []
    skipped: list[str] = []
    for environment in workspace.environments.values():
        if best_platform(workspace, environment) is None:
            skipped.append(environment.name)
        else:
            runnable.append(environment)
    if skipped:
        report.warn(
            "Skipping environment(s) that do not support the current platform:"
            f" {', '.join(skipped)}"
        )
    return runnable
