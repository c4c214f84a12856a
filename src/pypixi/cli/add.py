"""``pixi add``."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from pypixi.specs.names import DEFAULT_FEATURE
from pypixi.specs.requirement import IndexSource, PypiSpec
from pypixi.specs.source import REFERENCES, PathSource, reference_in
from pypixi.workspace.adding.add import AddOptions, add_packages, add_pypi_packages
from pypixi.workspace.install import install_affected

from .options import (
    add_config_options,
    add_editing_options,
    add_no_install_option,
    add_source_options,
    add_workspace_options,
    lock_use,
)

if TYPE_CHECKING:
    from pypixi.pypi.typed import TypedOptions
    from pypixi.workspace.adding.add import Added
    from pypixi.workspace.adding.kinds import AnySpec

    from .context import Context
    from .parser import CommandParser


def add_arguments(parser: CommandParser) -> None:
    """Add what ``pixi add`` accepts."""
    parser.add_argument(
        "specs",
        nargs="+",
        metavar="SPEC",
        help="A conda package: numpy, numpy=1.26, 'numpy>=1.26,<2'; with --pypi a"
        " PyPI package: 'requests[socks]>=2', 'mylib @ ./mylib'",
    )
    parser.add_argument(
        "--pypi", action="store_true", help="Add packages of PyPI, not of a channel"
    )
    parser.add_argument(
        "-f",
        "--feature",
        default=DEFAULT_FEATURE,
        metavar="NAME",
        help="The feature to add to [default: default]",
    )
    _add_pypi_options(parser)
    add_no_install_option(parser)
    add_workspace_options(parser)
    add_editing_options(parser)
    add_config_options(parser)
    add_source_options(parser)


def _add_pypi_options(parser: CommandParser) -> None:
    group = parser.add_argument_group("PyPI options")
    group.add_argument(
        "--editable",
        action="store_true",
        help="Link the folder in place of copying it; needs --pypi",
    )
    either = group.add_mutually_exclusive_group()
    either.add_argument(
        "--index",
        metavar="URL",
        help="The one index the packages may come from; needs --pypi",
    )
    either.add_argument(
        "-g",
        "--git",
        metavar="URL",
        help="The git repository they come from; needs --pypi",
    )
    reference = group.add_mutually_exclusive_group()
    for kind in REFERENCES:
        reference.add_argument(
            f"--{kind}",
            metavar=kind.upper(),
            help=f"The {kind} of the repository; needs --git",
        )
    group.add_argument(
        "--subdirectory",
        metavar="PATH",
        help="The folder in the repository; needs --git",
    )
    group.add_argument("--subdir", dest="subdirectory", help=argparse.SUPPRESS)
    parser.needs("--pypi", "--editable", "--index", "--git")
    parser.needs("--git", "--branch", "--tag", "--rev", "--subdirectory")


def run(args: argparse.Namespace, context: Context) -> int:
    """Add packages, lock, and install where there is one environment only."""
    console = context.console
    workspace = context.workspace(args)
    options = AddOptions(
        feature=args.feature, use=lock_use(args), may_install=not args.no_install
    )
    if args.pypi:
        typed = _typed_options(args)
        added = add_pypi_packages(workspace, args.specs, typed, options, console)
    else:
        added = add_packages(workspace, args.specs, options, console)
    _tell(added, args, context)
    if added.outcome is not None and not args.no_install:
        install_affected(added.outcome, [args.feature], console)
    return 0


def _typed_options(args: argparse.Namespace) -> TypedOptions:
    # The engine's door: conda packages are added without it.
    from pypixi.pypi.typed import TypedOptions  # noqa: PLC0415

    given = {name: value for name, value in vars(args).items() if value}
    return TypedOptions(
        editable=args.editable,
        index=args.index,
        git=args.git,
        reference=reference_in(given),
        subdirectory=args.subdirectory,
    )


def _tell(added: Added, args: argparse.Namespace, context: Context) -> None:
    console = context.console
    for spec in added.inherited:
        console.status(
            f"{spec.name} inherits from [workspace.dependencies], left unchanged"
        )
    for spec in added.present:
        if spec in added.inherited:
            continue
        console.status(f"{spec.name} is already a dependency")
        feature = "" if args.feature == DEFAULT_FEATURE else f" -f {args.feature}"
        pypi = " --pypi" if args.pypi else ""
        console.note(
            f"  for its newest version: pixi upgrade{feature} {spec.name}\n"
            f"  for another one: pixi add{pypi}{feature} '{spec.name}>=VERSION'"
        )
    for spec in added.specs:
        console.status(f"Added {_shown(spec)}")
    if added.specs and args.pypi:
        console.note("Added these as pypi-dependencies.")
    if added.specs and args.feature != DEFAULT_FEATURE:
        console.note(f"Added these only for feature: {args.feature}")


def _shown(spec: AnySpec) -> str:
    """Return a requirement as the manifest now has it, the name set apart."""
    source = spec.source if isinstance(spec, PypiSpec) else None
    if isinstance(source, IndexSource) and source.version is not None:
        head, version, tail = str(spec).partition(source.version)
        return f"{head} {version}{tail}"
    if isinstance(source, PathSource) and source.editable:
        return f"{spec} (editable)"
    return str(spec)
