"""Which task a name means, and in which environment it runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from pypixi.errors import PixiError
from pypixi.manifest.environments import united_features
from pypixi.specs.names import DEFAULT_ENVIRONMENT
from pypixi.specs.platform import subdir_platform
from pypixi.task.graph import FoundTask
from pypixi.values import frozen
from pypixi.workspace.installing.platforms import (
    best_platform,
    named_platform,
    runs_here,
    used_platform,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pypixi.manifest.environments import Environment
    from pypixi.manifest.tasks import Task
    from pypixi.specs.platform import Platform
    from pypixi.workspace.workspace import Workspace


class Choose(Protocol):
    """Lets a person choose the environment of a task."""

    def __call__(
        self, task: str, environments: Sequence[str], asked_by: str | None
    ) -> str | None:
        """Return one of the environments, None where nobody chooses.

        Args:
            task: The task that they all have.
            environments: Two or more.
            asked_by: The task that depends on it, None for the one that was typed.
        """
        ...


def nobody(
    task: str,  # noqa: ARG001
    environments: Sequence[str],  # noqa: ARG001
    asked_by: str | None,  # noqa: ARG001
) -> str | None:
    """Choose nothing, as where there is no terminal."""
    return None


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


@frozen
class Lookup:
    """A search for tasks in the environments of a workspace."""

    workspace: Workspace
    environment: str | None = None
    """The one that was asked for, or that we were called from."""
    platform: str | None = None
    """The platform that was asked for."""
    choose: Choose = nobody

    def root(self, name: str) -> FoundTask | None:
        """Return the task that was asked for, None where no environment has one.

        Raises:
            TaskNotAvailableError: If only other environments have it.
            TaskElsewhereError: If it is there on other platforms only.
            AmbiguousTaskError: If environments disagree about it.
        """
        if not self._providers(name):
            selectors = self._selectors(name)
            if selectors:
                raise TaskElsewhereError(name, self._where(), selectors)
            return None
        found = self._found(name, self.environment, None)
        if found is None:
            raise TaskNotAvailableError(name, self._where(), [*self._providers(name)])
        return found

    def dependency(
        self, name: str, environment: str | None, asked_by: Task
    ) -> FoundTask | None:
        """Return a task that another one depends on, None where there is none.

        Args:
            name: Of the task.
            environment: The one that the dependency names; it need not exist.
            asked_by: The task that depends on it.

        Raises:
            AmbiguousTaskError: If environments disagree about it.
        """
        if environment not in self.workspace.environments:
            environment = self.environment
        return self._found(name, environment, asked_by.name)

    def _found(
        self, name: str, environment: str | None, asked_by: str | None
    ) -> FoundTask | None:
        providers = self._providers(name)
        if environment is not None:
            return providers.get(environment)
        runnable = {
            env_name: found
            for env_name, found in providers.items()
            if self.platform is not None or runs_here(self.workspace, found.environment)
        }
        return self._unambiguous(name, runnable or providers, asked_by)

    def _unambiguous(
        self, name: str, found: Mapping[str, FoundTask], asked_by: str | None
    ) -> FoundTask | None:
        default = found.get(DEFAULT_ENVIRONMENT)
        if default is not None:
            preferred = found.get(default.task.default_environment or "")
            if preferred is not None:
                return preferred
            # The same inherited task in many environments is not ambiguous.
            if all(each.task == default.task for each in found.values()):
                return default
        for env_name, each in found.items():
            if each.task.default_environment == env_name:
                return each
        if len(found) > 1:
            chosen = self.choose(name, [*found], asked_by)
            if chosen is None:
                raise AmbiguousTaskError(name, [*found])
            return found[chosen]
        return next(iter(found.values()), None)

    def _providers(self, name: str) -> dict[str, FoundTask]:
        """Return the environments that have a task, in the order of the manifest."""
        found: dict[str, FoundTask] = {}
        for env_name, environment in self.workspace.environments.items():
            platform = task_platform(self.workspace, environment, self.platform)
            task = environment.tasks(platform).get(name)
            if task is not None:
                found[env_name] = FoundTask(
                    task=task, environment=environment, platform=platform
                )
        return found

    def _selectors(self, name: str) -> list[str]:
        """Return the targets of any environment that have a task, each once."""
        features = united_features(self.workspace.environments.values())
        found = [
            f"[target.{target.selector}]"
            for feature in features
            for target in feature.targets
            if name in target.tasks
        ]
        return [*dict.fromkeys(found)]

    def _where(self) -> str:
        if self.environment is not None:
            return f" in environment '{self.environment}'"
        if self.platform is not None:
            return f" for platform '{self.platform}'"
        return " on this machine"


def task_platform(
    workspace: Workspace, environment: Environment, named: str | None = None
) -> Platform:
    """Return the platform that the tasks of an environment are looked up for.

    The one that was asked for, if the environment has it; the one it was installed for;
    the best for this machine; the first it has; else this machine itself.

    Args:
        workspace: Whose machine it is.
        environment: Whose tasks.
        named: What was asked for.
    """
    asked = None if named is None else named_platform(environment, named)
    if asked is not None:
        return asked
    if best_platform(workspace, environment) is not None:
        return used_platform(workspace, environment)
    first = next(iter(environment.platforms), None)
    return first or subdir_platform(workspace.machine)


def available_tasks(workspace: Workspace, environment: str | None = None) -> list[str]:
    """Return the names of tasks a person may run, sorted; hidden ones left out."""
    names = {
        name
        for env_name, composed in workspace.environments.items()
        if environment in (None, env_name)
        for name in composed.tasks(task_platform(workspace, composed))
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
