"""The table ``[tool.uv.sources]`` of a project."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pypixi.specs.names import pypi_name

if TYPE_CHECKING:
    from pypixi.specs.names import PypiName

    from .project import Project


def uv_sources(project: Project) -> dict[PypiName, Any]:
    """Return the table of a project, by package; empty where there is none."""
    document: Any = project.document
    try:
        items = document["tool"]["uv"]["sources"].items()
    except (LookupError, TypeError, AttributeError):
        return {}
    named = ((pypi_name(written), source) for written, source in items)
    return {name: source for name, source in named if name is not None}
