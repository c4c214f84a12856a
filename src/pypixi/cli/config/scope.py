"""Options that say whose settings are meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.cli.options import add_workspace_options
from pypixi.workspace.settings import Scope, change_settings, settings_place

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable

    from pypixi.cli.context import Context
    from pypixi.cli.parser import CommandParser
    from pypixi.workspace.settings import SettingsPlace

_MEANINGS = {
    Scope.LOCAL: "The settings of the workspace",
    Scope.GLOBAL: "Your own settings",
    Scope.SYSTEM: "The settings of the machine",
}


def add_scope_options(parser: CommandParser) -> None:
    """Add the choice whose settings are meant."""
    group = parser.add_argument_group("Scope options")
    either = group.add_mutually_exclusive_group()
    for scope, meaning in _MEANINGS.items():
        either.add_argument(
            f"-{scope[0]}",
            f"--{scope}",
            dest="scope",
            action="store_const",
            const=scope,
            help=meaning,
        )
    add_workspace_options(parser)


def add_key_argument(parser: CommandParser, *, is_needed: bool = True) -> None:
    """Add the key that a command is about."""
    parser.add_argument(
        "key",
        nargs=None if is_needed else "?",
        metavar="KEY",
        help="The key, with the tables it is in: `concurrency.downloads`",
    )


def place_of(args: Namespace, context: Context) -> SettingsPlace:
    """Return the place of the settings that the parsed options mean.

    Raises:
        PixiError: If there is none.
    """
    return settings_place(context.caller(args), args.scope, args.manifest_path)


def change(args: Namespace, context: Context, edit: Callable[[str], str]) -> int:
    """Change a configuration file and say so; return the exit code.

    Raises:
        PixiError: If the change is refused or cannot be written.
    """
    place = place_of(args, context)
    if change_settings(place, edit):
        text = f"Updated config at {place.file}"
        context.console.note(f"✅ {text}" if context.console.emoji else text)
    else:
        context.console.note(f"Nothing to change in {place.file}")
    return 0
