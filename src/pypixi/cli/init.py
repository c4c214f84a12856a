"""``pixi init``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pypixi.workspace.scaffold import SCM_FLAVOURS, NewWorkspace, create_workspace

from .options import add_source_options

if TYPE_CHECKING:
    from argparse import Namespace

    from .context import Context
    from .parser import CommandParser


def add_arguments(parser: CommandParser) -> None:
    """Add what ``pixi init`` accepts."""
    parser.add_argument(
        "path",
        nargs="?",
        type=Path,
        default=Path(),
        metavar="PATH",
        help="The folder of the workspace [default: .]",
    )
    parser.add_argument(
        "-c",
        "--channel",
        action="append",
        default=[],
        metavar="CHANNEL",
        help="A channel to use; repeat for several [default: those of the settings]",
    )
    parser.add_argument(
        "-p",
        "--platform",
        action="append",
        default=[],
        metavar="PLATFORM",
        help="A platform to lock for; repeat for several [default: this machine's]",
    )
    parser.add_argument(
        "--scm",
        choices=SCM_FLAVOURS,
        default="github",
        help="Whose dialect .gitattributes is written in [default: github]",
    )
    add_source_options(parser)


def run(args: Namespace, context: Context) -> int:
    """Create a workspace."""
    new = NewWorkspace(
        folder=args.path,
        channels=tuple(args.channel),
        platforms=tuple(args.platform),
        scm=args.scm,
    )
    manifest = create_workspace(new, context.caller(args), context.console)
    if manifest is None:
        context.console.note(
            "Nothing to do here: 'pyproject.toml' already contains a [tool.pixi] table."
        )
    else:
        context.console.status(f"Created {manifest}")
    return 0
