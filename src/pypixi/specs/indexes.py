"""Where PyPI packages come from, and which of their files may be used."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from pypixi.values import field, frozen

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pypixi.errors import Place

    from .names import PypiName
    from .requirement import PypiSpec
    from .solving import PrereleaseMode


class IndexStrategy(StrEnum):
    """How several indexes that have one package are used."""

    FIRST_INDEX = "first-index"
    UNSAFE_FIRST_MATCH = "unsafe-first-match"
    UNSAFE_BEST_MATCH = "unsafe-best-match"


@frozen
class FindLinks:
    """A flat list of files beside the indexes: a path or a URL."""

    path: str | None = None
    """As written: relative to the workspace, or absolute."""
    url: str | None = None


PackageChoice = bool | tuple["PypiName", ...]
"""All packages, none, or those that are named."""


@frozen
class PypiOptions:
    """A ``[pypi-options]`` table, or several of them merged; None where unset."""

    index_url: str | None = None
    """The main index in the place of the default one."""
    extra_index_urls: tuple[str, ...] = ()
    find_links: tuple[FindLinks, ...] = ()
    index_strategy: IndexStrategy | None = None
    prerelease_mode: PrereleaseMode | None = None
    no_build: PackageChoice = False
    no_binary: PackageChoice = False
    no_build_isolation: PackageChoice = False
    """What is built with the packages of the environment it is built for."""
    dependency_overrides: Mapping[PypiName, PypiSpec] = field(default_factory=dict)
    """Requirements in the place of those that packages state."""
    skip_wheel_filename_check: bool | None = None
    place: Place | None = field(default=None, compare=False)
    """Of the table; None for several of them merged."""


NO_OPTIONS = PypiOptions()
