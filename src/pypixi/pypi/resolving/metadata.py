"""What the chosen packages say of themselves, which uv's answer leaves out."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from packaging.version import InvalidVersion, Version

from pypixi.errors import PixiError
from pypixi.lockfile.pypi_locations import DirectUrl, LockedGit, file_name

from .metadata_files import (
    read_cached,
    read_project,
    read_source,
    read_unpacked_wheel,
    read_wheel,
)
from .uv_cache import index_parts, url_parts, wheel_stem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .metadata_files import CoreMetadata
    from .pylock import Chosen
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


def find_metadata(chosen: Chosen, index: str | None, cache: UvCache) -> CoreMetadata:
    """Return the metadata of a package that uv has just looked at.

    Args:
        chosen: The package.
        index: The URL of its index, None for uv's default one.
        cache: Of that uv.

    Raises:
        UnknownMetadataError: If it is found nowhere.
    """
    for found in _candidates(chosen, index, cache):
        if found is not None:
            return found
    raise UnknownMetadataError(chosen)


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
        yield from _of_folder(chosen, cache)
    elif not name.endswith(".whl"):
        yield from _of_source(chosen, index, cache)
    elif chosen.path is not None:
        yield read_wheel(chosen.path)
    else:
        yield from _of_wheel(chosen, wheel_stem(name), index, cache)


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
        yield read_project(chosen.path)
    for folder in cache.revisions(*_parts(chosen, None)):
        yield read_cached(folder / _NOTE, chosen.name, chosen.version)


def _of_commit(
    chosen: Chosen, location: LockedGit, cache: UvCache
) -> Iterator[CoreMetadata | None]:
    for folder in cache.checkouts(location.commit):
        yield read_project(folder / (location.subdirectory or "."))
    for folder in cache.built_commits(location.commit):
        yield read_cached(folder / _NOTE, chosen.name, chosen.version)


def _parts(chosen: Chosen, index: str | None) -> tuple[str, ...]:
    if chosen.is_from_index:
        return index_parts(index)
    if isinstance(chosen.location, DirectUrl):
        return url_parts("url", chosen.location.url)
    return url_parts("path", "" if chosen.path is None else chosen.path.as_uri())
