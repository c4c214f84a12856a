"""``pixi info``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pypixi.errors import PixiError
from pypixi.manifest.discovery import NoManifestError
from pypixi.terminal.ansi import paint
from pypixi.terminal.table import mebibytes
from pypixi.version import COMPATIBLE_VERSION
from pypixi.workspace.looking.describe import describe_system, describe_workspace

from .options import add_source_options, add_workspace_options

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterable, Iterator

    from pypixi.workspace.looking.describe import (
        EnvironmentInfo,
        SystemInfo,
        WorkspaceInfo,
    )
    from pypixi.workspace.workspace import Workspace

    from .context import Context
    from .parser import CommandParser

_LABEL_WIDTH = 19
_TLS_BACKEND = "rustls"
_NOT_INSTALLED = "available after `pixi install`"

Row = tuple[str, str]


def add_arguments(parser: CommandParser) -> None:
    """Add what ``pixi info`` accepts."""
    parser.add_argument(
        "--extended", action="store_true", help="Also show sizes, which takes longer"
    )
    parser.add_argument("--json", action="store_true", help="Print JSON")
    add_workspace_options(parser)
    add_source_options(parser)


def run(args: Namespace, context: Context) -> int:
    """Show the system and, where there is one, the workspace."""
    workspace = _workspace(args, context)
    system = describe_system(
        context.caller(args), workspace, context.console, sizes=args.extended
    )
    info = None
    if workspace is not None:
        info = describe_workspace(workspace, sizes=args.extended)
    if args.json:
        document = _document(system, info)
        context.console.print(json.dumps(document, indent=2, ensure_ascii=False))
        return 0
    sections = list(_sections(system, info))
    color = context.console.stdout_color
    context.console.print(
        "\n\n".join(_section(*part, color=color) for part in sections)
    )
    return 0


def _workspace(args: Namespace, context: Context) -> Workspace | None:
    """Return the workspace, None where there is none or it cannot be read."""
    try:
        return context.workspace(args)
    except PixiError as error:
        if args.manifest_path is not None:
            raise
        if not isinstance(error, NoManifestError):
            context.console.error(error)
        return None


def _document(system: SystemInfo, info: WorkspaceInfo | None) -> dict[str, Any]:
    home = system.home
    return {
        "platform": system.platform,
        "virtual_packages": list(system.virtual_packages),
        "version": COMPATIBLE_VERSION,
        "tls_backend": _TLS_BACKEND,
        "cache_dir": str(system.cache_dir),
        "cache_size": None
        if system.cache_size is None
        else mebibytes(system.cache_size),
        "auth_dir": str(system.auth_file),
        "global_info": None
        if home is None
        else {
            "bin_dir": str(home / "bin"),
            "env_dir": str(home / "envs"),
            "manifest": str(home / "manifests" / "pixi-global.toml"),
        },
        "project_info": None if info is None else info.as_json(),
        "environments_info": []
        if info is None
        else [row.as_json() for row in info.environments],
        "config_locations": [str(path) for path in system.config_locations],
    }


def _sections(
    system: SystemInfo, info: WorkspaceInfo | None
) -> Iterator[tuple[str, list[list[Row]]]]:
    yield "System", [list(_system_rows(system))]
    if system.home is not None:
        yield "Global", [list(_global_rows(system))]
    if info is not None:
        yield "Workspace", [list(_workspace_rows(info))]
        rows = [list(_environment_rows(row)) for row in info.environments]
        yield "Environments", rows


def _system_rows(system: SystemInfo) -> Iterator[Row]:
    yield "Pixi version", COMPATIBLE_VERSION
    yield "TLS backend", _TLS_BACKEND
    yield "Platform", system.platform
    yield from _listed("Virtual packages", system.virtual_packages)
    yield "Cache dir", str(system.cache_dir)
    if system.cache_size is not None:
        yield "Cache size", mebibytes(system.cache_size)
    yield "Auth storage", str(system.auth_file)
    locations = [str(path) for path in system.config_locations]
    yield "Config locations", " ".join(locations) or "No config files found"


def _global_rows(system: SystemInfo) -> Iterator[Row]:
    home = system.home
    if home is not None:
        yield "Bin dir", str(home / "bin")
        yield "Environment dir", str(home / "envs")
        yield "Manifest dir", str(home / "manifests" / "pixi-global.toml")


def _workspace_rows(info: WorkspaceInfo) -> Iterator[Row]:
    yield "Name", info.name
    if info.version is not None:
        yield "Version", info.version
    yield "Manifest file", str(info.manifest)
    if info.last_updated is not None:
        yield "Last updated", info.last_updated
    if info.size is not None:
        yield "Pixi folder size", mebibytes(info.size)


def _environment_rows(row: EnvironmentInfo) -> Iterator[Row]:
    composed = row.environment
    yield "Environment", composed.name
    yield "Features", ", ".join(row.features)
    if composed.solve_group is not None:
        yield "Solve group", composed.solve_group
    if row.size is not None:
        yield "Environment size", mebibytes(row.size)
    yield "Channels", ", ".join(row.channels)
    yield "Dependency count", str(len(row.dependencies))
    if row.dependencies:
        yield "Dependencies", ", ".join(row.dependencies)
    if row.pypi_dependencies:
        yield "PyPI Dependencies", ", ".join(row.pypi_dependencies)
    yield "Target platforms", ", ".join(map(str, row.platforms))
    if row.resolved is not None:
        yield "Resolved platform", str(row.resolved)
    yield "Minimum platform", str(row.minimum or _NOT_INSTALLED)
    yield "Prefix location", str(row.prefix)
    tasks = [task.name for task in row.tasks if not task.name.startswith("_")]
    if tasks:
        yield "Tasks", ", ".join(tasks)


def _listed(label: str, values: Iterable[str]) -> Iterator[Row]:
    """Yield one row for each value, the label at the first only."""
    for value in values:
        yield label, value
        label = ""


def _section(title: str, blocks: list[list[Row]], *, color: bool) -> str:
    lines = [paint(title, "bold", color=color), "-" * 12]
    for position, rows in enumerate(blocks):
        if position:
            lines.append("")
        for label, value in rows:
            shown = paint(f"{label:>{_LABEL_WIDTH}}", "bold", color=color)
            lines.append(f"{shown}: {value}".rstrip())
    return "\n".join(lines)
