"""Which task or command the words typed mean, and in which environment."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pypixi.errors import PixiError
from pypixi.manifest.environments import select_environment
from pypixi.specs.names import DEFAULT_ENVIRONMENT
from pypixi.taskshell.plain import plain_words

from .platforms import best_platform

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from pypixi.manifest.environments import Environment
    from pypixi.manifest.model import Task

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


class AmbiguousTaskError(PixiError):
    """Several environments define different tasks of one name."""

    def __init__(self, name: str, environments: Sequence[str]) -> None:
        super().__init__(
            f"the task '{name}' is ambiguous",
            help=f"These environments provide the task '{name}':"
            f" {', '.join(environments)}\nSpecify the '--environment' flag, e.g."
            f" `pixi run --environment {environments[0]} {name}`",
        )


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
