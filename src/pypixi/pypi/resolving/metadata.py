"""What the chosen packages say of themselves, which uv's answer leaves out."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urldefrag, urlsplit, urlunsplit

from packaging.version import InvalidVersion, Version

from pypixi import trace
from pypixi.errors import PixiError
from pypixi.lockfile.pypi_locations import DirectUrl, FileUrl, LockedGit, file_name
from pypixi.pypi.project import read_project
from pypixi.values import frozen, replace

from .metadata_files import (
    read_cached,
    read_headers,
    read_source,
    read_unpacked_wheel,
    read_wheel,
)
from .sources import with_sources
from .static_metadata import project_fault, stated_metadata, static_metadata
from .uv_cache import index_parts, url_parts, wheel_stem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .pylock import Chosen
    from .static_metadata import CoreMetadata
    from .uv_cache import UvCache

_NOTE = "metadata.msgpack"


class UnknownMetadataError(PixiError):
    """Nobody can tell what a chosen package requires."""

    def __init__(self, chosen: Chosen) -> None:
        super().__init__(
            f"the requirements of the PyPI package '{chosen.name}' are not known",
            help="report this: the cache of uv was not understood",
            notes=[f"uv chose {chosen.name} {chosen.version or ''}".rstrip()],
        )


@frozen
class Library:
    """Where metadata is looked for."""

    cache: UvCache
    """Of the uv that has just looked at it."""
    fetch: Callable[[str], bytes | None]
    """Gets a URL, None for what does not exist."""


class MisnamedProjectError(PixiError):
    """A repository does not hold the project that it should."""

    def __init__(self, chosen: Chosen, fault: str) -> None:
        super().__init__(
            f"the repository of '{chosen.name}' holds another project",
            help="write the name that the project gives itself, or the `subdirectory`"
            " where the right one is",
            notes=[fault],
        )


def find_metadata(chosen: Chosen, index: str | None, library: Library) -> CoreMetadata:
    """Return the metadata of a package that uv has just looked at.

    Args:
        chosen: The package.
        index: The URL of its index, None for uv's default one.
        library: Where it is looked for.

    Raises:
        PixiError: If it is found nowhere.
    """
    for found in _candidates(chosen, index, library.cache):
        if found is not None:
            return found
    return _fetched(chosen, library.fetch)


def sorted_specifiers(text: str | None) -> str | None:
    """Return ``requires-python`` as the lock file has it: by version, no blanks."""
    if text is None:
        return None
    parts = [part for part in text.replace(" ", "").split(",") if part]
    try:
        return ",".join(sorted(parts, key=_bound))
    except InvalidVersion:
        return ",".join(parts)


def _bound(specifier: str) -> Version:
    return Version(specifier.lstrip("<>=!~").removesuffix(".*"))


def _candidates(
    chosen: Chosen, index: str | None, cache: UvCache
) -> Iterator[CoreMetadata | None]:
    location, name = chosen.location, file_name(chosen.location)
    if isinstance(location, LockedGit):
        yield from _of_commit(chosen, location, cache)
    elif name is None:
        yield from map(partial(_sourced, chosen), _of_folder(chosen, cache))
    elif not name.endswith(".whl"):
        yield from _of_source(chosen, index, cache)
    elif chosen.path is not None:
        yield read_wheel(chosen.path)
    else:
        yield from _of_wheel(chosen, wheel_stem(name), index, cache)


def _fetched(chosen: Chosen, fetch: Callable[[str], bytes | None]) -> CoreMetadata:
    """Return the metadata of a wheel on the web, read without uv."""
    location, name = chosen.location, file_name(chosen.location)
    is_wheel = name is not None and name.endswith(".whl")
    if not is_wheel or not isinstance(location, FileUrl | DirectUrl):
        raise UnknownMetadataError(chosen)
    trace.debug(__name__, "uv's cache was not understood: %s is fetched", name)
    url = urldefrag(location.url).url
    parts = urlsplit(url)
    beside = urlunsplit(parts._replace(path=f"{parts.path}.metadata"))
    with suppress(PixiError):  # many servers forbid what they do not have
        content = fetch(beside)
        found = None if content is None else read_headers(content)
        if found is not None:
            return found
    archive = fetch(url)
    found = None if archive is None else read_wheel(BytesIO(archive))
    if found is None:
        raise UnknownMetadataError(chosen)
    return found


def _of_wheel(
    chosen: Chosen, stem: str, index: str | None, cache: UvCache
) -> Iterator[CoreMetadata | None]:
    parts = _parts(chosen, index)
    for shard in cache.shards("wheels", *parts, chosen.name):
        yield read_cached(shard / f"{stem}.msgpack", chosen.name, chosen.version)
        yield read_unpacked_wheel(shard / stem)
    # Should its folders be called otherwise: what the same file says elsewhere.
    for note in cache.wheel_notes(chosen.name, stem):
        yield read_cached(note, chosen.name, chosen.version)


def _of_source(
    chosen: Chosen, index: str | None, cache: UvCache
) -> Iterator[CoreMetadata | None]:
    parts = _parts(chosen, index)
    if chosen.is_from_index:
        parts = (*parts, chosen.name, chosen.version or "")
    location = chosen.location
    fragment = (
        urlsplit(location.url).fragment if isinstance(location, DirectUrl) else ""
    )
    inner = parse_qs(fragment).get("subdirectory", ["."])[0]
    for folder in cache.revisions(*parts):
        # What is static is what uv went by, and it made no note then.
        yield read_source(folder / "src" / inner)
        yield read_cached(folder / _NOTE, chosen.name, chosen.version)


def _of_folder(chosen: Chosen, cache: UvCache) -> Iterator[CoreMetadata | None]:
    if chosen.path is not None:
        yield static_metadata(chosen.path)
    for folder in cache.revisions(*_parts(chosen, None)):
        yield read_cached(folder / _NOTE, chosen.name, chosen.version)


def _sourced(chosen: Chosen, found: CoreMetadata | None) -> CoreMetadata | None:
    """Return the metadata of a folder with the places that its project names."""
    if found is None or chosen.path is None:
        return found
    sourced = with_sources(found.requires_dist, read_project(chosen.path))
    return replace(found, requires_dist=sourced)


def _of_commit(
    chosen: Chosen, location: LockedGit, cache: UvCache
) -> Iterator[CoreMetadata | None]:
    fault: str | None = None
    for folder in cache.checkouts(location.commit):
        project = read_project(folder / (location.subdirectory or "."))
        fault = project_fault(project, chosen.name)
        yield stated_metadata(project) if fault is None else None
    for folder in cache.built_commits(location.commit):
        yield read_cached(folder / _NOTE, chosen.name, chosen.version)
    if fault is not None:
        raise MisnamedProjectError(chosen, fault)


def _parts(chosen: Chosen, index: str | None) -> tuple[str, ...]:
    if chosen.is_from_index:
        return index_parts(index)
    if isinstance(chosen.location, DirectUrl):
        return url_parts("url", chosen.location.url)
    return url_parts("path", "" if chosen.path is None else chosen.path.as_uri())
