"""Whether a locked PyPI package is from where a requirement wants it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urldefrag

from pypixi.files.paths import file_url_to_path
from pypixi.lockfile.pypi_locations import (
    DirectUrl,
    FileUrl,
    LocalPath,
    LockedGit,
    is_listed,
    parse_location,
)
from pypixi.locking.faults.places import is_reference
from pypixi.pypi.requirements import admits
from pypixi.specs.requirement import IndexSource
from pypixi.specs.source import GitSource, PathSource, UrlSource
from pypixi.specs.urls import plain_url, same_index, same_repository, same_url

if TYPE_CHECKING:
    from pypixi.lockfile.pypi_locations import PypiLocation
    from pypixi.locking.faults.context import Memory
    from pypixi.locking.faults.locked_part import LockedPart
    from pypixi.records.pypi import PypiRecord

    from .needs import Need

_SINCE = 7
"""The first format version that stores the index of a package."""


def origin_fault(
    need: Need, record: PypiRecord, part: LockedPart, memory: Memory
) -> str | None:
    """Return in what a locked package is not the one that a requirement means."""
    if not isinstance(need.source, IndexSource):
        if _is_from(need, parse_location(record.location), memory.root):
            return None
        return (
            f"the requirement '{need.text}' is not met by what is locked:"
            f" '{record.location}'"
        )
    version, specifier = record.version, need.requirement.specifier
    if version is not None and not admits(specifier, version):
        is_path = isinstance(parse_location(record.location), LocalPath)
        if need.is_direct or not is_path or _is_from_index(record):
            return (
                f"'{need.name}' with specifiers '{specifier}' does not match the locked"
                f" version '{version}'"
            )
    return _index_fault(need, record, part, memory)


def is_displaced(need: Need, record: PypiRecord) -> bool:
    """Tell whether the manifest wants of an index what is locked from elsewhere.

    That is right where something else asks for the package by URL, path or repository.
    """
    is_plain = need.is_direct and isinstance(need.source, IndexSource)
    return is_plain and not _is_from_index(record)


def _is_from_index(record: PypiRecord) -> bool:
    return isinstance(parse_location(record.location), FileUrl) or is_listed(record)


def _is_from(need: Need, location: PypiLocation, root: Path) -> bool:
    match need.source:
        case UrlSource():
            return _is_from_url(need.source, location, exactly=need.is_direct)
        case GitSource():
            return _is_from_git(need.source, location, exactly=need.is_direct)
        case PathSource():
            return _is_from_path(need.source, location, root)
        case IndexSource():
            return True


def _index_fault(
    need: Need, record: PypiRecord, part: LockedPart, memory: Memory
) -> str | None:
    """Return what is wrong with the index that a package came from."""
    if part.version < _SINCE or not isinstance(need.source, IndexSource):
        return None
    wanted = need.source.index
    if wanted is not None:
        known = _possible_indexes(record, part, memory)
    elif need.is_direct and isinstance(parse_location(record.location), FileUrl):
        known = () if record.index is None else (record.index,)
    else:
        return None
    permitted = _listed(part) if wanted is None else (wanted,)
    if not known or _is_among(known, permitted):
        return None
    if wanted is None:
        named = _named(part, need)
        if _is_among(known, named):
            return None
        permitted += named
    indexes = " or ".join(map(plain_url, permitted))
    found = plain_url(known[-1])
    return f"'{need.name}' requires index {indexes} but the lock file has {found}"


def _possible_indexes(
    record: PypiRecord, part: LockedPart, memory: Memory
) -> tuple[str, ...]:
    if record.index is not None:
        return (record.index,)
    # The original means the default index when it writes none, yet takes the first one
    # of the environment when it reads that again.
    return (*(part.locked.indexes or ())[:1], memory.context.default_index())


def _is_among(known: tuple[str, ...], permitted: tuple[str, ...]) -> bool:
    return any(same_index(a, b) for a in known for b in permitted)


def _listed(part: LockedPart) -> tuple[str, ...]:
    """Return where a package may come from that is asked for without an index."""
    links = tuple(entry.url for entry in part.locked.find_links if entry.url)
    return (*(part.locked.indexes or ()), *links)


def _named(part: LockedPart, need: Need) -> tuple[str, ...]:
    """Return the indexes that others, of the solve group too, name for a package."""
    return tuple(
        spec.source.index
        for spec in part.pypi_requests
        if spec.name == need.name
        and isinstance(spec.source, IndexSource)
        and spec.source.index is not None
    )


def _is_from_url(source: UrlSource, location: PypiLocation, *, exactly: bool) -> bool:
    if not isinstance(location, DirectUrl):
        return False
    wanted, asked = urldefrag(source.url)
    found, locked = urldefrag(location.url)
    if not same_url(wanted, found):
        return False
    items, locked_items = parse_qs(asked), parse_qs(locked)
    if source.subdirectory is not None:
        items["subdirectory"] = [source.subdirectory]
    if exactly:
        return items == locked_items
    # A package need not repeat the digest that the manifest gives.
    return items.get("subdirectory") == locked_items.get("subdirectory")


def _is_from_git(source: GitSource, location: PypiLocation, *, exactly: bool) -> bool:
    if not isinstance(location, LockedGit):
        return False
    return (
        same_repository(source.url, location.url)
        and source.subdirectory == location.subdirectory
        and (not exactly or bool(source.lfs) == bool(location.lfs))
        and is_reference(source.reference, location.reference, exactly=exactly)
    )


def _is_from_path(source: PathSource, location: PypiLocation, root: Path) -> bool:
    if not isinstance(location, LocalPath):
        return False
    path = file_url_to_path(source.path) or Path(source.path)
    wanted = LocalPath(path=str(path)).absolute(root)
    found = location.absolute(root)
    return wanted == found or (source.editable and wanted.resolve() == found.resolve())
