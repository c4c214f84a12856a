"""An environment that something is about to be started in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.workspace.places import keep_folders

from .goal import installation_goal
from .machine import check_installable, check_runnable
from .notices import tell_of_platform
from .platforms import has_dependencies, used_platform
from .renewal import AS_NEEDED, Renewal
from .sync import install, is_current

if TYPE_CHECKING:
    from pypixi.lockfile.model import LockFile
    from pypixi.manifest.environments import Environment
    from pypixi.terminal.report import Report
    from pypixi.workspace.workspace import Workspace


def make_environment_ready(
    workspace: Workspace,
    environment: Environment,
    lock: LockFile,
    report: Report,
    *,
    renewal: Renewal = AS_NEEDED,
    named: str | None = None,
) -> None:
    """Install an environment where its marker does not say that it is as locked.

    Args:
        workspace: Whose environment.
        environment: Which one.
        lock: What it shall hold.
        report: Hears of progress.
        renewal: What is looked for although the marker fits.
        named: The platform to install for, whether this machine runs it or not.

    Raises:
        PixiError: If it cannot be installed on this machine.
    """
    keep_folders(workspace, report)
    if not has_dependencies(environment):
        return
    platform = used_platform(workspace, environment, named)
    goal = installation_goal(workspace, environment, lock, platform)
    if is_current(goal) and not renewal:
        if named is None:
            check_runnable(workspace, goal)
    else:
        if named is None:
            check_installable(workspace, goal)
        install(workspace, goal, report, renewal=renewal)
    tell_of_platform(workspace, goal, report)
