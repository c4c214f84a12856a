"""``pixi clean cache``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.terminal.prompt import confirm
from pypixi.workspace.clean import CacheKind, clean_caches

from .removed import tell_of

if TYPE_CHECKING:
    from argparse import Namespace

    from pypixi.cli.context import Context
    from pypixi.cli.parser import CommandParser

_KINDS = {
    CacheKind.PYPI: "What uv keeps of PyPI packages",
    CacheKind.CONDA: "Conda packages",
    CacheKind.MAPPING: "Which conda package is which PyPI package",
    CacheKind.EXEC: "Environments of `pixi exec`",
    CacheKind.REPODATA: "What channels have",
    CacheKind.NOTICES: "Notices of channels",
    CacheKind.BUILD_BACKENDS: "Environments of build backends",
    CacheKind.BUILD: "What building packages left",
}


def add_arguments(parser: CommandParser) -> None:
    """Add what ``pixi clean cache`` accepts."""
    for kind, text in _KINDS.items():
        parser.add_argument(f"--{kind}", action="store_true", help=text)
    parser.add_argument(
        "-y",
        "--yes",
        "--assume-yes",
        action="store_true",
        help="Remove all caches without asking, if none is named",
    )


def run(args: Namespace, context: Context) -> int:
    """Remove caches."""
    kinds = [kind for kind in _KINDS if getattr(args, kind.replace("-", "_"))]
    world = context.world
    if not (kinds or args.yes) and not confirm(
        "No cache is named. Remove all of them, for all workspaces?",
        stdin=world.stdin,
        stderr=world.stderr,
        unasked="name caches, as with --conda, or say --yes to remove all",
    ):
        context.console.note("Nothing to remove.")
        return 0
    tell_of(clean_caches(context.caller(args), kinds, context.console), context.console)
    return 0
