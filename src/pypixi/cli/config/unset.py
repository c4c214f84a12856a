"""``pixi config unset``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.config.editing.keys import key_path
from pypixi.config.editing.values import without_key
from pypixi.config.places import home_directory

from .scope import add_key_argument, add_scope_options, change

if TYPE_CHECKING:
    from argparse import Namespace

    from pypixi.cli.context import Context
    from pypixi.cli.parser import CommandParser


def add_arguments(parser: CommandParser) -> None:
    """Add what ``pixi config unset`` accepts."""
    add_key_argument(parser)
    add_scope_options(parser)


def run(args: Namespace, context: Context) -> int:
    """Take a key out of one configuration file."""
    path = key_path(args.key)
    caller = context.caller(args)
    home = home_directory(caller.env, caller.system)
    return change(args, context, lambda text: without_key(text, path, home))
