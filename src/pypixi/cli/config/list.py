"""``pixi config list``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pypixi.config.editing.keys import key_path
from pypixi.config.editing.listing import document_of, toml_of
from pypixi.workspace.settings import settings_at

from .scope import add_key_argument, add_scope_options, place_of

if TYPE_CHECKING:
    from argparse import Namespace

    from pypixi.cli.context import Context
    from pypixi.cli.parser import CommandParser


def add_arguments(parser: CommandParser) -> None:
    """Add what ``pixi config list`` accepts."""
    add_key_argument(parser, is_needed=False)
    parser.add_argument("--json", action="store_true", help="Print JSON")
    add_scope_options(parser)


def run(args: Namespace, context: Context) -> int:
    """Show what is configured."""
    path = () if args.key is None else key_path(args.key)
    place = place_of(args, context)
    config = settings_at(context.caller(args), place, context.console)
    document = document_of(config, path)
    if args.json:
        context.console.print(json.dumps(document, indent=2, ensure_ascii=False))
        return 0
    if not document:
        context.console.note("Configuration not set")
    context.console.print(toml_of(document))
    return 0
