"""``pixi reinstall``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.workspace.install import InstallRequest, install_environments
from pypixi.workspace.installing.renewal import EVERYTHING, Renewal
from pypixi.workspace.places import detached_folder

from .installed import summary
from .options import (
    add_config_options,
    add_environments_options,
    add_source_options,
    add_usage_options,
    add_workspace_options,
    lock_use,
)

if TYPE_CHECKING:
    from argparse import Namespace

    from .context import Context
    from .parser import CommandParser


def add_arguments(parser: CommandParser) -> None:
    """Add what ``pixi reinstall`` accepts."""
    parser.add_argument(
        "packages",
        nargs="*",
        metavar="PACKAGE",
        help="A package to install again, conda or PyPI; none means all",
    )
    add_environments_options(parser, "install again")
    add_workspace_options(parser)
    add_usage_options(parser)
    add_config_options(parser)
    add_source_options(parser)


def run(args: Namespace, context: Context) -> int:
    """Install packages again that are there already."""
    workspace = context.workspace(args)
    named = Renewal(names=frozenset(args.packages))
    request = InstallRequest(
        names=tuple(args.environment),
        all_environments=args.all,
        platform=args.platform,
        renewal=named if args.packages else EVERYTHING,
    )
    done = install_environments(workspace, request, lock_use(args), context.console)
    detached = detached_folder(workspace)
    context.console.status(summary(done, request, detached, "re-installed"))
    return 0
