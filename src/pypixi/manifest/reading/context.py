"""What all tables of one manifest are read with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.values import field, frozen

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pypixi.errors import PixiError
    from pypixi.manifest.document import Document
    from pypixi.specs.matchspec import CondaSpec
    from pypixi.specs.names import PackageName


@frozen
class Context:
    """A document, and what its other tables decide about the one that is read."""

    document: Document
    faults: list[PixiError] = field(default_factory=list)
    """What is wrong goes here, so that a person sees all of it at once."""
    shared: Mapping[PackageName, CondaSpec | None] = field(default_factory=dict)
    """The entries of ``[workspace.dependencies]``, None for those with faults."""
    builds: bool = False
    """Whether packages may be built from source (preview ``pixi-build``)."""

    @property
    def folder(self) -> Path:
        """What relative paths start from."""
        return self.document.path.parent
