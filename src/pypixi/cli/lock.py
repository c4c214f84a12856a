"""``pixi lock``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.errors import PixiError
from pypixi.locking.faults.reasons import sentences
from pypixi.workspace.locking.lock import write_lock

from .differences import show_difference
from .lock_reasons import reasons_json
from .options import (
    NEVER_INSTALLS,
    add_config_options,
    add_no_install_option,
    add_source_options,
    add_workspace_options,
)

if TYPE_CHECKING:
    from argparse import Namespace

    from pypixi.workspace.locking.outcome import LockOutcome

    from .context import Context
    from .parser import CommandParser


def add_arguments(parser: CommandParser) -> None:
    """Add what ``pixi lock`` accepts."""
    parser.add_argument("--json", action="store_true", help="Print the changes as JSON")
    parser.add_argument(
        "--check",
        action="store_true",
        help="Exit with 1 if the lock file had to be changed",
    )
    parser.add_argument(
        "--dry-run",
        action="store_true",
        help="Solve and show the changes, write nothing",
    )
    add_no_install_option(parser, NEVER_INSTALLS)
    add_workspace_options(parser)
    add_config_options(parser)
    add_source_options(parser)


def run(args: Namespace, context: Context) -> int:
    """Bring the lock file up to date."""
    console = context.console
    workspace = context.workspace(args)
    outcome = write_lock(
        workspace, console, dry_run=args.dry_run, may_install=not args.no_install
    )
    difference = outcome.difference
    _tell(outcome, args, context, note="" if difference else " (no package changed)")
    more = {"reasons": reasons_json(outcome.reasons)} if args.check else {}
    show_difference(difference, console, as_json=args.json, more=more)
    if args.check and outcome.reasons:
        raise PixiError(
            "lock file not up-to-date with the workspace",
            notes=sentences(outcome.reasons),
        )
    return 0


def _tell(
    outcome: LockOutcome, args: Namespace, context: Context, *, note: str
) -> None:
    console = context.console
    if args.dry_run:
        changes = (
            "be updated (not written to disk)" if outcome.reasons else "not change"
        )
        console.note(f"Dry-run: lock file would {changes}")
    elif outcome.is_written:
        console.status(f"Updated lock file{note}")
    else:
        console.status("Lock-file was already up-to-date")
