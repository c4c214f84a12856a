"""From the entries of a task to the tasks that run before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.manifest.reading.faults import (
    EnvironmentNameError,
    TwoNamesError,
    WrongTypeError,
)
from pypixi.manifest.schema.tasks import DEPENDENCY
from pypixi.manifest.tasks import GivenArgument, TaskDependency
from pypixi.specs.names import is_environment_name

if TYPE_CHECKING:
    from typing import Any

    from pypixi.manifest.reading.tables import Table

_KEY, _OLD_KEY = "depends-on", "depends_on"


def parse_depends_on(table: Table) -> tuple[TaskDependency, ...]:
    """Return what the table of a task names in ``depends-on``, or in its old name."""
    key = _KEY
    if _OLD_KEY in table.data:
        table.context.outdated.append((table.at(_OLD_KEY), _KEY))
        if _KEY in table.data:
            table.faults.append(
                TwoNamesError(table.at(), _KEY, _OLD_KEY, kind="key", content="tasks")
            )
        key = _OLD_KEY
    value = table.data.get(key)
    if value is None:
        return ()
    place = table.at(key)
    if isinstance(value, str):
        return (TaskDependency(task=value, place=place),)
    if not isinstance(value, list):
        advice = 'write for example: depends-on = [{ task = "build" }]'
        fault = WrongTypeError(place, "string or array", value, help=advice)
        table.faults.append(fault)
        return ()
    found = []
    for index, entry in enumerate(value):
        if isinstance(entry, str):
            place = table.at(key, index)
            found.append(TaskDependency(task=entry, place=place))
        elif isinstance(entry, dict):
            child = table.inner(entry, key, index)
            if key == _KEY:
                child.finish(DEPENDENCY)
            found.append(_dependency(child))
        else:
            place = table.at(key, index)
            table.faults.append(WrongTypeError(place, "string or table", entry))
    return tuple(found)


def parse_alias(
    table: Table, name: str, entries: list[Any]
) -> tuple[TaskDependency, ...]:
    """Return what a task names that is an array of tables.

    Args:
        table: The table of tasks.
        name: Of the task.
        entries: Its array.
    """
    found = []
    for index, entry in enumerate(entries):
        # The original ignores keys that it does not know here, and under `depends_on`.
        if isinstance(entry, dict):
            found.append(_dependency(table.inner(entry, name, index)))
            continue
        advice = None
        if isinstance(entry, str):
            advice = f"write a table: {{ task = '{entry}' }}"
        place = table.at(name, index)
        table.faults.append(WrongTypeError(place, "table", entry, help=advice))
    return tuple(found)


def parse_environment_name(table: Table, key: str) -> str | None:
    """Return the environment that ``key`` names, None where it is missing.

    Whether there is such an environment is not looked at: one that does not exist is
    passed over when the task runs.
    """
    name = table.string(key)
    if name is not None and not is_environment_name(name):
        table.faults.append(EnvironmentNameError(table.at(key), name))
    return name


def _dependency(table: Table) -> TaskDependency:
    task = table.string("task")
    table.require("task", 'task = "build"')
    return TaskDependency(
        task=task or "",
        args=_given(table),
        environment=parse_environment_name(table, "environment"),
        place=table.at(),
    )


def _given(table: Table) -> tuple[GivenArgument, ...] | None:
    values = table.array("args")
    if values is None:
        return None
    found: list[GivenArgument] = []
    for index, value in enumerate(values):
        if isinstance(value, dict):
            found += _named(table, index, value)
            continue
        if not isinstance(value, str):
            place = table.at("args", index)
            table.faults.append(WrongTypeError(place, "string or table", value))
            continue
        if any(argument.name is not None for argument in found):
            _refuse_position(table, index, value)
        found.append(GivenArgument(value=value))
    return tuple(found)


def _named(table: Table, index: int, value: dict[str, Any]) -> list[GivenArgument]:
    """Return the argument that a table names, none where it has faults."""
    if len(value) != 1:
        table.refuse(
            "an argument is a table of one name and its value",
            "args",
            index,
            label=f"expected one key, found {len(value)}",
            help="write a table for each argument: { a = '1' }, { b = '2' }",
        )
        return []
    name, text = next(iter(value.items()))
    if isinstance(text, str):
        return [GivenArgument(value=text, name=name)]
    place = table.at("args", index, name)
    table.faults.append(WrongTypeError(place, "string", text))
    return []


def _refuse_position(table: Table, index: int, value: str) -> None:
    task = table.data.get("task")
    table.refuse(
        f"Positional argument '{value}' found after named argument for task {task}",
        "args",
        index,
        label="its position is not clear",
        help="list it in front of those with names, or name it, too",
    )
