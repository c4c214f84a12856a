"""The table ``[tool.uv.sources]`` of a project."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import tomli

from pypixi.specs.names import pypi_name

if TYPE_CHECKING:
    from pathlib import Path

    from pypixi.specs.names import PypiName


def uv_sources(folder: Path) -> dict[PypiName, Any]:
    """Return the table of a project, by package; empty where there is none."""
    try:
        text = (folder / "pyproject.toml").read_text(encoding="utf-8")
        if "sources" not in text:
            return {}
        document: Any = tomli.loads(text)
        items = document["tool"]["uv"]["sources"].items()
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return {}
    named = ((pypi_name(written), source) for written, source in items)
    return {name: source for name, source in named if name is not None}
