"""The places that ``[tool.uv.sources]`` of a project names for what it requires."""

from __future__ import annotations

import os.path
from pathlib import Path
from typing import TYPE_CHECKING, Any

from packaging.requirements import InvalidRequirement, Requirement

from pypixi.pypi.credentials import direct_reference, git_url
from pypixi.pypi.uv_sources import uv_sources
from pypixi.specs.names import pypi_name
from pypixi.specs.source import GitSource, UrlSource

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pypixi.pypi.project import Project
    from pypixi.specs.names import PypiName

_CONDITIONS = frozenset({"extra", "group", "marker"})
"""Keys by which a place is that of a package in some cases only."""


def with_sources(texts: Iterable[str], project: Project) -> tuple[str, ...]:
    """Return the requirements of a project with the places that its table names.

    Paths are absolute URLs. What holds only under a condition, or is about an index or
    workspace, is left as it is.

    Args:
        texts: As the metadata has them.
        project: Whose they are.
    """
    sources = uv_sources(project)
    if not sources:
        return tuple(texts)
    return tuple(_with_source(text, sources, project.folder) for text in texts)


def _with_source(text: str, sources: Mapping[PypiName, Any], folder: Path) -> str:
    try:
        requirement = Requirement(text)
    except InvalidRequirement:
        return text  # the engine has better words for it
    name = pypi_name(requirement.name)
    if name is None or requirement.url is not None:
        return text
    url = _url(sources.get(name), folder)
    if url is None:
        return text
    extras = f"[{','.join(sorted(requirement.extras))}]" if requirement.extras else ""
    marker = f" ; {requirement.marker}" if requirement.marker else ""
    return f"{requirement.name}{extras} @ {url}{marker}"


def _url(source: Any, folder: Path) -> str | None:
    """Return what a requirement has behind its ``@``, None where that is open."""
    if not isinstance(source, dict) or not _CONDITIONS.isdisjoint(source):
        return None
    path, git, url = (source.get(key) for key in ("path", "git", "url"))
    if isinstance(path, str):
        return Path(os.path.normpath(folder / path)).as_uri()
    if isinstance(git, str):
        names = (source[kind] for kind in ("rev", "tag", "branch") if kind in source)
        inner = source.get("subdirectory")
        end = f"#subdirectory={inner}" if inner else ""
        return (
            f"git+{git_url(GitSource(url=git))}{''.join(f'@{n}' for n in names)}{end}"
        )
    if isinstance(url, str):
        inner = source.get("subdirectory")
        return direct_reference(UrlSource(url=url, subdirectory=inner))
    return None
