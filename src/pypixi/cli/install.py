"""``pixi install``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.workspace.install import InstallRequest, install_environments
from pypixi.workspace.installing.filters import PackageFilter
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

_FILTERS = {
    "--skip": "Leave this package as it is, installed or not",
    "--skip-with-deps": "Leave this package and what only it requires as they are",
    "--only": "Install this package with what it requires, leave all others alone",
}


def add_arguments(parser: CommandParser) -> None:
    """Add what ``pixi install`` accepts."""
    add_environments_options(parser, "install")
    group = parser.add_argument_group("Filters")
    for flag, text in _FILTERS.items():
        group.add_argument(
            flag,
            action="append",
            default=[],
            metavar="PACKAGE",
            help=f"{text}; repeat for several",
        )
    add_workspace_options(parser)
    add_usage_options(parser)
    add_config_options(parser)
    add_source_options(parser)


def run(args: Namespace, context: Context) -> int:
    """Install environments."""
    workspace = context.workspace(args)
    request = InstallRequest(
        names=tuple(args.environment),
        all_environments=args.all,
        platform=args.platform,
        part=PackageFilter(
            skip=tuple(args.skip),
            skip_with_deps=tuple(args.skip_with_deps),
            only=tuple(args.only),
        ),
    )
    done = install_environments(workspace, request, lock_use(args), context.console)
    context.console.status(summary(done, request, detached_folder(workspace)))
    return 0
