"""``pixi shell``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.errors import PixiError
from pypixi.prefix.session import clear
from pypixi.prefix.shells.shell import shell_named
from pypixi.workspace.entering.enter import comfort, enter, session

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

    from .context import Context
    from .parser import CommandParser


class ShellStartError(PixiError):
    """The shell cannot be started."""

    def __init__(self, program: str, error: OSError) -> None:
        super().__init__(
            f"cannot start '{program}': {error.strerror or error}",
            help="set SHELL to another shell, or try `pixi shell-hook`",
        )


def add_arguments(parser: CommandParser) -> None:
    """Add what ``pixi shell`` accepts."""
    add_environment_option(parser)
    add_prompt_option(parser)
    add_use_options(parser)
    add_workspace_options(parser)
    add_config_options(parser)
    add_source_options(parser)


def run(args: Namespace, context: Context) -> int:
    """Start a shell in an environment; its exit code is ours."""
    workspace = context.workspace(args)
    name = calling_shell(workspace.env, workspace.system)
    shell_named(name)
    entry = enter(workspace, args.environment, environment_use(args), context.console)
    wanted = comfort(
        entry,
        prompt=wants_prompt(args),
        completions=not args.no_completions,
        wrapper=False,
    )
    ready = session(entry, name, wanted, context.console)
    try:
        code = context.world.hand_over(
            ready.program, ready.argv, env=ready.env, cwd=context.world.cwd
        )
    except OSError as error:
        clear(ready)
        raise ShellStartError(str(ready.program), error) from error
    clear(ready)
    return code
