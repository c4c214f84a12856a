"""From the text of a manifest to its typed values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.errors import PixiError, closest, raise_all
from pypixi.manifest.model import Manifest, WorkspaceTable
from pypixi.manifest.oddities import warn_of_oddities
from pypixi.specs.solving import ChannelPriority, SolveStrategy
from pypixi.terminal.report import SILENT

from .channels import parse_channels
from .conda import parse_shared_dependencies
from .cutoffs import parse_exclude_newer
from .environment import parse_environments
from .faults import DoubleWorkspaceError, MissingKeyError, NoWorkspaceError
from .feature import parse_features
from .metadata import check_metadata, parse_version
from .platforms import parse_platforms
from .preview import parse_preview
from .pypi_map import parse_pypi_map
from .pypi_options import parse_pypi_options
from .pyproject import read_project, with_project_defaults, with_project_features
from .requires_pixi import check_requires_pixi
from .s3_options import parse_s3_options
from .tables import Table

if TYPE_CHECKING:
    from pypixi.manifest.document import Document
    from pypixi.terminal.report import Report

_UNSUPPORTED_ROOT = (
    "package",
    "dev",
)
_UNSUPPORTED_WORKSPACE = (
    "build-variants",
    "build-variants-files",
    "target",
)


def parse_manifest(document: Document, *, report: Report = SILENT) -> Manifest:
    """Return the manifest that ``document`` holds.

    Raises:
        PixiError: For one fault, or for all that were found.
    """
    faults: list[PixiError] = []
    root = Table(document, document.root_keys, document.root, faults)
    root.ignored("$schema", "tool")
    project = read_project(document, faults)
    workspace = with_project_defaults(_workspace(root), project, root)
    features = with_project_features(parse_features(root, workspace), project)
    environments = parse_environments(root, features)
    root.unsupported(*_UNSUPPORTED_ROOT)
    root.finish()
    raise_all(faults)
    manifest = Manifest(
        document=document,
        workspace=workspace,
        features=features,
        environments=environments,
    )
    warn_of_oddities(manifest, report)
    return manifest


def _workspace(root: Table) -> WorkspaceTable:
    """Return the settings of a workspace, empty ones where there is no such table."""
    table = _workspace_table(root)
    if table is None:
        root.ignored("exclude-newer", "pypi-exclude-newer")
        return WorkspaceTable(channels=(), platforms=())
    check_requires_pixi(table)  # what another version of pixi wrote may mean nothing
    folder = root.document.path.parent
    channels = parse_channels(table, folder)
    if channels is None and not closest("channels", table.data):
        example = 'channels = ["conda-forge"]'
        root.faults.append(MissingKeyError(table.at(), "channels", example))
    workspace = WorkspaceTable(
        channels=channels or (),
        platforms=parse_platforms(table),
        name=table.string("name"),
        version=parse_version(table),
        description=table.string("description"),
        authors=table.strings("authors") or (),
        channel_priority=table.choice("channel-priority", ChannelPriority),
        solve_strategy=table.choice("solve-strategy", SolveStrategy),
        preview=parse_preview(table),
        pypi_options=parse_pypi_options(table),
        pypi_map=parse_pypi_map(table, folder),
        exclude_newer=parse_exclude_newer(root, table),
        s3_options=parse_s3_options(table),
        keys=table.keys,
    )
    parse_shared_dependencies(table)  # its faults; read again where it is referred to
    check_metadata(table, folder)
    table.unsupported(*_UNSUPPORTED_WORKSPACE)
    table.finish()
    return workspace


def _workspace_table(root: Table) -> Table | None:
    """Return the table of the workspace under either of its names."""
    name = "project" if "workspace" not in root.data else "workspace"
    table = root.table(name)
    root.ignored("workspace", "project")
    if name not in root.data:
        root.faults.append(NoWorkspaceError(root.at(), root.data))
    elif "project" in root.data and name == "workspace":
        root.faults.append(DoubleWorkspaceError(root.at()))
    return table
