"""``pixi install``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.workspace.install import install_environments
from pypixi.workspace.places import detached_folder

from .options import (
    add_config_options,
    add_source_options,
    add_usage_options,
    add_workspace_options,
    lock_use,
)

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Mapping
    from pathlib import Path

    from .context import Context
    from .parser import CommandParser


def add_arguments(parser: CommandParser) -> None:
    """Add what ``pixi install`` accepts."""
    either = parser.add_mutually_exclusive_group()
    either.add_argument(
        "-e",
        "--environment",
        action="append",
        default=[],
        metavar="NAME",
        help="The environment to install; repeat for several",
    )
    either.add_argument(
        "-a", "--all", action="store_true", help="Install all environments"
    )
    parser.add_argument(
        "-p",
        "--platform",
        metavar="PLATFORM",
        help="Install for this platform [default: this machine's]",
    )
    add_workspace_options(parser)
    add_usage_options(parser)
    add_config_options(parser)
    add_source_options(parser)


def run(args: Namespace, context: Context) -> int:
    """Install environments."""
    workspace = context.workspace(args)
    changed = install_environments(
        workspace,
        args.environment,
        all_environments=args.all,
        platform=args.platform,
        use=lock_use(args),
        report=context.console,
    )
    context.console.status(_summary(changed, detached_folder(workspace)))
    return 0


def _summary(changed: Mapping[str, bool], detached: Path | None) -> str:
    """Return what happened; unlike the original, also where nothing had to change."""
    names = list(changed)
    if not names:
        return "No environment of the workspace runs on this machine."
    where = "" if detached is None else f" in '{detached}'"
    nothing = "" if any(changed.values()) else " (nothing to do: already up-to-date)"
    if len(names) == 1:
        return f"The {names[0]} environment has been installed{where}{nothing}."
    listed = ", ".join(names)
    return f"The following environments have been installed{where}: {listed}{nothing}."
