"""``pixi shell-hook``."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

from pypixi.prefix.shells.shell import SHELL_NAMES, shell_named
from pypixi.workspace.entering.enter import comfort, enter, hook, hook_values

from .calling_shell import calling_shell
from .options import (
    add_config_options,
    add_environment_option,
    add_prompt_option,
    add_source_options,
    add_use_options,
    add_workspace_options,
    environment_use,
    wants_prompt,
)

if TYPE_CHECKING:
    from argparse import Namespace
    from typing import TextIO

    from pypixi.workspace.entering.enter import Entry

    from .context import Context
    from .parser import CommandParser


def add_arguments(parser: CommandParser) -> None:
    """Add what ``pixi shell-hook`` accepts."""
    add_environment_option(parser)
    either = parser.add_mutually_exclusive_group()
    either.add_argument(
        "-s",
        "--shell",
        metavar="SHELL",
        help=f"The shell to write for, one of {', '.join(SHELL_NAMES)}"
        " [default: the one you type in]",
    )
    either.add_argument(
        "--json",
        action="store_true",
        help="Activate, and print the variables that come out of it",
    )
    add_prompt_option(parser)
    add_use_options(parser)
    add_workspace_options(parser)
    add_config_options(parser)
    add_source_options(parser)


def run(args: Namespace, context: Context) -> int:
    """Print what activates an environment."""
    # A slip of the pen is told before anything is solved.
    if args.shell is not None:
        shell_named(args.shell)
    workspace = context.workspace(args)
    report = context.console
    entry = enter(workspace, args.environment, environment_use(args), report)
    if args.json:
        context.console.print(_json(entry, context))
        return 0
    name = args.shell or calling_shell(workspace.env, workspace.system)
    shell = shell_named(name)
    wanted = comfort(
        entry,
        prompt=wants_prompt(args),
        completions=not args.no_completions,
        wrapper=True,
    )
    text = hook(entry, shell, wanted, report)
    if not args.no_completions:
        _keep(entry, name, args, text, context)
    _write(text, context.world.stdout)
    return 0


def _keep(
    entry: Entry, shell: str, args: Namespace, text: str, context: Context
) -> None:
    """Keep the text, unless the next command has something to warn of as well."""
    if context.world.owns_process and not context.console.has_warned:
        from pypixi.launch.hook import SHELLS, HookWords  # noqa: PLC0415 - not in tests
        from pypixi.workspace.running.keeping import keep_hook  # noqa: PLC0415

        if shell in SHELLS:
            asked = HookWords(shell, args.environment or "", args.change_ps1 or "")
            workspace, environment = entry.workspace, entry.environment
            keep_hook(workspace, environment, entry.use, asked, text)


def _write(text: str, stdout: TextIO) -> None:
    """Write text as bytes: names of files are any bytes, and line ends are ours."""
    stdout.flush()
    stdout.buffer.write(os.fsencode(text))
    stdout.buffer.flush()


def _json(entry: Entry, context: Context) -> str:
    found = hook_values(entry, context.console)
    fields = {
        "environment_variables": dict(found.variables),
        "activation_scripts": [*map(str, found.scripts)],
    }
    return json.dumps(fields, separators=(",", ":"))
