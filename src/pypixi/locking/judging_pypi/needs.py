"""What the manifest or a locked package asks of PyPI, understood."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from pypixi.files.paths import file_url_to_path
from pypixi.pypi.requirements import parse_requirement
from pypixi.specs.names import PypiName
from pypixi.specs.requirement import IndexSource
from pypixi.specs.source import PathSource, UrlSource
from pypixi.specs.urls import git_source
from pypixi.values import frozen

if TYPE_CHECKING:
    from pypixi.specs.requirement import PypiSource, PypiSpec


@frozen
class Need:
    """A requirement that a lock file must meet."""

    requirement: Requirement
    source: PypiSource
    required_by: str
    """An environment's or a package's name."""
    text: str
    """As the manifest or the lock file has it."""
    is_direct: bool
    """Whether the manifest asks for it."""
    name: PypiName
    """The package, normalised."""

    @property
    def is_of_extra(self) -> bool:
        """Whether it is asked for only where an extra is wanted."""
        return "extra" in str(self.requirement.marker or "")


def direct_need(
    spec: PypiSpec, environment: str, requirement: Requirement | None = None
) -> Need:
    """Return what an entry of the manifest asks for.

    Args:
        spec: The entry.
        environment: Which asks for it.
        requirement: The entry, if it was parsed already.

    Raises:
        PixiError: If it cannot be understood.
    """
    return Need(
        requirement=requirement or parse_requirement(spec),
        name=spec.name,
        source=spec.source,
        required_by=environment,
        text=str(spec),
        is_direct=True,
    )


def need_of_package(text: str, package: str) -> Need:
    """Return what an entry of a package's ``requires_dist`` asks for.

    Raises:
        InvalidRequirement: If it cannot be understood.
    """
    requirement = _parsed(text)
    return Need(
        requirement=requirement,
        name=PypiName(canonicalize_name(requirement.name)),
        source=_source(requirement.url),
        required_by=package,
        text=text,
        is_direct=False,
    )


# Environments and platforms share most of their packages.
@lru_cache(maxsize=4096)
def _parsed(text: str) -> Requirement:
    return Requirement(text)


def _source(url: str | None) -> PypiSource:
    if url is None:
        return IndexSource()
    if url.startswith("git+"):
        return git_source(url.removeprefix("git+"))
    if url.startswith("file:") or "://" not in url:
        return _path(url.partition("#")[0])
    return UrlSource(url=url)


def _path(url: str) -> PathSource:
    path = file_url_to_path(url) if url.startswith("file://") else None
    # Packages of a workspace refer to each other by paths relative to it.
    return PathSource(
        path=unquote(url.removeprefix("file:")) if path is None else str(path)
    )
