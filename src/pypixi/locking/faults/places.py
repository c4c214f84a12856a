"""Whether a locked source is the one that is asked for."""

from __future__ import annotations

import os.path
from pathlib import Path
from typing import TYPE_CHECKING

from pypixi.files.paths import file_url_to_path
from pypixi.lockfile.pypi_locations import (
    DirectUrl,
    FileUrl,
    LocalPath,
    LockedGit,
    parse_location,
)
from pypixi.specs.source import GitSource, PathSource, UrlSource, reference_in
from pypixi.specs.urls import plain_url, same_repository, same_url

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pypixi.lockfile.pypi_locations import PypiLocation
    from pypixi.specs.source import GitReference, Source

_KINDS = {PathSource: "path", GitSource: "git", UrlSource: "url"}
_LOCKED_KINDS = {
    LocalPath: "path",
    LockedGit: "git",
    DirectUrl: "url",
    FileUrl: "url",
}
_DOCUMENTS = (".toml", ".yaml", ".yml", ".xml")
"""How manifests and recipes end: a source may be named by one in place of a folder."""


def place_fault(wanted: Source, locked: str, root: Path) -> str | None:
    """Return in what a locked source is not the one asked for, both sides told.

    Args:
        wanted: Where the source is to be.
        locked: The location of a source package, as the lock file has it.
        root: The workspace, where relative paths start.
    """
    location = parse_location(locked)
    match wanted, location:
        case PathSource(), LocalPath():
            return _path_fault(wanted, location, root)
        case GitSource(), LockedGit():
            return _git_fault(wanted, location)
        case UrlSource(), DirectUrl() | FileUrl():
            if _same_archive(wanted.url, location.url):
                return None
            return _differ("url", plain_url(location.url), plain_url(wanted.url))
        case _:
            return (
                "the locked source type does not match the requested type:"
                f" '{_LOCKED_KINDS[type(location)]}' is locked,"
                f" '{_KINDS[type(wanted)]}' is requested"
            )


def is_reference(
    wanted: GitReference | None, locked: GitReference | None, *, exactly: bool
) -> bool:
    """Tell whether what was asked of a repository then is what is asked of it now.

    Args:
        wanted: None for the default branch.
        locked: None also for what formats before 7 did not write.
        exactly: Whether it is known of which kind the reference is.
    """
    if locked is None:  # it will do for any
        return True
    if exactly or wanted is None:
        return wanted == locked
    return wanted.name == locked.name


def source_beside(place: Mapping[str, str | bool], location: str) -> Source:
    """Return where a dependency of a source package is.

    Args:
        place: As ``source_depends`` of the package has it.
        location: Of the package: relative paths start there.
    """
    subdirectory = _text(place, "subdirectory")
    if "git" in place:
        lfs = place.get("lfs")
        return GitSource(
            url=str(place["git"]),
            reference=reference_in(place),
            subdirectory=subdirectory,
            lfs=None if lfs is None else bool(lfs),
        )
    if "url" in place:
        return UrlSource(url=str(place["url"]), subdirectory=subdirectory)
    return _path_beside(str(place["path"]), parse_location(location))


def _path_beside(path: str, location: PypiLocation) -> Source:
    match location:
        case LockedGit():
            inside = os.path.normpath(f"{location.subdirectory or '.'}/{path}")
            return GitSource(
                url=location.url,
                reference=location.reference,
                subdirectory=None if inside == "." else inside,
                lfs=location.lfs,
            )
        case LocalPath():
            folder = location.path
            if folder.endswith(_DOCUMENTS):
                folder = os.path.dirname(folder)  # noqa: PTH120 - it stays as written
            return PathSource(path=os.path.join(folder, path))  # noqa: PTH118
        case DirectUrl() | FileUrl():
            return UrlSource(url=location.url, subdirectory=path)


def _path_fault(wanted: PathSource, locked: LocalPath, root: Path) -> str | None:
    path = file_url_to_path(wanted.path) or Path(wanted.path)
    if LocalPath(path=str(path)).absolute(root) == locked.absolute(root):
        return None
    return _differ("path", locked.path, os.path.normpath(path))


def _git_fault(wanted: GitSource, locked: LockedGit) -> str | None:
    if not same_repository(wanted.url, locked.url):
        return _differ("repository", locked.url, plain_url(wanted.url))
    folders = _folder(locked.subdirectory), _folder(wanted.subdirectory)
    if folders[0] != folders[1]:
        return _differ("subdirectory", *folders)
    if not is_reference(wanted.reference, locked.reference, exactly=True):
        return _differ("reference", _told(locked.reference), _told(wanted.reference))
    if bool(wanted.lfs) != bool(locked.lfs):
        return _differ(
            "lfs", *(str(bool(each.lfs)).lower() for each in (locked, wanted))
        )
    return None


def _differ(what: str, locked: str, requested: str) -> str:
    return (
        f"the locked {what} '{locked}' does not match the requested {what}"
        f" '{requested}'"
    )


def _same_archive(one: str, other: str) -> bool:
    return same_url(*(url.partition("#")[0] for url in (one, other)))


def _folder(subdirectory: str | None) -> str:
    return os.path.normpath(subdirectory or ".")


def _told(reference: GitReference | None) -> str:
    if reference is None:
        return "default branch"
    return f"{reference.kind} {reference.name}"


def _text(place: Mapping[str, str | bool], key: str) -> str | None:
    return str(place[key]) if key in place else None
