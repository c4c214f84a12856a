"""Looking at the tasks of a workspace."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from pypixi.manifest.environments import select_environment
from pypixi.manifest.targets import matching_targets
from pypixi.specs.platform import subdir_platform
from pypixi.task.command import raw_command
from pypixi.values import frozen
from pypixi.workspace.installing.platforms import (
    best_or_first_platform,
    best_platform,
    has_dependencies,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pypixi.manifest.environments import Environment
    from pypixi.manifest.model import Feature
    from pypixi.manifest.tasks import GivenArgument, Task, TaskDependency
    from pypixi.specs.platform import Platform
    from pypixi.workspace.workspace import Workspace


class Fitness(StrEnum):
    """Whether the tasks of an environment run on this machine, and why."""

    DESIGN = "by design"
    """One of its platforms is for this machine."""
    NO_DEPENDENCY = "no dependency"
    """Nothing has to be installed for them."""
    NOT_HERE = "not runnable here"


@frozen
class EnvironmentTasks:
    """The tasks of an environment on the platform that is used here."""

    environment: Environment
    platform: Platform
    fitness: Fitness
    tasks: Mapping[str, Task]
    """By name, sorted, without those that are hidden."""


@frozen
class ListedTask:
    """A task of one environment or several."""

    name: str
    description: str
    """In one line; the first that an environment has, "" where none has."""
    runs_here: bool


def environment_tasks(
    workspace: Workspace, only: str | None = None
) -> list[EnvironmentTasks]:
    """Return the tasks of all environments, or of one.

    Raises:
        UnknownEnvironmentError: If there is no environment of that name.
    """
    chosen = list(workspace.environments.values())
    if only is not None:
        chosen = [select_environment(workspace.environments, only)]
    return [_environment_tasks(workspace, environment) for environment in chosen]


def list_tasks(environments: list[EnvironmentTasks]) -> list[ListedTask]:
    """Return the tasks of environments by name, each once."""
    names = sorted({name for row in environments for name in row.tasks})
    return [_listed(name, environments) for name in names]


def tasks_document(workspace: Workspace) -> list[dict[str, Any]]:
    """Return the document of ``pixi task list --json``, hidden tasks included."""
    return [
        _environment_document(workspace, environment)
        for _, environment in sorted(workspace.environments.items())
    ]


def _environment_tasks(
    workspace: Workspace, environment: Environment
) -> EnvironmentTasks:
    platform = _platform(workspace, environment)
    found = environment.tasks(platform)
    return EnvironmentTasks(
        environment=environment,
        platform=platform,
        fitness=_fitness(workspace, environment),
        tasks={name: found[name] for name in sorted(found) if name[:1] != "_"},
    )


def _platform(workspace: Workspace, environment: Environment) -> Platform:
    platform = best_or_first_platform(workspace, environment)
    return platform or subdir_platform(workspace.machine)


def _fitness(workspace: Workspace, environment: Environment) -> Fitness:
    if best_platform(workspace, environment) is not None:
        return Fitness.DESIGN
    if not has_dependencies(environment):
        return Fitness.NO_DEPENDENCY
    return Fitness.NOT_HERE


def _listed(name: str, environments: list[EnvironmentTasks]) -> ListedTask:
    having = [row for row in environments if name in row.tasks]
    described = (row.tasks[name].description for row in having)
    description = next(filter(None, described), "")
    return ListedTask(
        name=name,
        description=" ".join(description.split()),
        runs_here=any(row.fitness is not Fitness.NOT_HERE for row in having),
    )


def _environment_document(
    workspace: Workspace, environment: Environment
) -> dict[str, Any]:
    platform = _platform(workspace, environment)
    inline = workspace.manifest.environments[environment.name].inline
    features = [row for row in environment.features if row is not inline]
    return {
        "environment": environment.name,
        "tasks": [] if inline is None else _tasks_of(inline, platform),
        "features": [
            {"name": feature.name, "tasks": _tasks_of(feature, platform)}
            for feature in features
        ],
    }


def _tasks_of(feature: Feature, platform: Platform) -> list[dict[str, Any]]:
    found: dict[str, Task] = {}
    for target in matching_targets(feature, platform):
        found |= target.tasks
    return [_task_document(found[name]) for name in sorted(found)]


def _task_document(task: Task) -> dict[str, Any]:
    return {
        "name": task.name,
        "cmd": None if task.command is None else raw_command(task),
        "description": task.description,
        "depends_on": [*map(_dependency_document, task.depends_on)],
        "args": None
        if task.args is None
        else [
            {
                "name": argument.name,
                "default": argument.default,
                "choices": _listed_or_none(argument.choices),
            }
            for argument in task.args
        ],
        "cwd": task.cwd,
        "env": None if task.env is None else dict(task.env),
        "default_environment": task.default_environment,
        "clean_env": task.clean_env,
        "inputs": _listed_or_none(task.inputs),
        "outputs": _listed_or_none(task.outputs),
    }


def _dependency_document(dependency: TaskDependency) -> dict[str, Any]:
    given = dependency.args
    return {
        "task_name": dependency.task,
        "args": None if given is None else [*map(_argument_document, given)],
        "environment": dependency.environment,
    }


def _argument_document(given: GivenArgument) -> dict[str, Any]:
    if given.name is None:
        return {"Positional": given.value}
    return {"Named": [given.name, given.value]}


def _listed_or_none(values: tuple[str, ...] | None) -> list[str] | None:
    return None if values is None else list(values)
