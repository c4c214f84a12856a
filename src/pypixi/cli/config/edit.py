"""``pixi config edit``."""

from __future__ import annotations

import shlex
import sys
from typing import TYPE_CHECKING

from pypixi.errors import PixiError
from pypixi.processes import find_program
from pypixi.workspace.settings import check_settings, make_folder

from .scope import add_scope_options, place_of

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Mapping

    from pypixi.cli.context import Context
    from pypixi.cli.parser import CommandParser


class NoEditorError(PixiError):
    """The editor cannot be started."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"cannot find the editor '{name}'",
            help="name another one, `pixi config edit vim`, or set EDITOR",
        )


def add_arguments(parser: CommandParser) -> None:
    """Add what ``pixi config edit`` accepts."""
    parser.add_argument(
        "editor",
        nargs="?",
        metavar="EDITOR",
        help="The editor to open the file in [env: EDITOR]",
    )
    add_scope_options(parser)


def run(args: Namespace, context: Context) -> int:
    """Open a configuration file in an editor, and look at it afterwards."""
    world, caller = context.world, context.caller(args)
    place = place_of(args, context)
    words = _words(args.editor, world.env)
    name = words[0] if words else ""
    program = find_program(name, env=world.env, cwd=world.cwd, system=caller.system)
    if not name or program is None:
        raise NoEditorError(name)
    make_folder(place)
    argv = [*words, str(place.file)]
    try:
        world.attend(program, argv, env=world.env, cwd=world.cwd)
    except OSError as error:
        raise NoEditorError(name) from error
    check_settings(caller, place, context.console)
    return 0


def _words(named: str | None, env: Mapping[str, str]) -> list[str]:
    """Return the editor with its own options, as `EDITOR` may have them."""
    fallback = "notepad" if sys.platform == "win32" else "nano"
    text = named or env.get("EDITOR") or fallback
    try:
        return shlex.split(text, posix=sys.platform != "win32")
    except ValueError as error:
        raise NoEditorError(text) from error
