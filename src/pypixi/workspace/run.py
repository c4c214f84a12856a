"""A program of an environment, made ready to be started."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.errors import PixiError
from pypixi.prefix.activation import Activation, activated_environment
from pypixi.prefix.layout import environment_prefix
from pypixi.processes import find_program
from pypixi.specs.names import DEFAULT_ENVIRONMENT
from pypixi.values import frozen

from .choice import available_tasks, choose
from .lock import ensure_lock
from .platforms import has_dependencies, select_platform
from .sync import install, installation_goal, is_installed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from pypixi.lockfile.model import LockFile
    from pypixi.manifest.environments import Environment
    from pypixi.terminal.report import Report

    from .choice import Choice, RunRequest
    from .lock import LockUse
    from .workspace import Workspace


@frozen
class RunPlan:
    """What is to be run, before its environment is touched."""

    workspace: Workspace
    lock: LockFile
    choice: Choice
    invoked_in: Path
    install: bool
    """Whether the environment is brought up to date first."""


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
    use: LockUse,
    report: Report,
    *,
    install: bool = True,
) -> RunPlan:
    """Return what is to be run, the lock file being as ``use`` wants it.

    Args:
        workspace: Whose task or environment.
        request: What was typed.
        use: How the lock file is used.
        report: Hears of progress.
        install: Whether the environment is going to be installed, and so must run here.

    Raises:
        PixiError: If the words mean nothing, or the environment cannot be used here.
    """
    choose(workspace, request)  # a slip of the pen is told before anything is solved
    outcome = ensure_lock(workspace, use, report)
    choice = choose(outcome.workspace, request)
    if install and has_dependencies(choice.environment):
        select_platform(outcome.workspace, choice.environment)
    return RunPlan(
        workspace=outcome.workspace,
        lock=outcome.lock,
        choice=choice,
        invoked_in=request.cwd,
        install=install,
    )


def make_ready(plan: RunPlan, report: Report) -> Execution:
    """Install the environment where its marker asks for it, and return the program.

    Raises:
        CommandNotFoundError: If the program cannot be found.
        PixiError: If the environment cannot be installed or activated.
    """
    workspace, choice = plan.workspace, plan.choice
    if plan.install and has_dependencies(choice.environment):
        platform = select_platform(workspace, choice.environment)
        goal = installation_goal(workspace, choice.environment, plan.lock, platform)
        if not is_installed(goal):
            install(workspace, goal, report)
    env = environment_variables(workspace, choice.environment)
    env["INIT_CWD"] = str(plan.invoked_in)
    env["PWD"] = str(choice.cwd)
    name = choice.words[0]
    program = find_program(name, env=env, cwd=choice.cwd, system=workspace.system)
    if program is None:
        only = choice.environment.name if choice.is_explicit else None
        raise CommandNotFoundError(name, available_tasks(workspace, only))
    return Execution(program=program, argv=choice.words, env=env, cwd=choice.cwd)


def environment_variables(
    workspace: Workspace, environment: Environment
) -> dict[str, str]:
    """Return the caller's variables overlaid by those of an environment.

    Raises:
        ActivationError: If a package's activation fails.
    """
    activation = Activation(
        prefix=environment_prefix(workspace.root, environment.name),
        variables=_workspace_variables(workspace, environment),
    )
    return activated_environment(activation, workspace.env, workspace.system)


def _workspace_variables(
    workspace: Workspace, environment: Environment
) -> dict[str, str]:
    name = workspace.manifest.display_name
    shown = name
    if environment.name != DEFAULT_ENVIRONMENT:
        shown = f"{name}:{environment.name}"
    platforms = ",".join(platform.name for platform in environment.platforms)
    table = workspace.manifest.workspace
    return {
        "PIXI_PROJECT_ROOT": str(workspace.root),
        "PIXI_PROJECT_NAME": name,
        "PIXI_PROJECT_MANIFEST": str(workspace.manifest.path),
        "PIXI_PROJECT_VERSION": table.version or "NO_VERSION_SPECIFIED",
        "PIXI_IN_SHELL": "1",
        "PIXI_EXE": workspace.caller.executable,
        "CONDA_DEFAULT_ENV": shown,
        "PIXI_ENVIRONMENT_NAME": environment.name,
        "PIXI_ENVIRONMENT_PLATFORMS": platforms,
        "PIXI_PROMPT": f"({shown}) ",
    }
