"""Chosen packages as the records of the lock file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.errors import PixiError
from pypixi.lockfile.pypi_locations import format_location
from pypixi.records.pypi import PypiRecord

from .metadata import find_metadata, sorted_specifiers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from pypixi.specs.names import PypiName

    from .metadata_files import CoreMetadata
    from .pylock import Chosen
    from .uv_cache import UvCache

    Normalize = Callable[[Sequence[str]], list[str]]


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
    cache: UvCache,
    normalize: Normalize,
) -> tuple[PypiRecord, ...]:
    """Return the records of packages, sorted by location.

    Args:
        chosen: The packages.
        indexes: The index of each that has one; None for the default one.
        cache: Of the uv that chose them: their metadata is there.
        normalize: Returns requirements in the spelling of the lock file.

    Raises:
        PixiError: If the metadata of a package is unknown or not understood.
    """
    found = [
        (each, find_metadata(each, indexes.get(each.name), cache)) for each in chosen
    ]
    spelled = iter(_spelled((metadata for _, metadata in found), normalize))
    records = [
        _record(
            each,
            indexes.get(each.name),
            [next(spelled) for _ in metadata.requires_dist],
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
