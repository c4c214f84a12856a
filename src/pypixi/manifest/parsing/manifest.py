"""From the text of a manifest to its typed values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.errors import raise_all
from pypixi.manifest.model import Manifest, WorkspaceTable
from pypixi.manifest.oddities import warn_of_oddities
from pypixi.manifest.outdated import warn_of_outdated_keys
from pypixi.manifest.reading.context import Context
from pypixi.manifest.reading.tables import Table
from pypixi.manifest.schema.manifest import ROOT
from pypixi.terminal.report import SILENT
from pypixi.values import replace

from .environment import parse_environments
from .feature import parse_features
from .workspace import find_workspace, parse_workspace, shared_context

if TYPE_CHECKING:
    from pypixi.manifest.document import Document
    from pypixi.terminal.report import Report


def parse_manifest(document: Document, *, report: Report = SILENT) -> Manifest:
    """Return the manifest that ``document`` holds.

    Raises:
        PixiError: For one fault, or for all that were found.
    """
    context = Context(document=document)
    root = Table(context, document.root, document.root_keys)
    root.finish(ROOT)
    project = None
    if document.root_keys:
        from .pyproject import read_project  # noqa: PLC0415 - for a pyproject.toml

        project = read_project(context)
    workspace = WorkspaceTable(channels=(), platforms=())
    table = find_workspace(root)
    if table is not None:
        context = shared_context(context, table)
        root, table = root.within(context), table.within(context)
        workspace = parse_workspace(root, table)
        if project is not None:
            workspace = project.described(workspace, table)
    if context.builds:
        root = root.within(replace(context, workspace=workspace))
    features = parse_features(root, workspace)
    if project is not None:
        features = project.extended(features)
    environments = parse_environments(root, features)
    package = None
    if table is not None and "package" in root.data:
        from .package import parse_own_package  # noqa: PLC0415 - few have one

        package = parse_own_package(root, project)
        if package is not None and workspace.name is None:
            workspace = replace(workspace, name=package.name)
    raise_all(context.faults)
    manifest = Manifest(
        document=document,
        workspace=workspace,
        features=features,
        environments=environments,
        package=package,
    )
    warn_of_outdated_keys(manifest, context.outdated, report)
    warn_of_oddities(manifest, report)
    return manifest
