"""The conda packages of one platform, those from source with what they say today."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from pypixi.lockfile.model import selector
from pypixi.records.source import CondaSourceRecord

from .source_faults import is_mutable, output_of, refreshed, source_faults

if TYPE_CHECKING:
    from pypixi.lockfile.model import LockedPackage, LockFile, Selector
    from pypixi.locking.faults.context import Memory
    from pypixi.locking.faults.fault import Fault
    from pypixi.locking.faults.locked_part import LockedPart
    from pypixi.locking.faults.source_metadata import SourceMetadata
    from pypixi.records.source import CondaRow
    from pypixi.specs.platform import Platform


_SINCE = 7
"""The first format version that stores build and host packages."""


class Pool:
    """All that is locked, by what refers to it."""

    def __init__(self) -> None:
        self.rows: dict[Selector, LockedPackage] = {}

    def add(self, lock: LockFile) -> None:
        """Add everything that a lock file holds."""
        environments = lock.environments.values()
        lists = chain.from_iterable(each.packages.values() for each in environments)
        for row in chain(lock.build_packages, *lists):
            self.rows[selector(row)] = row


class _Asked:
    """What build backends said, and what it means for the packages that are locked."""

    def __init__(self) -> None:
        self.metadata: dict[tuple[str, Platform], SourceMetadata | None] = {}
        self.rows: dict[
            tuple[str, Platform], tuple[CondaSourceRecord, list[Fault]]
        ] = {}
        """By what refers to a package."""


def metadata_of(
    location: str, platform: Platform, memory: Memory
) -> SourceMetadata | None:
    """Return what a source says of itself, asked once; None where nobody can be."""
    ask = memory.context.metadata_of
    if ask is None:
        return None
    known = memory.of(_Asked).metadata
    if (location, platform) not in known:
        known[location, platform] = ask(location, platform)
    return known[location, platform]


def verified(
    part: LockedPart, memory: Memory
) -> tuple[tuple[CondaRow, ...], list[Fault]]:
    """Return the packages, and in what those from source are not what they say today.

    Where nobody can be asked, what is locked is trusted.
    """
    rows = part.conda_rows
    if memory.context.metadata_of is None:
        return rows, []
    faults: list[Fault] = []
    found: list[CondaRow] = []
    for row in rows:
        if isinstance(row, CondaSourceRecord) and is_mutable(row):
            fresh, own = _verified_source(row, part, memory)
            found.append(fresh)
            faults += own
        else:
            found.append(row)
    return tuple(found), faults


def _verified_source(
    row: CondaSourceRecord, part: LockedPart, memory: Memory
) -> tuple[CondaSourceRecord, list[Fault]]:
    """Return a package as it is today, and what is wrong with it as it is locked."""
    known = memory.of(_Asked).rows
    key = row.identifier, part.platform
    if key in known:
        return known[key]
    metadata = metadata_of(row.location, part.platform, memory)
    if metadata is None:
        known[key] = row, []
        return known[key]
    # Formats before 7 do not store what a package is built with.
    pool = memory.of(Pool).rows if part.version >= _SINCE else None
    faults = source_faults(row, metadata, pool, part.platform.virtual_packages)
    output = output_of(row, metadata)
    known[key] = (row if output is None else refreshed(row, output)), list(faults)
    return known[key]
