"""What ``pixi config append`` does, ``prepend`` at the other end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.cli.config.scope import (
    add_key_argument,
    add_scope_options,
    change,
    place_of,
)
from pypixi.config.editing.keys import LISTS, NoListKeyError, key_path
from pypixi.config.editing.values import with_more
from pypixi.config.places import home_directory
from pypixi.workspace.settings import settings_at

if TYPE_CHECKING:
    from argparse import Namespace

    from pypixi.cli.context import Context
    from pypixi.cli.parser import CommandParser

_REPLACED = "default-channels"
"""The list that takes the place of those below; the other one adds to them."""


def add_item_arguments(parser: CommandParser) -> None:
    """Add what both commands accept."""
    add_key_argument(parser)
    parser.add_argument("value", metavar="VALUE", help="The item to add")
    add_scope_options(parser)


def add_item(args: Namespace, context: Context, *, at_front: bool) -> int:
    """Add an item to a list in one configuration file; return the exit code.

    Raises:
        NoListKeyError: If the key is no list.
        PixiError: If the item is refused, or the file cannot be changed.
    """
    path = key_path(args.key)
    if args.key not in LISTS:
        raise NoListKeyError("prepend" if at_front else "append", args.key)
    caller = context.caller(args)
    home = home_directory(caller.env, caller.system)
    config = settings_at(caller, place_of(args, context), context.console)
    is_kept = args.key == _REPLACED and args.key in config.given
    below = config.default_channels if is_kept else ()

    def edit(text: str) -> str:
        return with_more(
            text, path, args.value, below=below, at_front=at_front, home=home
        )

    return change(args, context, edit)
