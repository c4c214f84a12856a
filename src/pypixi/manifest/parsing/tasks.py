"""From a tasks table to typed tasks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.manifest.model import Task
from pypixi.manifest.reading.faults import UnsupportedKeyError, WrongTypeError

if TYPE_CHECKING:
    from pypixi.manifest.reading.tables import Table


def parse_tasks(parent: Table) -> dict[str, Task]:
    """Return the tasks of a feature by name: commands written as one string."""
    tasks: dict[str, Task] = {}
    for table, name, value in parent.entries("tasks"):
        place = table.at(name)
        if isinstance(value, str):
            tasks[name] = Task(name=name, command=value, place=place)
        elif isinstance(value, dict | list):
            table.faults.append(UnsupportedKeyError(place))
        else:
            table.faults.append(WrongTypeError(place, "string", value))
    return tasks
