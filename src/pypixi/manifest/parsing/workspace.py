"""From ``[workspace]`` to its typed values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.errors import closest
from pypixi.manifest.model import WorkspaceTable
from pypixi.manifest.reading.faults import (
    MissingKeyError,
    NoWorkspaceError,
    TwoNamesError,
)
from pypixi.manifest.requirements.conda import parse_shared_dependencies
from pypixi.manifest.schema.manifest import WORKSPACE
from pypixi.manifest.settings.channels import parse_channels
from pypixi.manifest.settings.cutoffs import parse_exclude_newer
from pypixi.manifest.settings.metadata import (
    parse_file,
    parse_license,
    parse_version,
)
from pypixi.manifest.settings.platforms import parse_platforms
from pypixi.manifest.settings.preview import parse_preview
from pypixi.manifest.settings.pypi_map import parse_pypi_map
from pypixi.manifest.settings.pypi_options import parse_pypi_options
from pypixi.manifest.settings.requires_pixi import check_requires_pixi
from pypixi.manifest.settings.s3_options import parse_s3_options
from pypixi.manifest.settings.variants import parse_build_variants, parse_variant_files
from pypixi.specs.solving import ChannelPriority, SolveStrategy
from pypixi.values import replace

if TYPE_CHECKING:
    from pypixi.manifest.reading.context import Context
    from pypixi.manifest.reading.tables import Table


def find_workspace(root: Table) -> Table | None:
    """Return the table of the workspace under either of its names.

    What is wrong with there being none, or two, is collected.
    """
    name = "project" if "workspace" not in root.data else "workspace"
    if name not in root.data:
        root.faults.append(NoWorkspaceError(root.at(), root.data))
    elif "project" in root.data and name == "workspace":
        root.faults.append(
            TwoNamesError(
                root.at(), "workspace", "project", kind="table", content="keys"
            )
        )
    return root.table(name)


def shared_context(context: Context, table: Table) -> Context:
    """Return a context that knows what a workspace decides about other tables.

    Raises:
        PixiError: If the manifest is meant for another version of pixi: what is
            written there may mean nothing here.
    """
    check_requires_pixi(table)
    context = replace(context, preview=parse_preview(table))
    return replace(context, shared=parse_shared_dependencies(table.within(context)))


def parse_workspace(root: Table, table: Table) -> WorkspaceTable:
    """Return the settings of a workspace.

    Args:
        root: The table with the keys of a manifest, some of which belong to them.
        table: That of the workspace.
    """
    table.finish(WORKSPACE)
    channels = parse_channels(table)
    if channels is None and not closest("channels", table.data):
        example = 'channels = ["conda-forge"]'
        root.faults.append(MissingKeyError(table.at(), "channels", example))
    return WorkspaceTable(
        channels=channels or (),
        platforms=parse_platforms(table),
        name=table.string("name"),
        version=parse_version(table),
        description=table.string("description"),
        authors=table.strings("authors") or (),
        license=parse_license(table),
        license_file=parse_file(table, "license-file", table.context.folder),
        readme=parse_file(table, "readme", table.context.folder),
        homepage=table.url("homepage"),
        repository=table.url("repository"),
        documentation=table.url("documentation"),
        channel_priority=table.choice("channel-priority", ChannelPriority),
        solve_strategy=table.choice("solve-strategy", SolveStrategy),
        preview=table.context.preview,
        build_variants=parse_build_variants(table),
        build_variants_files=parse_variant_files(table),
        pypi_options=parse_pypi_options(table),
        pypi_map=parse_pypi_map(table),
        exclude_newer=parse_exclude_newer(root, table),
        dependencies={
            name: spec
            for name, spec in table.context.shared.items()
            if spec is not None
        },
        s3_options=parse_s3_options(table),
        keys=table.keys,
    )
