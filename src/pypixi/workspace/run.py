"""A program of an environment, made ready to be started."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pypixi.errors import PixiError
from pypixi.prefix.activation import Activation, activated_environment
from pypixi.prefix.layout import environment_prefix
from pypixi.processes import find_program
from pypixi.specs.names import DEFAULT_ENVIRONMENT

from .choice import available_tasks
from .platforms import select_platform
from .sync import install, installation_goal, is_installed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from pypixi.lockfile.model import LockFile
    from pypixi.manifest.environments import Environment
    from pypixi.terminal.report import Report

    from .choice import Choice
    from .workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
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


def ready_environment(
    workspace: Workspace, environment: Environment, lock: LockFile, report: Report
) -> None:
    """Install an environment unless its marker says that it is as it shall be.

    An environment without dependencies needs no prefix and runs everywhere.

    Raises:
        PixiError: If it cannot be installed on this machine.
    """
    if not has_dependencies(environment):
        return
    platform = select_platform(workspace, environment)
    goal = installation_goal(workspace, environment, lock, platform)
    if not is_installed(goal):
        install(workspace, goal, report)


def has_dependencies(environment: Environment) -> bool:
    """Tell whether an environment asks for any package at all."""
    return any(environment.dependencies(row) for row in environment.platforms)


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


def prepare(workspace: Workspace, choice: Choice, invoked_in: Path) -> Execution:
    """Return the program of a choice with its variables.

    Raises:
        CommandNotFoundError: If the program cannot be found.
        ActivationError: If a package's activation fails.
    """
    env = environment_variables(workspace, choice.environment)
    env["INIT_CWD"] = str(invoked_in)
    env["PWD"] = str(choice.cwd)
    name = choice.words[0]
    program = find_program(name, env=env, cwd=choice.cwd, system=workspace.system)
    if program is None:
        raise CommandNotFoundError(name, available_tasks(workspace))
    return Execution(program=program, argv=choice.words, env=env, cwd=choice.cwd)


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
