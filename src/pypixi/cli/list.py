"""``pixi list``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pypixi.errors import PixiError
from pypixi.specs.names import DEFAULT_ENVIRONMENT
from pypixi.terminal.table import human_size, render_table
from pypixi.workspace.looking.inspect import list_environment, select_packages

from .options import (
    NEVER_INSTALLS,
    add_environment_option,
    add_lock_options,
    add_no_install_option,
    add_source_options,
    add_workspace_options,
    lock_use,
)

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable

    from pypixi.workspace.looking.inspect import ListedPackage

    from .context import Context
    from .parser import CommandParser

_HEADERS = ("Name", "Version", "Build", "Size", "Kind", "Source")
_SIZE = 3

_SORT_KEYS: dict[str, Callable[[ListedPackage], tuple[int | str, ...]]] = {
    "name": lambda row: (row.name,),
    "kind": lambda row: (row.kind, row.name),
    "size": lambda row: (row.size or 0, row.name),
}


def add_arguments(parser: CommandParser) -> None:
    """Add what ``pixi list`` accepts."""
    parser.add_argument(
        "regex", nargs="?", metavar="REGEX", help="Only packages whose name fits"
    )
    parser.add_argument(
        "--platform",
        metavar="PLATFORM",
        help="The platform to list for [default: this machine's]",
    )
    either = parser.add_mutually_exclusive_group()
    either.add_argument("--json", action="store_true", help="Print JSON")
    either.add_argument(
        "--sort-by",
        choices=tuple(_SORT_KEYS),
        default="name",
        help="In which order [default: name]",
    )
    parser.add_argument(
        "-x",
        "--explicit",
        action="store_true",
        help="Only packages that the manifest names",
    )
    add_environment_option(parser)
    add_no_install_option(parser, NEVER_INSTALLS)
    add_workspace_options(parser)
    add_lock_options(parser)
    add_source_options(parser)


def run(args: Namespace, context: Context) -> int:
    """List packages."""
    console = context.console
    listing = list_environment(
        context.workspace(args),
        console,
        environment=args.environment,
        platform=args.platform,
        use=lock_use(args),
        may_install=not args.no_install,
    )
    rows = select_packages(listing.packages, args.regex, explicit=args.explicit)
    if args.json:
        document = [row.as_json() for row in rows]
        console.print(json.dumps(document, indent=2, ensure_ascii=False))
        return 0
    if not rows:
        raise PixiError(
            f"No packages found in '{listing.environment}' environment"
            f" for '{listing.platform.name}' platform."
        )
    if listing.environment != DEFAULT_ENVIRONMENT:
        console.note(f"Environment: {listing.environment}")
    rows.sort(key=_SORT_KEYS[args.sort_by])
    console.print(_table(rows, bold=console.stdout_color))
    return 0


def _table(rows: list[ListedPackage], *, bold: bool) -> str:
    cells = [
        [
            row.name,
            row.shown_version,
            getattr(row.package, "build", ""),
            "" if row.size is None else human_size(row.size),
            row.kind,
            row.source or "",
        ]
        for row in rows
    ]
    return render_table(_HEADERS, cells, right={_SIZE}, bold_headers=bold)
