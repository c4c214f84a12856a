"""The location of a PyPI package in the lock file (lock format 7, section 8)."""

from __future__ import annotations

import os.path
import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote_plus, unquote, urlsplit

from pypixi.files.paths import file_url_to_path
from pypixi.patterns import regex
from pypixi.specs.source import reference_in
from pypixi.specs.urls import plain_url
from pypixi.values import frozen

if TYPE_CHECKING:
    from pypixi.records.pypi import PypiRecord
    from pypixi.specs.source import GitReference

_ARCHIVE_SUFFIXES = (
    ".whl",
    ".tar.gz",
    ".tar.bz2",
    ".tar.xz",
    ".tar.Z",
    ".tgz",
    ".tbz",
    ".tar",
    ".zip",
)
"""How the files that can be installed end; another local path is a folder."""

_URL = regex(r"[A-Za-z][A-Za-z0-9+.-]+://")
_DRIVE = regex(r"[A-Za-z]:[\\/]")
# The user `git` is how one logs in to such a server, not who one is.
_GIT_USER = regex(r"ssh://git@")


@frozen
class FileUrl:
    """A wheel or source archive that an index or a find-links URL names."""

    url: str


@frozen
class DirectUrl:
    """An archive that the manifest or a package asks for by its URL: ``direct+…``."""

    url: str
    """Without credentials, a ``#sha256=`` fragment or subdirectory included."""


@frozen
class LockedGit:
    """A commit of a git repository: ``git+…#<commit>``."""

    url: str
    """Without ``git+``, credentials, query and fragment."""
    commit: str
    """40 hexadecimal digits."""
    reference: GitReference | None = None
    """What was asked for; None for the default branch."""
    subdirectory: str | None = None
    lfs: bool | None = None


@frozen
class LocalPath:
    """An archive or folder of this machine."""

    path: str
    """As in the lock: ``./…``, ``../…``, ``.`` or absolute."""

    @property
    def is_archive(self) -> bool:
        """Whether this names a file to be installed rather than a project's folder."""
        return self.path.endswith(_ARCHIVE_SUFFIXES)

    def absolute(self, root: Path) -> Path:
        """Return the path, normalised; relative ones start at ``root``."""
        # By text alone: a link on the way stays, as it does in the original.
        return Path(os.path.normpath(root / self.path))


PypiLocation = FileUrl | DirectUrl | LockedGit | LocalPath


def parse_location(text: str) -> PypiLocation:
    """Return what the ``pypi:`` value of an entry stands for."""
    if text.startswith("direct+"):
        return DirectUrl(url=text.removeprefix("direct+"))
    if text.startswith("git+"):
        return _parse_git(text.removeprefix("git+"))
    if not _URL.match(text):
        return LocalPath(path=text)
    path = file_url_to_path(text)  # formats before 7 have such URLs
    return FileUrl(url=text) if path is None else LocalPath(path=str(path))


def is_listed(record: PypiRecord) -> bool:
    """Tell whether a file of this machine came from a list of files, as of an index.

    Only then its hash is known, and installing it leaves no trace of where it was. That
    an index stands beside it proves nothing: the original writes one for other files.
    """
    location = parse_location(record.location)
    if not isinstance(location, LocalPath) or not location.is_archive:
        return False
    is_of_folder = record.index is not None and record.index.startswith("file:")
    return is_of_folder or record.sha256 is not None or record.md5 is not None


def format_location(location: PypiLocation) -> str:
    """Return the ``pypi:`` value of an entry, which never holds a password."""
    match location:
        case FileUrl():
            return plain_url(location.url)
        case DirectUrl():
            return f"direct+{plain_url(location.url)}"
        case LockedGit():
            return _format_git(location)
        case LocalPath():
            return location.path


def file_name(location: PypiLocation) -> str | None:
    """Return what the archive at a location is called; None for a folder or commit."""
    match location:
        case FileUrl() | DirectUrl():
            return unquote(urlsplit(location.url).path.rpartition("/")[2])
        case LocalPath(is_archive=True):
            return re.split(r"[/\\]", location.path)[-1]
        case LocalPath() | LockedGit():
            return None


def local_path(path: Path, root: Path, *, written: str | None) -> LocalPath:
    """Return a path as the lock spells it.

    Args:
        path: Absolute.
        root: The workspace.
        written: What the user wrote: only what is absolute there stays absolute. None
            where a package asked for it.
    """
    normal = os.path.normpath(path)
    if written is not None and _is_absolute(written):
        return LocalPath(path=normal)
    try:
        relative = os.path.relpath(normal, root).replace(os.sep, "/")
    except ValueError:  # another drive of Windows
        return LocalPath(path=normal)
    if relative.partition("/")[0] == "..":
        return LocalPath(path=relative)
    # The original writes `./` for the workspace itself, not `.`.
    return LocalPath(path="./" if relative == "." else f"./{relative}")


def _is_absolute(written: str) -> bool:
    return written.startswith(("/", "\\\\")) or _DRIVE.match(written) is not None


def _parse_git(text: str) -> LockedGit:
    head, _, commit = text.partition("#")
    url, _, query = head.partition("?")
    known = dict(parse_qsl(query))
    lfs = known.get("lfs")
    return LockedGit(
        url=url,
        commit=commit,
        reference=reference_in(known),
        subdirectory=known.get("subdirectory"),
        lfs=None if lfs is None else lfs == "true",
    )


def _format_git(location: LockedGit) -> str:
    items: list[tuple[str, str]] = []
    if location.subdirectory is not None:
        items.append(("subdirectory", location.subdirectory))
    if location.reference is not None:
        items.append((location.reference.kind, location.reference.name))
    if location.lfs is not None:
        items.append(("lfs", "true" if location.lfs else "false"))
    query = "&".join(f"{key}={_form_encoded(value)}" for key, value in items)
    url = location.url
    if not _GIT_USER.match(url):
        url = plain_url(url)
    return f"git+{url}{'?' if query else ''}{query}#{location.commit}"


def _form_encoded(value: str) -> str:
    """Return a value of a query, encoded as the forms of web pages are."""
    return quote_plus(value, safe="*").replace("~", "%7E")
