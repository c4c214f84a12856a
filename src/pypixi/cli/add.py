"""``pixi add``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.specs.names import DEFAULT_FEATURE
from pypixi.workspace.add import add_packages
from pypixi.workspace.install import install_affected

from .options import (
    add_config_options,
    add_lock_options,
    add_no_install_option,
    add_source_options,
    add_workspace_options,
    lock_use,
)

if TYPE_CHECKING:
    from argparse import Namespace

    from pypixi.workspace.add import Added

    from .context import Context
    from .parser import CommandParser


def add_arguments(parser: CommandParser) -> None:
    """Add what ``pixi add`` accepts."""
    parser.add_argument(
        "specs",
        nargs="+",
        metavar="SPEC",
        help="A conda package: numpy, numpy=1.26, 'numpy>=1.26,<2'",
    )
    parser.add_argument(
        "-f",
        "--feature",
        default=DEFAULT_FEATURE,
        metavar="NAME",
        help="The feature to add to [default: default]",
    )
    add_no_install_option(parser)
    add_workspace_options(parser)
    add_lock_options(
        parser,
        title="Editing options",
        frozen="Edit the manifest only: solve, lock and install nothing",
        locked="The same as --frozen",
    )
    add_config_options(parser)
    add_source_options(parser)


def run(args: Namespace, context: Context) -> int:
    """Add packages, lock, and install where there is one environment only."""
    console = context.console
    workspace = context.workspace(args)
    use = lock_use(args)
    added = add_packages(
        workspace, args.specs, feature=args.feature, use=use, report=console
    )
    _tell(added, args.feature, context)
    if added.outcome is not None and not args.no_install:
        install_affected(added.outcome, args.feature, console)
    return 0


def _tell(added: Added, feature: str, context: Context) -> None:
    console = context.console
    for spec in added.present:
        console.status(f"{spec.name} is already a dependency")
        console.note(f"  to ask for another version: pixi add '{spec.name}>=VERSION'")
    for spec in added.specs:
        console.status(f"Added {spec}")
    if added.specs and feature != DEFAULT_FEATURE:
        console.note(f"Added these only for feature: {feature}")
