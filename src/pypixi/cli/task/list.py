"""``pixi task list``."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

from pypixi.cli.options import (
    add_environment_option,
    add_source_options,
    add_workspace_options,
)
from pypixi.terminal.ansi import paint
from pypixi.terminal.table import render_table
from pypixi.workspace.looking.tasks import (
    environment_tasks,
    list_tasks,
    tasks_document,
)

if TYPE_CHECKING:
    from pypixi.cli.context import Context
    from pypixi.cli.parser import CommandParser
    from pypixi.workspace.looking.tasks import EnvironmentTasks, ListedTask

_HEADERS = ("Task", "Description")
_TITLE = "Tasks per environment:"


def add_arguments(parser: CommandParser) -> None:
    """Add what ``pixi task list`` accepts."""
    parser.add_argument(
        "-s",
        "--summary",
        action="store_true",
        help="Show which environments have which tasks, and which of them run here",
    )
    parser.add_argument(
        "--json",
        action="store_true",
        help="Print all that is known of the tasks of all environments as JSON",
    )
    parser.add_argument(
        "--machine-readable", action="store_true", help=argparse.SUPPRESS
    )
    add_environment_option(parser)
    add_workspace_options(parser)
    add_source_options(parser)


def run(args: argparse.Namespace, context: Context) -> int:
    """List tasks; those with a name that starts with an underscore are hidden."""
    console, workspace = context.console, context.workspace(args)
    if args.json:
        document = tasks_document(workspace)
        console.print(json.dumps(document, indent=2, ensure_ascii=False))
        return 0
    found = environment_tasks(workspace, args.environment)
    if args.summary:
        console.note(_summary(found))
        return 0
    tasks = list_tasks(found)
    if args.machine_readable:
        console.print(" ".join(task.name for task in tasks))
    else:
        console.print(_table(tasks, color=console.stdout_color))
    return 0


def _summary(environments: list[EnvironmentTasks]) -> str:
    lines = [
        f"{row.environment.name} ({row.fitness}): {', '.join(row.tasks)}"
        for row in environments
        if row.tasks
    ]
    return "\n".join([_TITLE, "-" * len(_TITLE), *lines])


def _table(tasks: list[ListedTask], *, color: bool) -> str:
    cells = [
        [
            paint(cell, *([] if task.runs_here else ["dim"]), color=color)
            for cell in (task.name, task.description)
        ]
        for task in tasks
    ]
    return render_table(_HEADERS, cells, bold_headers=color)
