"""The table of a package, its own or beside a source, as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pypixi.manifest.package_model import PackageTable
from pypixi.manifest.schema.package import INLINE_PACKAGE, PACKAGE
from pypixi.specs.names import package_name

from .build import parse_build
from .metadata import parse_metadata
from .source import source_folder
from .targets import parse_package_targets

if TYPE_CHECKING:
    from pypixi.manifest.package_model import PackageBuild
    from pypixi.manifest.reading.tables import Table
    from pypixi.specs.names import PackageName
    from pypixi.specs.source import Source

    from .origin import Origin


def parse_package(table: Table, origin: Origin) -> PackageTable | None:
    """Return the package of a table ``[package]``, None where it has faults."""
    table.finish(PACKAGE)
    build = parse_build(table)
    source = None if build is None or build.source is None else build.source.source
    folder = source_folder(source, table.context.folder)
    metadata = parse_metadata(table, origin, folder)
    return _package(table, build, metadata)


def parse_inline_package(
    table: Table, name: PackageName, source: Source, origin: Origin
) -> PackageTable | None:
    """Return the package that is described beside its source, None if it has faults.

    Args:
        table: The table ``package`` of a dependency.
        name: That of the dependency, and so of the package.
        source: Where the dependency says that the code is.
        origin: What stands behind the manifest with the dependency.
    """
    if "name" in table.data:
        message = "a package beside its source cannot have a name of its own"
        help_text = f"leave `name` out: the dependency is called '{name}'"
        table.refuse_key(message, "name", help=help_text)
        table = table.without("name")
    table.finish(INLINE_PACKAGE)
    build = parse_build(table, is_inline=True)
    folder = source_folder(source, table.context.folder)
    metadata = parse_metadata(table, origin, folder)
    return _package(table, build, {**metadata, "name": name})


def _package(
    table: Table, build: PackageBuild | None, metadata: dict[str, Any]
) -> PackageTable | None:
    publish = table.boolean("publish") or False
    targets = parse_package_targets(table, package_name(metadata.get("name") or ""))
    if build is None:
        return None
    return PackageTable(
        build=build,
        publish=publish,
        targets=targets,
        keys=table.keys,
        place=table.at().key,
        **metadata,
    )
