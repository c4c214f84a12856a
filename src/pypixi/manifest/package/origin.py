"""Where a package takes what its own table does not say."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from pypixi.specs.source import PathSource
from pypixi.values import frozen, replace

if TYPE_CHECKING:
    from pypixi.manifest.model import WorkspaceTable
    from pypixi.specs.matchspec import CondaSpec


class Described(Protocol):
    """A project as the standard tables of a ``pyproject.toml`` describe it."""

    @property
    def name(self) -> str | None:
        """Its name."""

    @property
    def version(self) -> str | None:
        """Its version."""

    @property
    def description(self) -> str | None:
        """One line on what it is."""

    @property
    def authors(self) -> tuple[str, ...]:
        """Who made it, as ``Name <mail>``."""


@frozen
class Origin:
    """What stands behind the table of a package."""

    workspace: WorkspaceTable | None
    """The one that it is part of."""
    folder: Path
    """What paths of that workspace start from."""
    project: Described | None = None
    """What the same file says in its standard tables."""


def rebased(path: str, start: Path, folder: Path) -> str:
    """Return a path that is relative to ``start`` as it is from ``folder``.

    Absolute paths and those from a home stay as they are.
    """
    if start == folder or path.startswith("~") or Path(path).is_absolute():
        return path
    try:
        return Path(os.path.relpath(start / path, folder)).as_posix()
    except ValueError:  # on Windows, there is no way from one drive to another
        return str(start / path)


def rebased_spec(spec: CondaSpec, start: Path, folder: Path) -> CondaSpec:
    """Return a requirement of a manifest in ``start`` as one in ``folder`` has it."""
    source = spec.source
    if not isinstance(source, PathSource):
        return spec
    path = rebased(source.path, start, folder)
    return replace(spec, source=replace(source, path=path))
