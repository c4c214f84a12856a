"""Files that keep what was looked up about names; damaged ones count as missing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pypixi.files.atomic import UnwritableFileError, write_text
from pypixi.values import field, frozen

from .tables import read_table, table_json

if TYPE_CHECKING:
    from pathlib import Path

    from .tables import NameTable

_DAMAGES = (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError)
"""What reading a file that somebody damaged can raise."""


@frozen
class KeptHashes:
    """Answers about package archives, which are named by their SHA-256."""

    names: NameTable = field(default_factory=dict)
    unknown: dict[str, float] = field(default_factory=dict)
    """When nothing was known of an archive, in seconds since 1970."""


@frozen
class Copy:
    """A table as it once was."""

    time: float
    """When it was fetched, in seconds since 1970."""
    table: NameTable


def read_hashes(file: Path) -> KeptHashes:
    """Return what a file says about archives; nothing if it is missing."""
    try:
        fields = json.loads(file.read_bytes())
        unknown = {str(key): float(time) for key, time in fields["unknown"].items()}
        return KeptHashes(names=read_table(fields["names"]), unknown=unknown)
    except _DAMAGES:
        return KeptHashes()


def write_hashes(file: Path, kept: KeptHashes) -> None:
    """Write what is known about archives.

    Of two processes that do so at once the last one wins: the other looks up again.

    Raises:
        UnwritableFileError: If the directory refuses, or the disk is full.
    """
    _write(file, {"names": table_json(kept.names), "unknown": kept.unknown})


def read_copy(file: Path) -> Copy | None:
    """Return the copy of a table, None if it is missing."""
    try:
        fields = json.loads(file.read_bytes())
        return Copy(time=float(fields["time"]), table=read_table(fields["names"]))
    except _DAMAGES:
        return None


def write_copy(file: Path, copy: Copy) -> None:
    """Write the copy of a table.

    Raises:
        UnwritableFileError: If the directory refuses, or the disk is full.
    """
    _write(file, {"time": copy.time, "names": table_json(copy.table)})


def _write(file: Path, fields: dict[str, Any]) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UnwritableFileError(file, error) from error
    write_text(file, json.dumps(fields, separators=(",", ":")))
