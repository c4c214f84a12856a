"""``pixi clean``: what a workspace made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.cli.options import add_source_options, add_workspace_options
from pypixi.workspace.clean import (
    clean_activations,
    clean_builds,
    clean_environment,
    clean_workspace,
)
from pypixi.workspace.registry import prune_registry

from .removed import tell_of

if TYPE_CHECKING:
    from argparse import Namespace

    from pypixi.cli.context import Context
    from pypixi.cli.parser import CommandParser


def add_arguments(parser: CommandParser) -> None:
    """Add what ``pixi clean`` accepts."""
    either = parser.add_mutually_exclusive_group()
    either.add_argument(
        "-e",
        "--environment",
        metavar="NAME",
        help="Remove this environment only, be it in the manifest or not",
    )
    either.add_argument(
        "--build",
        action="store_true",
        help="Remove what building packages left; that of all workspaces is removed by"
        " `pixi clean cache --build`",
    )
    parser.add_argument(
        "--activation-cache",
        action="store_true",
        help="Remove activations that were kept, and nothing else",
    )
    parser.add_argument(
        "--workspaces-registry",
        action="store_true",
        help="Forget named workspaces that are not there any more, and nothing else",
    )
    add_workspace_options(parser)
    add_source_options(parser)


def run(args: Namespace, context: Context) -> int:
    """Remove what a workspace made."""
    console = context.console
    if args.workspaces_registry:
        _prune(args, context)
        return 0
    workspace = context.workspace(args)
    if args.activation_cache:
        removed = clean_activations(workspace, args.environment)
    elif args.build:
        removed = clean_builds(workspace)
    elif args.environment is not None:
        removed = clean_environment(workspace, args.environment, console)
    else:
        removed = clean_workspace(workspace, console)
        _prune(args, context)
    tell_of(removed, console)
    return 0


def _prune(args: Namespace, context: Context) -> None:
    for name in prune_registry(context.caller(args)):
        context.console.note(f"  forgot the workspace '{name}', which is gone")
