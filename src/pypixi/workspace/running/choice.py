"""Which task or command the words typed mean, and in which environment."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from pypixi.errors import PixiError
from pypixi.manifest.environments import select_environment, united_features
from pypixi.specs.names import DEFAULT_ENVIRONMENT
from pypixi.specs.platform import subdir_platform
from pypixi.taskshell.plain import plain_words
from pypixi.values import frozen
from pypixi.workspace.installing.platforms import best_or_first_platform, runs_here

from .plain_tasks import plain_command

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from pypixi.manifest.environments import Environment
    from pypixi.manifest.tasks import Task
    from pypixi.workspace.workspace import Workspace


@frozen
class RunRequest:
    """What was typed behind ``pixi run``, and where."""

    words: tuple[str, ...]
    cwd: Path
    """Where it was typed, which is where a command that is no task runs."""
    environment: str | None = None
    """The one asked for explicitly."""
    executable: bool = False
    """Whether the words are a command in any case."""


@frozen
class Choice:
    """What is to be run, and in which environment."""

    environment: Environment
    words: tuple[str, ...]
    cwd: Path
    task: Task | None = None
    """None for a command that is not a task."""
    command: str = ""
    """As shown to the user."""
    is_explicit: bool = False
    """Whether the environment was asked for."""


class AmbiguousTaskError(PixiError):
    """Several environments define different tasks of one name."""

    def __init__(self, name: str, environments: Sequence[str]) -> None:
        super().__init__(
            f"the task '{name}' is ambiguous",
            help=f"These environments provide the task '{name}':"
            f" {', '.join(environments)}\nSpecify the '--environment' flag, e.g."
            f" `pixi run --environment {environments[0]} {name}`",
        )


class TaskNotAvailableError(PixiError):
    """A task exists, but not where it was asked for."""

    def __init__(self, name: str, where: str, environments: Sequence[str]) -> None:
        super().__init__(
            f"the task '{name}' is not available{where}",
            help=f"These environments provide the task '{name}':"
            f" {', '.join(environments)}\n"
            f"run it with `pixi run --environment {environments[0]} {name}`",
        )


class TaskElsewhereError(PixiError):
    """A task exists, but on no platform of this machine."""

    def __init__(self, name: str, where: str, selectors: Sequence[str]) -> None:
        super().__init__(
            f"the task '{name}' is not available{where}",
            help=f"it is written for {', '.join(selectors)}: to run a program of that"
            f" name, type `pixi run --executable {name}`",
        )


class NothingToRunError(PixiError):
    """There is not a single word that could be run."""

    def __init__(self) -> None:
        super().__init__(
            "there is nothing to run", help="name a task or a command: pixi run TASK"
        )


def choose(workspace: Workspace, request: RunRequest) -> Choice:
    """Return what the words mean: a task, or else a command.

    A single word is split like a shell line; several words are literal.

    Raises:
        AmbiguousTaskError: If environments disagree about the task.
        TaskNotAvailableError: If only other environments have the task.
        TaskElsewhereError: If it is there on other platforms only.
        UnsupportedTaskError: If the task asks for more than a plain command.
        PixiError: If a word cannot be split or an environment is unknown.
    """
    split = _split(request.words)
    named = request.environment or inherited_environment(workspace)
    if named is not None:
        select_environment(workspace.environments, named)
    is_explicit = named is not None
    if not request.executable:
        found = _find_task(workspace, split[0], named)
        if found is not None:
            return _task_choice(workspace, *found, split[1:], is_explicit=is_explicit)
    chosen = select_environment(workspace.environments, named or DEFAULT_ENVIRONMENT)
    # The quotes of a line are gone already; what is left may still need a shell.
    is_line = len(request.words) == 1
    words = plain_words(" ".join(split)) if is_line else request.words
    return Choice(
        environment=chosen,
        words=tuple(words),
        cwd=request.cwd,
        is_explicit=is_explicit,
    )


def available_tasks(workspace: Workspace, environment: str | None = None) -> list[str]:
    """Return the names of tasks a person may run, sorted; hidden ones left out.

    Raises:
        UnknownEnvironmentError: If there is no environment of that name.
    """
    if environment is not None:
        select_environment(workspace.environments, environment)
    names = {
        name
        for env_name, composed in workspace.environments.items()
        if environment in (None, env_name)
        for name in _tasks(workspace, composed)
        if not name.startswith("_")
    }
    return sorted(names)


def inherited_environment(workspace: Workspace) -> str | None:
    """Return the environment of the pixi shell or task that we were called from."""
    env = workspace.env
    elsewhere = env.get("PIXI_PROJECT_ROOT", str(workspace.root)) != str(workspace.root)
    name = env.get("PIXI_ENVIRONMENT_NAME")
    if "PIXI_IN_SHELL" not in env or elsewhere or name == DEFAULT_ENVIRONMENT:
        return None
    return name


def _split(words: Sequence[str]) -> list[str]:
    if not words:
        raise NothingToRunError
    if len(words) != 1:
        return list(words)
    try:
        split = shlex.split(words[0], comments=True)
    except ValueError as error:
        raise PixiError(
            "could not split task, assuming non valid task",
            help="close the quotes in the command",
            notes=[str(error)],
        ) from error
    if not split:
        raise NothingToRunError
    return split


def _tasks(workspace: Workspace, environment: Environment) -> Mapping[str, Task]:
    platform = best_or_first_platform(workspace, environment)
    return environment.tasks(platform or subdir_platform(workspace.machine))


def _find_task(
    workspace: Workspace, name: str, environment: str | None
) -> tuple[Environment, Task] | None:
    providers = {
        env_name: (composed, task)
        for env_name, composed in workspace.environments.items()
        if (task := _tasks(workspace, composed).get(name)) is not None
    }
    if not providers:
        selectors = _selectors(workspace, name)
        if selectors:
            where = f" in environment '{environment}'" if environment else ""
            raise TaskElsewhereError(name, where or " on this machine", selectors)
        return None
    if environment is not None:
        if environment not in providers:
            where = f" in environment '{environment}'"
            raise TaskNotAvailableError(name, where, list(providers))
        return providers[environment]
    runnable = {
        env_name: found
        for env_name, found in providers.items()
        if runs_here(workspace, found[0])
    }
    return _unambiguous(name, runnable or providers)


def _selectors(workspace: Workspace, name: str) -> list[str]:
    """Return the targets of any environment that have a task, each once."""
    features = united_features(workspace.environments.values())
    found = [
        f"[target.{target.selector}]"
        for feature in features
        for target in feature.targets
        if name in target.tasks
    ]
    return [*dict.fromkeys(found)]


def _unambiguous(
    name: str, found: Mapping[str, tuple[Environment, Task]]
) -> tuple[Environment, Task]:
    default = found.get(DEFAULT_ENVIRONMENT)
    if default is not None:
        preferred = found.get(default[1].default_environment or "")
        if preferred is not None:
            return preferred
        # The same inherited task in many environments is not ambiguous.
        if all(task == default[1] for _, task in found.values()):
            return default
    for env_name, (environment, task) in found.items():
        if task.default_environment == env_name:
            return environment, task
    if len(found) > 1:
        raise AmbiguousTaskError(name, list(found))
    return next(iter(found.values()))


def _task_choice(
    workspace: Workspace,
    environment: Environment,
    task: Task,
    extra: Sequence[str],
    *,
    is_explicit: bool,
) -> Choice:
    command = plain_command(task)
    return Choice(
        environment=environment,
        words=(*plain_words(command), *extra),
        cwd=workspace.root,
        task=task,
        command=" ".join([command, *extra]),
        is_explicit=is_explicit,
    )
