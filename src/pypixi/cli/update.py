"""``pixi update``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.workspace.updating.update import UpdateOptions, update_packages

from .differences import show_difference
from .options import (
    NEVER_INSTALLS,
    add_config_options,
    add_dry_run_option,
    add_no_install_option,
    add_source_options,
    add_workspace_options,
)

if TYPE_CHECKING:
    from argparse import Namespace

    from .context import Context
    from .parser import CommandParser


def add_arguments(parser: CommandParser) -> None:
    """Add what ``pixi update`` accepts."""
    parser.add_argument(
        "packages",
        nargs="*",
        metavar="PACKAGE",
        help="The packages to choose anew; all if none is named",
    )
    parser.add_argument(
        "-e",
        "--environment",
        action="append",
        default=[],
        metavar="NAME",
        help="Only in this environment; repeat for several",
    )
    parser.add_argument(
        "-p",
        "--platform",
        action="append",
        default=[],
        metavar="PLATFORM",
        help="Only on this platform; repeat for several",
    )
    add_dry_run_option(parser)
    parser.add_argument("--json", action="store_true", help="Print the changes as JSON")
    add_no_install_option(parser, NEVER_INSTALLS)
    add_workspace_options(parser)
    add_config_options(parser)
    add_source_options(parser)


def run(args: Namespace, context: Context) -> int:
    """Choose locked packages anew."""
    console = context.console
    options = UpdateOptions(
        packages=tuple(args.packages),
        environments=tuple(args.environment),
        platforms=tuple(args.platform),
        dry_run=args.dry_run,
        may_install=not args.no_install,
    )
    outcome = update_packages(context.workspace(args), options, console)
    difference = outcome.difference
    show_difference(difference, console, as_json=args.json)
    if args.dry_run and outcome.is_changed:
        console.note("Dry-run: lock file would be updated (not written to disk)")
    elif outcome.is_written and not difference:
        console.status("Updated lock file (no package changed)")
    elif not difference:
        console.status("Lock-file was already up-to-date")
    return 0
