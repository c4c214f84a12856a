"""``pixi task remove``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.workspace.tasks import remove_tasks

from .place import add_place_options, place_of

if TYPE_CHECKING:
    from argparse import Namespace

    from pypixi.cli.context import Context
    from pypixi.cli.parser import CommandParser
    from pypixi.workspace.tasks import TasksPlace


def add_arguments(parser: CommandParser) -> None:
    """Add what ``pixi task remove`` accepts."""
    parser.add_argument("names", nargs="*", metavar="NAME", help="The tasks to remove")
    add_place_options(parser)


def run(args: Namespace, context: Context) -> int:
    """Take tasks out of the manifest; those that are not there are told."""
    console, place = context.console, place_of(args)
    done = remove_tasks(context.workspace(args), args.names, place, console)
    for name in done.missing:
        text = _missing(name, place)
        console.complain(f"❌ {text}" if console.emoji else text)
    for name in done.removed:
        # The blank at the end is the original's.
        console.status(f"Removed task `{name}` ")
    return 0


def _missing(name: str, place: TasksPlace) -> str:
    if place.platform is not None:
        return f"Task '{name}' does not exist on {place.platform}"
    if place.environment is not None:
        return f"Task `{name}` does not exist for environment '{place.environment}'"
    return f"Task `{name}` does not exist for feature '{place.feature}'"
