"""Which packages are linked to the folder they come from instead of copied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.lockfile.pypi_locations import LocalPath, parse_location
from pypixi.pypi.project import read_project
from pypixi.pypi.uv_sources import uv_sources
from pypixi.specs.source import PathSource

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from pypixi.records.pypi import PypiRecord
    from pypixi.specs.names import PypiName
    from pypixi.specs.requirement import PypiSpec


def editable_packages(
    specs: Iterable[PypiSpec], locked: Iterable[PypiRecord], root: Path
) -> frozenset[PypiName]:
    """Return the names of locked folders that are to be linked.

    The manifest decides first, in the order of its features; a path without the key is
    not editable. What it does not name, ``[tool.uv.sources]`` of a locked folder does.

    Args:
        specs: The requirements of the manifest.
        locked: The packages of the environment.
        root: The workspace, where relative locations start.
    """
    decided: dict[PypiName, bool] = {}
    for spec in specs:
        if isinstance(spec.source, PathSource):
            decided.setdefault(spec.name, spec.source.editable)
    for record in locked:
        location = parse_location(record.location)
        if isinstance(location, LocalPath) and not location.is_archive:
            for name in _editable_sources(location.absolute(root)):
                decided.setdefault(name, True)
    return frozenset(name for name, is_editable in decided.items() if is_editable)


def _editable_sources(folder: Path) -> Iterator[PypiName]:
    """Yield what a project wants linked; one that cannot be read wants nothing."""
    for name, source in uv_sources(read_project(folder)).items():
        if isinstance(source, dict) and source.get("editable") is True:
            yield name
