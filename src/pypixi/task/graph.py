"""Which tasks run before which."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from pypixi.errors import PixiError
from pypixi.values import frozen, replace

from .arguments import Arguments, match_given, match_words
from .template import Variables, render

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pypixi.manifest.environments import Environment
    from pypixi.manifest.tasks import GivenArgument, Task, TaskDependency
    from pypixi.specs.platform import Platform

    _Given = tuple[GivenArgument, ...] | None
    _Key = tuple[str, tuple[tuple[str | None, str], ...] | None, str | None]

_MOST = 10_000
"""More runs than that no manifest means."""
_LONGEST = 1 << 20
"""Longer arguments no program takes."""


@frozen
class FoundTask:
    """A task, and where it runs."""

    task: Task
    environment: Environment
    platform: Platform
    """The one that its tasks were looked up for."""


class FindTask(Protocol):
    """Chooses where a task runs that another one depends on."""

    def __call__(
        self, name: str, environment: str | None, asked_by: Task
    ) -> FoundTask | None:
        """Return the task, or None where there is none of that name.

        Args:
            name: Of the task.
            environment: The one that the dependency names, which need not exist.
            asked_by: The task that depends on it.

        Raises:
            PixiError: If it is not clear which is meant.
        """
        ...


@frozen
class TaskNode:
    """One run of a task."""

    task: Task
    environment: Environment
    platform: Platform
    arguments: Arguments
    after: tuple[int, ...] = ()
    """What must have ended before: places in the order of the graph, all of them
    smaller than its own."""

    @property
    def is_alias(self) -> bool:
        """Whether there is nothing to run."""
        return self.task.command is None

    @property
    def variables(self) -> Variables:
        """What templates know in all that it hands to other tasks."""
        return Variables(
            environment=self.environment.name,
            platform=self.platform,
            arguments=self.arguments.values or {},
        )


class MissingTaskError(PixiError):
    """A task depends on one that does not exist."""

    def __init__(self, dependency: TaskDependency, asked_by: Task) -> None:
        place = dependency.place or asked_by.place
        label = f"'{asked_by.name}' depends on it"
        super().__init__(
            f"could not find the task '{dependency.task}'",
            labels=[] if place is None else [place.label(label)],
            help="list all tasks, and their environments: pixi task list --summary",
        )


class EndlessTasksError(PixiError):
    """Tasks that depend on each other ask for ever new arguments."""

    def __init__(self, task: Task) -> None:
        label = "asks for itself again and again"
        super().__init__(
            f"the task '{task.name}' has no end of dependencies",
            labels=[] if task.place is None else [task.place.label(label)],
            help="hand on arguments that do not change from one run to the next",
        )


def task_order(
    root: FoundTask, words: Sequence[str], find: FindTask, *, skip_deps: bool = False
) -> tuple[TaskNode, ...]:
    """Return all runs of tasks in the order in which they take place.

    A run is told from others by the name of its task, the arguments it was given and
    the environment it was asked for. Where tasks depend on each other in a circle,
    each runs once for each of these, and the way back is passed over.

    Aliases are among them: they pass on what has to run before.

    Args:
        root: What was asked for; it comes last.
        words: What was typed behind its name.
        find: Looks for those that others depend on.
        skip_deps: Whether it runs alone.

    Raises:
        MissingTaskError: If one depends on a task that does not exist.
        EndlessTasksError: If there is no end of them.
        PixiError: If arguments do not fit, or it is not clear where one runs.
    """
    first = _node(root, match_words(root.task, words))
    if skip_deps:
        return (first,)
    return _in_order(_expanded(first, words, find))


def _node(found: FoundTask, arguments: Arguments) -> TaskNode:
    return TaskNode(
        task=found.task,
        environment=found.environment,
        platform=found.platform,
        arguments=arguments,
    )


def _expanded(
    root: TaskNode, words: Sequence[str], find: FindTask
) -> list[tuple[TaskNode, list[int]]]:
    """Return all runs, breadth first, each with those that it depends on.

    What is known comes first among these. One and the same that stands twice in a list
    and is not known yet is two runs.
    """
    # Words, none among them, are not the same as no arguments at all.
    key: _Key = (root.task.name, tuple((None, word) for word in words), None)
    known = {key: 0}
    found: list[tuple[TaskNode, list[int]]] = [(root, [])]
    for node, edges in found:  # grows on the way
        new: list[tuple[_Key, TaskNode]] = []
        for dependency in node.task.depends_on:
            given = _given(dependency, node)
            key = _key(dependency, given)
            if key in known:
                edges.append(known[key])
            else:
                new.append((key, _dependency_node(dependency, given, node.task, find)))
        for key, added in new:
            known[key] = len(found)
            edges.append(len(found))
            found.append((added, []))
        if len(found) > _MOST:
            raise EndlessTasksError(node.task)
    return found


def _dependency_node(
    dependency: TaskDependency, given: _Given, asked_by: Task, find: FindTask
) -> TaskNode:
    found = find(dependency.task, dependency.environment, asked_by)
    if found is None:
        raise MissingTaskError(dependency, asked_by)
    return _node(found, match_given(found.task, given or ()))


def _given(dependency: TaskDependency, node: TaskNode) -> _Given:
    """Return the arguments of a dependency, their templates filled in."""
    if dependency.args is None:
        return None
    origin = f"args for '{dependency.task}' in task '{node.task.name}'"
    given = tuple(
        replace(one, value=render(one.value, node.variables, origin=origin))
        for one in dependency.args
    )
    if any(len(one.value) > _LONGEST for one in given):
        raise EndlessTasksError(node.task)
    return given


def _key(dependency: TaskDependency, given: _Given) -> _Key:
    args = None if given is None else tuple((one.name, one.value) for one in given)
    return (dependency.task, args, dependency.environment)


def _in_order(found: list[tuple[TaskNode, list[int]]]) -> tuple[TaskNode, ...]:
    """Return runs in depth-first order, each behind what it depends on."""
    place: dict[int, int] = {}
    ordered: list[TaskNode] = []
    for index in _depth_first([edges for _, edges in found]):
        node, edges = found[index]
        # What is not placed yet is a way back: it waits for this one.
        after = tuple(dict.fromkeys(place[edge] for edge in edges if edge in place))
        place[index] = len(ordered)
        ordered.append(replace(node, after=after))
    return tuple(ordered)


def _depth_first(edges: Sequence[Sequence[int]]) -> Iterator[int]:
    """Yield what the first one leads to, each once and behind those it leads to."""
    entered = {0}
    path = [(0, iter(edges[0]))]
    while path:
        index, rest = path[-1]
        below = next((edge for edge in rest if edge not in entered), None)
        if below is None:
            path.pop()
            yield index
        else:
            entered.add(below)
            path.append((below, iter(edges[below])))
