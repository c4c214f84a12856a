"""What all tables of one manifest are read with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.manifest.model import PIXI_BUILD
from pypixi.values import field, frozen

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pypixi.errors import PixiError
    from pypixi.manifest.document import Document, DocumentPlace
    from pypixi.manifest.model import WorkspaceTable
    from pypixi.manifest.package_model import PackageTable
    from pypixi.specs.matchspec import CondaSpec
    from pypixi.specs.names import PackageName


@frozen
class Context:
    """A document, and what its other tables decide about the one that is read."""

    document: Document
    faults: list[PixiError] = field(default_factory=list)
    """What is wrong goes here, so that a person sees all of it at once."""
    outdated: list[tuple[DocumentPlace, str]] = field(default_factory=list)
    """Keys that were found and have a successor, and that."""
    shared: Mapping[PackageName, CondaSpec | None] = field(default_factory=dict)
    """The entries of ``[workspace.dependencies]``, None for those with faults."""
    preview: tuple[str, ...] = ()
    """Names of the features to come that the workspace asks for."""
    workspace: WorkspaceTable | None = None
    """What packages may take over, where there are any."""
    inline_packages: dict[PackageName, PackageTable] = field(default_factory=dict)
    """Those that were found beside their sources."""

    @property
    def builds(self) -> bool:
        """Whether packages may be built from source."""
        return PIXI_BUILD in self.preview

    @property
    def folder(self) -> Path:
        """What relative paths start from."""
        return self.document.path.parent
