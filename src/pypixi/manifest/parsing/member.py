"""The package of a manifest that belongs to a workspace elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.errors import PixiError, raise_all
from pypixi.manifest.model import PIXI_BUILD
from pypixi.manifest.package.origin import Origin, rebased_spec
from pypixi.manifest.package.outdated import warn_of_package
from pypixi.manifest.package.table import parse_package
from pypixi.manifest.reading.context import Context
from pypixi.manifest.reading.tables import Table
from pypixi.manifest.requirements.conda import parse_shared_dependencies
from pypixi.manifest.schema.manifest import ROOT
from pypixi.terminal.report import SILENT

from .package import refuse_package
from .pyproject import read_project

if TYPE_CHECKING:
    from pypixi.manifest.document import Document, DocumentPlace
    from pypixi.manifest.model import Manifest
    from pypixi.manifest.package_model import PackageTable
    from pypixi.specs.matchspec import CondaSpec
    from pypixi.specs.names import PackageName
    from pypixi.terminal.report import Report


class NoPackageError(PixiError):
    """A manifest that is to describe a package describes none."""

    def __init__(self, root: DocumentPlace) -> None:
        table = ".".join(map(str, (*root.keys, "package")))
        super().__init__(
            f"the '{root.document.path.name}' does not describe a package",
            labels=[root.label(f"[{table}] is required here")],
            help=f'add for example: [{table}]\nname = "my-package"',
        )


def parse_package_manifest(
    document: Document, workspace: Manifest | None, *, report: Report = SILENT
) -> PackageTable:
    """Return the package of a manifest, whose other tables are not looked into.

    Args:
        document: The manifest, which need not have a workspace.
        workspace: That of the workspace it is part of, None if there is none: then
            nothing can be inherited, and no flag is asked for.
        report: Receives warnings.

    Raises:
        PixiError: For one fault, or for all that were found.
    """
    context = Context(
        document=document,
        shared={} if workspace is None else _shared(workspace, document),
        workspace=None if workspace is None else workspace.workspace,
        preview=(PIXI_BUILD,),
    )
    root = Table(context, document.root, document.root_keys)
    root.finish(ROOT)
    table = root.table("package")
    if table is None and "package" not in root.data:
        root.faults.append(NoPackageError(root.at()))
    elif workspace is not None and not workspace.workspace.builds:
        refuse_package(root.inner({}, "package"))
        table = None
    package = None
    if table is not None:
        origin = Origin(
            workspace=context.workspace,
            folder=context.folder if workspace is None else workspace.root,
            project=read_project(context),
        )
        package = parse_package(table, origin)
    raise_all(context.faults)
    assert package is not None  # noqa: S101 - without one there is a fault
    warn_of_package(package, document, report)
    return package


def _shared(
    workspace: Manifest, document: Document
) -> dict[PackageName, CondaSpec | None]:
    """Return the entries of ``[workspace.dependencies]`` as another manifest sees them.

    They have no faults: that manifest has been read.
    """
    place = workspace.document.at(*workspace.workspace.keys)
    context = Context(document=workspace.document, preview=workspace.workspace.preview)
    found = parse_shared_dependencies(Table(context, place.value, place.keys))
    folder = document.path.parent
    return {
        name: spec and rebased_spec(spec, workspace.root, folder)
        for name, spec in found.items()
    }
