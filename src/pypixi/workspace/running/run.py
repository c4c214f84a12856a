"""A program of an environment, made ready to be started."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.errors import PixiError
from pypixi.processes import find_program
from pypixi.values import frozen
from pypixi.workspace.installing.activate import environment_variables
from pypixi.workspace.installing.machine import warn_of_overrides
from pypixi.workspace.installing.platforms import has_dependencies, select_platform
from pypixi.workspace.installing.ready import make_environment_ready
from pypixi.workspace.locking.lock import ensure_lock

from .choice import available_tasks, choose

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from pypixi.lockfile.model import LockFile
    from pypixi.terminal.report import Report
    from pypixi.workspace.use import EnvironmentUse
    from pypixi.workspace.workspace import Workspace

    from .choice import Choice, RunRequest


@frozen
class RunPlan:
    """What is to be run, before its environment is touched."""

    workspace: Workspace
    lock: LockFile
    choice: Choice
    invoked_in: Path
    use: EnvironmentUse


@frozen
class Execution:
    """A program that is ready to be started."""

    program: Path
    argv: tuple[str, ...]
    env: Mapping[str, str]
    cwd: Path


class CommandNotFoundError(PixiError):
    """The program of a command is nowhere on the environment's PATH."""

    def __init__(self, name: str, tasks: Sequence[str]) -> None:
        self.tasks = tuple(tasks)
        super().__init__(f"{name}: command not found")


def plan_run(
    workspace: Workspace,
    request: RunRequest,
    use: EnvironmentUse,
    report: Report,
) -> RunPlan:
    """Return what is to be run, the lock file being as ``use`` wants it.

    Args:
        workspace: Whose task or environment.
        request: What was typed.
        use: How lock file and environment are used; what is installed must run here.
        report: Hears of progress.

    Raises:
        PixiError: If the words mean nothing, or the environment cannot be used here.
    """
    warn_of_overrides(workspace, report)
    # A slip of the pen is told before anything is solved.
    choice = choose(workspace, request)
    wanted = {choice.environment.name: None}
    outcome = ensure_lock(
        workspace, use.lock, report, may_install=use.install, wanted=wanted
    )
    if outcome.workspace is not workspace:
        choice = choose(outcome.workspace, request)
    if use.install and has_dependencies(choice.environment):
        select_platform(outcome.workspace, choice.environment)
    return RunPlan(
        workspace=outcome.workspace,
        lock=outcome.lock,
        choice=choice,
        invoked_in=request.cwd,
        use=use,
    )


def make_ready(plan: RunPlan, report: Report) -> Execution:
    """Install the environment where that is due, and return the program.

    Raises:
        CommandNotFoundError: If the program cannot be found.
        PixiError: If the environment cannot be installed or activated.
    """
    workspace, choice = plan.workspace, plan.choice
    if plan.use.install:
        make_environment_ready(
            workspace, choice.environment, plan.lock, report, plan.use.renewal
        )
    env = environment_variables(
        workspace, choice.environment, report, force=plan.use.force_activation
    )
    env["INIT_CWD"] = str(plan.invoked_in)
    env["PWD"] = str(choice.cwd)
    name = choice.words[0]
    program = find_program(name, env=env, cwd=choice.cwd, system=workspace.system)
    if program is None:
        only = choice.environment.name if choice.is_explicit else None
        raise CommandNotFoundError(name, available_tasks(workspace, only))
    return Execution(program=program, argv=choice.words, env=env, cwd=choice.cwd)
