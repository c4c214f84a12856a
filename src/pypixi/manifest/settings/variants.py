"""From ``build-variants`` of a workspace to their typed values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.manifest.model import BuildVariants
from pypixi.manifest.schema.manifest import WORKSPACE_TARGET

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pypixi.manifest.reading.tables import Table


def parse_build_variants(workspace: Table) -> tuple[BuildVariants, ...]:
    """Return the variants for everywhere, then those of targets as written."""
    found = [_variants(workspace, None)]
    for selector, table in workspace.children("target"):
        table.finish(WORKSPACE_TARGET)
        found.append(_variants(table, selector))
    return tuple(variants for variants in found if variants.values)


def parse_variant_files(workspace: Table) -> tuple[str, ...]:
    """Return the files with further variants; all of them must be there."""
    names = workspace.strings("build-variants-files") or ()
    for index, name in enumerate(names):
        path = workspace.context.folder / name
        if not path.is_file():
            workspace.refuse(
                f"'{path}' does not exist",
                "build-variants-files",
                index,
                help="create the file, or take its name out",
            )
    return names


def _variants(table: Table, selector: str | None) -> BuildVariants:
    return BuildVariants(selector=selector, values=dict(_values(table)))


def _values(parent: Table) -> Iterator[tuple[str, tuple[str, ...]]]:
    for table, name, _ in parent.entries("build-variants"):
        values = table.strings(name)
        if values is not None:
            yield name, values
