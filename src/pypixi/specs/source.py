"""Where a package comes from when no channel or index is searched for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from pypixi.values import frozen

if TYPE_CHECKING:
    from collections.abc import Mapping

REFERENCES: tuple[Literal["branch", "tag", "rev"], ...] = ("branch", "tag", "rev")
"""The keys under which one names what of a repository is meant."""


@frozen
class UrlSource:
    """An archive at a URL."""

    url: str
    """As written, a ``#sha256=`` fragment included."""
    subdirectory: str | None = None


@frozen
class PathSource:
    """A file or folder of this machine."""

    path: str
    """As written: relative to the workspace, or absolute."""
    editable: bool = False


@frozen
class GitReference:
    """What of a repository is asked for by name."""

    kind: Literal["branch", "tag", "rev"]
    name: str


def reference_in(table: Mapping[str, object]) -> GitReference | None:
    """Return the reference that a table has under its kind; None for no such key."""
    for kind in REFERENCES:
        if kind in table:
            return GitReference(kind=kind, name=str(table[kind]))
    return None


def is_repository(url: str) -> bool:
    """Tell whether a URL can only be that of a git repository, as the original does."""
    path = urlsplit(url).path
    return path.partition("@")[0].rstrip("/").endswith(".git")


@frozen
class GitSource:
    """A git repository; without a reference its default branch is meant."""

    url: str
    """As written, without ``git+``."""
    reference: GitReference | None = None
    subdirectory: str | None = None
    lfs: bool | None = None
    """Whether large files are fetched too; None leaves it to the environment."""


Source = UrlSource | PathSource | GitSource
