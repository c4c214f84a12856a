"""``pixi config set``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.config.editing.keys import key_path
from pypixi.config.editing.values import with_typed, without_key
from pypixi.config.places import home_directory

from .scope import add_key_argument, add_scope_options, change

if TYPE_CHECKING:
    from argparse import Namespace

    from pypixi.cli.context import Context
    from pypixi.cli.parser import CommandParser


def add_arguments(parser: CommandParser) -> None:
    """Add what ``pixi config set`` accepts."""
    add_key_argument(parser)
    parser.add_argument(
        "value",
        nargs="?",
        metavar="VALUE",
        help="The value, lists and tables as JSON; without it the key is unset",
    )
    add_scope_options(parser)


def run(args: Namespace, context: Context) -> int:
    """Set a key in one configuration file."""
    path = key_path(args.key)
    caller = context.caller(args)
    home = home_directory(caller.env, caller.system)

    def edit(text: str) -> str:
        if args.value is None:
            return without_key(text, path, home)
        return with_typed(text, path, args.value, home)

    return change(args, context, edit)
