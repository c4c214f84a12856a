"""The packages that a manifest with a workspace describes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.errors import PixiError
from pypixi.manifest.package.origin import Origin
from pypixi.manifest.package.table import parse_inline_package, parse_package
from pypixi.specs.names import package_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pypixi.manifest.package.origin import Described
    from pypixi.manifest.package_model import PackageTable
    from pypixi.manifest.reading.tables import Table
    from pypixi.specs.matchspec import CondaSpec
    from pypixi.specs.names import PackageName
    from pypixi.specs.source import Source


class SecondDefinitionError(PixiError):
    """A package is described beside two of its sources."""

    def __init__(
        self, name: PackageName, first: PackageTable, second: PackageTable
    ) -> None:
        places = ((first, "the first definition"), (second, "another one"))
        super().__init__(
            f"the package '{name}' is defined more than once",
            labels=[
                package.place.label(text)
                for package, text in places
                if package.place is not None
            ],
            help="leave all but one `package` out",
        )


def parse_own_package(root: Table, project: Described | None) -> PackageTable | None:
    """Return the package of ``[package]``, None without one or where it has faults.

    Args:
        root: The table with the keys of a manifest.
        project: What the standard tables of the same file say.
    """
    table = root.table("package")
    if table is None:
        return None
    if not table.context.builds:
        refuse_package(table)
        return None
    return parse_package(table, _origin(table, project))


def refuse_package(table: Table) -> None:
    """Collect that a package needs a feature that is not enabled."""
    table.refuse_key(
        "[package] section is only allowed when the `pixi-build` preview flag is"
        " enabled",
        label="this is to be built from source",
        help='add to [workspace]: preview = ["pixi-build"]',
    )


def parse_inline_packages(
    parent: Table, dependencies: Mapping[PackageName, CondaSpec]
) -> dict[PackageName, PackageTable]:
    """Return the packages that are described beside their sources.

    Args:
        parent: A table with dependencies.
        dependencies: What is asked for in it.
    """
    found: dict[PackageName, PackageTable] = {}
    for entries, written, value in parent.entries("dependencies"):
        if not isinstance(value, dict) or "package" not in value:
            continue
        name = package_name(written)
        spec = None if name is None else dependencies.get(name)
        if name is None or spec is None:
            continue  # its faults are known
        package = _inline_package(entries.inner(value, written), name, spec.source)
        if package is None:
            continue
        found[name] = package
        known = parent.context.inline_packages.setdefault(name, package)
        if known is not package:
            parent.faults.append(SecondDefinitionError(name, known, package))
    return found


def _inline_package(
    entry: Table, name: PackageName, source: Source | None
) -> PackageTable | None:
    table = entry.table("package")
    if source is not None:
        if table is None:
            return None
        return parse_inline_package(table, name, source, _origin(table))
    if entry.data.get("workspace"):  # of others it is said where they are read
        message = "`package` describes a source, and there is none"
        help_text = f"the entry of '{name}' in [workspace.dependencies] needs one"
        entry.refuse_key(message, "package", help=help_text)
    return None


def _origin(table: Table, project: Described | None = None) -> Origin:
    context = table.context
    return Origin(workspace=context.workspace, folder=context.folder, project=project)
