"""Chosen packages as the records of the lock file."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from pypixi.errors import PixiError
from pypixi.files.paths import file_url_to_path
from pypixi.lockfile.pypi_locations import format_location, local_path
from pypixi.patterns import regex
from pypixi.records.pypi import PypiRecord

from .metadata import find_metadata, sorted_specifiers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from pypixi.specs.names import PypiName

    from .metadata import Library
    from .pylock import Chosen
    from .static_metadata import CoreMetadata

    Normalize = Callable[[Sequence[str]], list[str]]

_FILE = regex(r"(?<= @ )file://[^\s#]+")


class OddMetadataError(PixiError):
    """A chosen package requires something that is no requirement."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            "the metadata of a PyPI package cannot be understood",
            help="choose another version of the package that says so",
            notes=[reason],
        )


def locked_records(
    chosen: Iterable[Chosen],
    indexes: Mapping[PypiName, str | None],
    library: Library,
    normalize: Normalize,
    *,
    root: Path,
) -> tuple[PypiRecord, ...]:
    """Return the records of packages, sorted by location.

    Args:
        chosen: The packages.
        indexes: The index of each that has one; None for the default one.
        library: Where their metadata is.
        normalize: Returns requirements in the spelling of the lock file.
        root: The workspace, where relative paths start.

    Raises:
        PixiError: If the metadata of a package is unknown or not understood.
    """
    found = [
        (each, find_metadata(each, indexes.get(each.name), library)) for each in chosen
    ]
    spelled = iter(_spelled((metadata for _, metadata in found), normalize))
    records = [
        _record(
            each,
            indexes.get(each.name),
            [_relative(next(spelled), root) for _ in metadata.requires_dist],
            metadata.requires_python,
        )
        for each, metadata in found
    ]
    return tuple(sorted(records, key=lambda record: record.location))


def _spelled(found: Iterable[CoreMetadata], normalize: Normalize) -> list[str]:
    """Return all requirements of all packages as the lock file spells them."""
    try:
        return normalize([text for each in found for text in each.requires_dist])
    except ValueError as error:
        raise OddMetadataError(str(error)) from error


def _relative(requirement: str, root: Path) -> str:
    """Return a requirement on a local path as it is locked: from the workspace on."""
    found = _FILE.search(requirement)
    path = None if found is None else file_url_to_path(found[0])
    if found is None or path is None:
        return requirement
    local = local_path(path, root, written=None).path
    if not local.startswith("."):  # another drive of Windows
        return requirement
    return requirement.replace(found[0], f"file:{quote(local)}")


def _record(
    chosen: Chosen,
    index: str | None,
    requires_dist: Iterable[str],
    requires_python: str | None,
) -> PypiRecord:
    # The hash of a file that somebody named is not kept, as in the original.
    hashes = chosen.hashes if chosen.is_from_index else {}
    return PypiRecord(
        location=format_location(chosen.location),
        name=chosen.name,
        version=chosen.version,
        md5=hashes.get("md5"),
        sha256=hashes.get("sha256"),
        index=index,
        requires_dist=tuple(requires_dist),
        requires_python=sorted_specifiers(requires_python),
    )
