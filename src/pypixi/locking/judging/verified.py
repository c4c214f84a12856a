"""The conda packages of one platform, those from source with what they say today."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from pypixi.lockfile.model import selector
from pypixi.records.source import CondaSourceRecord

from .source_faults import is_mutable, output_of, refreshed, source_faults

if TYPE_CHECKING:
    from pypixi.conda.candidates import CondaRow
    from pypixi.lockfile.model import LockedPackage, LockFile, Selector
    from pypixi.locking.faults.context import Memory
    from pypixi.locking.faults.fault import Fault
    from pypixi.locking.faults.locked_part import LockedPart


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


def verified(
    part: LockedPart, memory: Memory
) -> tuple[tuple[CondaRow, ...], list[Fault]]:
    """Return the packages, and in what those from source are not what they say today.

    Where nobody can be asked, what is locked is trusted.
    """
    rows = part.conda_rows
    ask = memory.context.metadata_of
    if ask is None or not any(isinstance(row, CondaSourceRecord) for row in rows):
        return rows, []
    # Formats before 7 do not store what a package is built with.
    pool = memory.of(Pool).rows if part.version >= _SINCE else None
    virtual = part.platform.virtual_packages
    faults: list[Fault] = []
    found: list[CondaRow] = []
    for row in rows:
        if not isinstance(row, CondaSourceRecord) or not is_mutable(row):
            found.append(row)
            continue
        metadata = ask(row.location, part.platform)
        if metadata is None:
            found.append(row)
            continue
        faults += source_faults(row, metadata, pool, virtual)
        output = output_of(row, metadata)
        found.append(row if output is None else refreshed(row, output))
    return tuple(found), faults
