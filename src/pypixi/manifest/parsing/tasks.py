"""From a tasks table to typed tasks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pypixi.errors import did_you_mean
from pypixi.manifest.reading.faults import WrongTypeError
from pypixi.manifest.reading.tables import Table
from pypixi.manifest.schema.tasks import ARGUMENT, COMMAND_KEYS, TASK
from pypixi.manifest.tasks import Task, TaskArgument

from .task_dependencies import parse_alias, parse_depends_on, parse_environment_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from pypixi.manifest.document import DocumentPlace


def parse_tasks(parent: Table) -> dict[str, Task]:
    """Return the tasks of a feature by name.

    A task is a command, a table, or an array of tables that name other tasks.
    """
    tasks: dict[str, Task] = {}
    for table, name, value in parent.entries("tasks"):
        place = table.at(name)
        if isinstance(value, str):
            tasks[name] = Task(name=name, command=value, place=place)
        elif isinstance(value, dict):
            tasks[name] = _task(table.inner(value, name), name, place)
        elif isinstance(value, list):
            listed = parse_alias(table, name, value)
            tasks[name] = Task(name=name, depends_on=listed, place=place)
        else:
            expected = "string, table or array"
            table.faults.append(WrongTypeError(place, expected, value))
    return tasks


def _task(table: Table, name: str, place: DocumentPlace) -> Task:
    table.finish(TASK)
    if "cmd" not in table.data:
        _refuse_command_keys(table)
    # Most tasks have few keys: what is not there shall cost nothing.
    fields: dict[str, Any] = {
        _READERS[key][0]: _READERS[key][1](table, key)
        for key in table.data
        if key in _READERS
    }
    return Task(name=name, depends_on=parse_depends_on(table), place=place, **fields)


def _refuse_command_keys(table: Table) -> None:
    for key in COMMAND_KEYS:
        if key in table.data:
            table.refuse_key(
                f"'{key}' means nothing in a task without 'cmd'",
                key,
                label=f"'{key}' was not expected here",
                help='add the command of the task, for example: cmd = "make"',
            )


def _command(table: Table, key: str) -> str | tuple[str, ...] | None:
    value = table.data[key]
    if isinstance(value, str):
        return value
    if not isinstance(value, list):
        fault = WrongTypeError(table.at(key), "string or array", value)
        table.faults.append(fault)
        return None
    if not value:
        table.refuse(
            "'cmd' is a command without words",
            key,
            label="expected at least one word",
            help='write for example: cmd = ["python", "main.py"]',
        )
    return table.strings(key)


def _env(parent: Table, key: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for table, name, value in parent.entries(key):
        if isinstance(value, str):
            found[name] = value
        else:
            table.faults.append(WrongTypeError(table.at(name), "string", value))
    return found


def _flag(table: Table, key: str) -> bool:
    return table.boolean(key) or False


def _arguments(table: Table, key: str) -> tuple[TaskArgument, ...]:
    found: list[TaskArgument] = []
    for index, value in enumerate(table.array(key) or ()):
        argument = _argument(table, index, value)
        if argument is not None:
            _check_order(table, index, argument, found)
            found.append(argument)
    return tuple(found)


def _check_order(
    table: Table, index: int, argument: TaskArgument, before: list[TaskArgument]
) -> None:
    """Refuse an argument that must be given behind one that need not be.

    The original leaves the arguments of an alias alone.
    """
    if argument.default is not None or "cmd" not in table.data:
        return
    optional = next((one for one in before if one.default is not None), None)
    if optional is not None:
        table.refuse(
            "default value required after previous arguments with defaults",
            "args",
            index,
            label=f"'{argument.name}' has no default",
            help=f"give it one, or list it in front of '{optional.name}'",
        )


def _argument(table: Table, index: int, value: Any) -> TaskArgument | None:
    """Return one argument, None where it has faults."""
    if isinstance(value, str):
        is_right = _check_name(table, value, "args", index)
        return TaskArgument(name=value) if is_right else None
    if not isinstance(value, dict):
        place = table.at("args", index)
        table.faults.append(WrongTypeError(place, "string or table", value))
        return None
    before = len(table.faults)
    child = table.inner(value, "args", index)
    child.finish(ARGUMENT)
    name = child.string("arg")
    default, choices = child.string("default"), child.strings("choices")
    child.require("arg", 'arg = "mode"')
    if name is not None:
        _check_name(child, name, "arg")
    if default is not None and choices is not None and default not in choices:
        _refuse_default(child, default, choices)
    if name is None or len(table.faults) > before:
        return None
    return TaskArgument(name=name, default=default, choices=choices)


def _check_name(table: Table, name: str, *keys: str | int) -> bool:
    if "-" not in name:
        return True
    table.refuse(
        f"'{name}' is not a valid argument name since it contains the character '-'",
        *keys,
        label="templates take it for a minus sign",
        help=f"call it '{name.replace('-', '_')}'",
    )
    return False


def _refuse_default(table: Table, default: str, choices: tuple[str, ...]) -> None:
    table.refuse(
        f"default value '{default}' is not one of the allowed choices:"
        f" {', '.join(choices)}",
        "default",
        label="not among the choices",
        help=did_you_mean(default, choices) or "choose one of them, or add it to them",
    )


_READERS: dict[str, tuple[str, Callable[[Table, str], object]]] = {
    "cmd": ("command", _command),
    "inputs": ("inputs", Table.strings),
    "outputs": ("outputs", Table.strings),
    "cwd": ("cwd", Table.string),
    "env": ("env", _env),
    "default-environment": ("default_environment", parse_environment_name),
    "description": ("description", Table.string),
    "clean-env": ("clean_env", _flag),
    "args": ("args", _arguments),
}
"""Key of a task's table, field of the task, and what reads it."""
