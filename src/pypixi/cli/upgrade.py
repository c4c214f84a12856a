"""``pixi upgrade``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.workspace.install import install_affected
from pypixi.workspace.locking.outcome import LockUse
from pypixi.workspace.updating.choice import UpgradeOptions
from pypixi.workspace.updating.upgrade import upgrade_packages

from .differences import show_difference
from .options import (
    add_config_options,
    add_dry_run_option,
    add_editing_options,
    add_no_install_option,
    add_source_options,
    add_workspace_options,
    lock_use,
)

if TYPE_CHECKING:
    from argparse import Namespace

    from .context import Context
    from .parser import CommandParser


def add_arguments(parser: CommandParser) -> None:
    """Add what ``pixi upgrade`` accepts."""
    either = parser.add_mutually_exclusive_group()
    either.add_argument(
        "packages",
        nargs="*",
        default=[],
        metavar="PACKAGE",
        help="The packages to upgrade; all that the manifest asks for if none is named",
    )
    either.add_argument(
        "--exclude",
        action="append",
        default=[],
        metavar="PACKAGE",
        help="Leave this package alone; repeat for several",
    )
    either = parser.add_mutually_exclusive_group()
    either.add_argument(
        "-f",
        "--feature",
        metavar="NAME",
        help="Only what this feature asks for [default: all features]",
    )
    either.add_argument(
        "-e",
        "--environment",
        metavar="NAME",
        help="Only what stands in the table of this environment",
    )
    add_dry_run_option(parser)
    parser.add_argument("--json", action="store_true", help="Print the changes as JSON")
    add_no_install_option(parser)
    add_workspace_options(parser)
    add_editing_options(parser)
    add_config_options(parser)
    add_source_options(parser)


def run(args: Namespace, context: Context) -> int:
    """Let the manifest ask for the newest versions, lock, and install."""
    console = context.console
    options = UpgradeOptions(
        packages=tuple(args.packages),
        exclude=tuple(args.exclude),
        feature=args.feature,
        environment=args.environment,
        use=lock_use(args),
        dry_run=args.dry_run,
        may_install=not args.no_install,
    )
    if options.use is not LockUse.UPDATE and args.no_install:
        console.warn(
            "--no-install says nothing beside --frozen or --locked: nothing is solved,"
            " and so nothing is installed"
        )
    upgraded = upgrade_packages(context.workspace(args), options, console)
    if upgraded.inherited:
        console.note(
            "Dependencies inheriting from `[workspace.dependencies]` were left"
            f" unchanged: {', '.join(upgraded.inherited)}"
        )
    if not upgraded.specs:
        console.status("All packages are already up-to-date")
    outcome = upgraded.outcome
    difference = {} if outcome is None else outcome.difference
    show_difference(difference, console, as_json=args.json)
    if args.dry_run and upgraded.specs:
        asked = ", ".join(map(str, upgraded.specs))
        console.note(
            f"Dry-run: nothing was written; the manifest would ask for {asked}"
        )
    if outcome is not None and not args.dry_run and not args.no_install:
        install_affected(outcome, upgraded.features, console)
    return 0
