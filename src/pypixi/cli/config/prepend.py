"""``pixi config prepend``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .adding import add_item, add_item_arguments

if TYPE_CHECKING:
    from argparse import Namespace

    from pypixi.cli.context import Context
    from pypixi.cli.parser import CommandParser


def add_arguments(parser: CommandParser) -> None:
    """Add what ``pixi config prepend`` accepts."""
    add_item_arguments(parser)


def run(args: Namespace, context: Context) -> int:
    """Add an item at the front of a list."""
    return add_item(args, context, at_front=True)
