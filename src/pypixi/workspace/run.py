"""From words typed behind ``pixi run`` to a program with its environment."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pypixi.errors import PixiError
from pypixi.manifest.environments import select_environment
from pypixi.prefix.activation import Activation, activated_environment
from pypixi.prefix.layout import environment_prefix, find_program
from pypixi.specs.names import DEFAULT_ENVIRONMENT
from pypixi.taskshell.plain import plain_words

from .platforms import best_platform, select_platform
from .sync import install, installation_goal, is_installed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from pypixi.lockfile.model import LockFile
    from pypixi.manifest.environments import Environment
    from pypixi.manifest.model import Task
    from pypixi.terminal.report import Report

    from .workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What is to be run, and in which environment."""

    environment: Environment
    words: tuple[str, ...]
    cwd: Path
    task: Task | None = None
    """None for a command that is not a task."""
    command: str = ""
    """As shown to the user."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Execution:
    """A program that is ready to be started."""

    program: Path
    argv: tuple[str, ...]
    env: Mapping[str, str]
    cwd: Path


class AmbiguousTaskError(PixiError):
    """Several environments define different tasks of one name."""

    def __init__(self, name: str, environments: Sequence[str]) -> None:
        super().__init__(
            f"the task '{name}' is ambiguous",
            help=f"These environments provide the task '{name}':"
            f" {', '.join(environments)}\nSpecify the '--environment' flag, e.g."
            f" `pixi run --environment {environments[0]} {name}`",
        )


class CommandNotFoundError(PixiError):
    """The program of a command is nowhere on the environment's PATH."""

    def __init__(self, name: str, tasks: Sequence[str]) -> None:
        self.tasks = tuple(tasks)
        super().__init__(f"{name}: command not found")


def choose(
    workspace: Workspace,
    words: Sequence[str],
    *,
    environment: str | None,
    cwd: Path,
    executable: bool = False,
) -> Choice:
    """Return what the words mean: a task, or else a command.

    Args:
        workspace: Where tasks are looked up.
        words: At least one; a single word is split like a shell line.
        environment: The one asked for explicitly, if any.
        cwd: Where a command that is no task runs.
        executable: Whether the words are a command in any case.

    Raises:
        AmbiguousTaskError: If environments disagree about the task.
        PixiError: If a word cannot be split or an environment is unknown.
    """
    split = _split(words)
    named = environment or _inherited_environment(workspace)
    if named is not None:
        select_environment(workspace.environments, named)
    if split and not executable:
        found = _find_task(workspace, split[0], named)
        if found is not None:
            return _task_choice(workspace, *found, split[1:])
    chosen = select_environment(workspace.environments, named or DEFAULT_ENVIRONMENT)
    # One word is a line of shell, its quotes already gone; several words are literal.
    argv = plain_words(" ".join(split)) if len(words) == 1 else list(words)
    return Choice(environment=chosen, words=tuple(argv), cwd=cwd)


def available_tasks(workspace: Workspace, environment: str | None = None) -> list[str]:
    """Return the names of tasks a person may run, sorted; hidden ones left out."""
    names = {
        name
        for env_name, composed in workspace.environments.items()
        if environment in (None, env_name)
        for name in _tasks(workspace, composed)
        if not name.startswith("_")
    }
    return sorted(names)


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


def _split(words: Sequence[str]) -> list[str]:
    if len(words) != 1:
        return list(words)
    try:
        return shlex.split(words[0], comments=True)
    except ValueError as error:
        raise PixiError(
            "could not split task, assuming non valid task",
            help="close the quotes in the command",
            notes=[str(error)],
        ) from error


def _inherited_environment(workspace: Workspace) -> str | None:
    """Return the environment of the pixi shell or task that we were called from."""
    env = workspace.env
    elsewhere = env.get("PIXI_PROJECT_ROOT", str(workspace.root)) != str(workspace.root)
    name = env.get("PIXI_ENVIRONMENT_NAME")
    if "PIXI_IN_SHELL" not in env or elsewhere or name == DEFAULT_ENVIRONMENT:
        return None
    return name


def _tasks(workspace: Workspace, environment: Environment) -> Mapping[str, Task]:
    platform = best_platform(workspace, environment)
    if platform is None:
        platform = next(iter(environment.platforms), None)
    return {} if platform is None else environment.tasks(platform)


def _find_task(
    workspace: Workspace, name: str, environment: str | None
) -> tuple[Environment, Task] | None:
    found = {
        env_name: (composed, task)
        for env_name, composed in workspace.environments.items()
        if environment in (None, env_name)
        and (task := _tasks(workspace, composed).get(name)) is not None
    }
    if not found:
        return None
    default = found.get(DEFAULT_ENVIRONMENT)
    # The same inherited task in many environments is not ambiguous.
    if default is not None and all(task == default[1] for _, task in found.values()):
        return default
    if len(found) > 1:
        raise AmbiguousTaskError(name, list(found))
    return next(iter(found.values()))


def _task_choice(
    workspace: Workspace,
    environment: Environment,
    task: Task,
    extra: Sequence[str],
) -> Choice:
    return Choice(
        environment=environment,
        words=(*plain_words(task.command), *extra),
        cwd=workspace.root,
        task=task,
        command=" ".join([task.command, *extra]),
    )


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
