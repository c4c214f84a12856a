"""Installing environments: which of them, and from which lock file."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from pypixi.manifest.environments import select_environment
from pypixi.specs.names import DEFAULT_ENVIRONMENT
from pypixi.workspace.installing.goal import installation_goal
from pypixi.workspace.installing.machine import check_installable, warn_of_overrides
from pypixi.workspace.installing.notices import tell_of_platform
from pypixi.workspace.installing.platforms import best_platform, select_platform
from pypixi.workspace.installing.sync import install
from pypixi.workspace.locking.lock import ensure_lock
from pypixi.workspace.locking.outcome import LockUse

from .workspace import engine, reload

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from pypixi.conda.client import Engine
    from pypixi.lockfile.model import LockFile
    from pypixi.manifest.environments import Environment
    from pypixi.terminal.report import Report
    from pypixi.workspace.locking.outcome import LockOutcome

    from .workspace import Workspace


def install_environments(
    workspace: Workspace,
    names: Sequence[str] = (),
    *,
    all_environments: bool = False,
    platform: str | None = None,
    use: LockUse = LockUse.UPDATE,
    report: Report,
) -> dict[str, bool]:
    """Lock and install environments; return which of them had to change.

    Args:
        workspace: Whose environments.
        names: Which; the default environment if none is named.
        all_environments: Whether to install every environment that runs here.
        platform: The platform to install for, in place of the best for this machine.
        use: How the lock file is used.
        report: Hears of progress and of environments that are passed over.

    Raises:
        PixiError: If an environment is unknown, or cannot be locked or installed.
    """
    warn_of_overrides(workspace, report)
    chosen = _chosen(workspace, names, all_environments, report)
    wanted = {
        environment.name: select_platform(workspace, environment, platform)
        for environment in chosen
    }
    outcome = ensure_lock(workspace, use, report, wanted=wanted)
    fresh = outcome.workspace
    open_engine = cache(lambda: engine(fresh, report))  # one for all of them
    return {
        environment.name: install_environment(
            fresh,
            environment.name,
            outcome.lock,
            report,
            platform=platform,
            open_engine=open_engine,
        )
        for environment in chosen
    }


def install_environment(
    workspace: Workspace,
    name: str,
    lock: LockFile,
    report: Report,
    *,
    platform: str | None = None,
    open_engine: Callable[[], Engine] | None = None,
) -> bool:
    """Install one environment from the lock file; return whether it had to change.

    Raises:
        PixiError: If it cannot be installed on this machine.
    """
    environment = select_environment(workspace.environments, name)
    target = select_platform(workspace, environment, platform)
    goal = installation_goal(workspace, environment, lock, target)
    if platform is None:
        check_installable(workspace, goal)
    tell_of_platform(workspace, goal, report)
    return install(workspace, goal, report, open_engine)


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
    workspace: Workspace,
    names: Sequence[str],
    all_environments: bool,  # noqa: FBT001 - private
    report: Report,
) -> list[Environment]:
    if not all_environments:
        wanted = dict.fromkeys(names or (DEFAULT_ENVIRONMENT,))
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
