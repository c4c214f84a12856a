"""``pixi task alias``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.manifest.tasks import Task, TaskDependency
from pypixi.workspace.tasks import add_task

from .place import add_place_options, described, place_of

if TYPE_CHECKING:
    from argparse import Namespace

    from pypixi.cli.context import Context
    from pypixi.cli.parser import CommandParser


def add_arguments(parser: CommandParser) -> None:
    """Add what ``pixi task alias`` accepts."""
    parser.add_argument("alias", metavar="ALIAS", help="The name for the tasks")
    parser.add_argument(
        "tasks", nargs="+", metavar="TASK", help="What it runs, one after the other"
    )
    parser.add_argument(
        "--description", metavar="TEXT", help="What lists of tasks say about it"
    )
    add_place_options(parser, of_features=False)


def run(args: Namespace, context: Context) -> int:
    """Write a name for other tasks into the manifest."""
    task = Task(
        name=args.alias,
        depends_on=tuple(TaskDependency(task=name) for name in args.tasks),
        description=args.description,
    )
    add_task(context.workspace(args), task, place_of(args), context.console)
    context.console.status(f"Added alias {described(task)}")
    return 0
