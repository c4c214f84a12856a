"""The files of an installed distribution, by the ``RECORD`` that lists them."""

from __future__ import annotations

import base64
import csv
import io
import os
from typing import TYPE_CHECKING

from pypixi.files.hashing import file_digest

from .installed import INSTALLER

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_DIGEST = "LO0H8daPWMHZiOKJDg6F-RtEXo3Rkxvwh5Y9P0mQuRU"
"""The SHA-256 of :data:`INSTALLER` as records write it."""


def recorded_files(info: Path) -> list[str]:
    """Return the files of a distribution, relative to ``site-packages``.

    Empty for a distribution without a record, or with one that cannot be read.
    """
    return [row[0] for row in _rows(info)]


def recorded_digests(info: Path, prefix: Path) -> dict[str, str]:
    """Return the files of a distribution, relative to its prefix, with their digests.

    Paths are spelled as conda spells them: normal, with forward slashes. A digest is
    ``sha256=`` and so on; empty where the record has none.
    """
    site = info.parent.relative_to(prefix).as_posix()
    return {_below(site, row[0]): row[1] for row in _rows(info)}


def recorded_size(info: Path) -> int | None:
    """Return the bytes of the files of a distribution, None where nobody noted them."""
    sizes = [row[2] for row in _rows(info) if row[2].isdecimal()]
    return sum(map(int, sizes)) if sizes else None


def _below(site: str, name: str) -> str:
    if name.startswith(".."):  # a script, say; most files are not
        return os.path.normpath(f"{site}/{name}").replace(os.sep, "/")
    return f"{site}/{name}"


def _rows(info: Path) -> Iterator[tuple[str, str, str]]:
    """Yield files, digests, sizes; nothing of a record that cannot be read to its end.

    What is not noted is empty.
    """
    try:
        text = (info / "RECORD").read_bytes().decode()
        # Not `splitlines`, which finds more ends of lines than the format has.
        rows = [row for row in csv.reader(io.StringIO(text, newline="")) if row]
    except (OSError, UnicodeDecodeError, csv.Error):
        return
    for row in rows:
        name, digest, size, *_ = (*row, "", "")
        yield name, digest, size


def is_as_recorded(path: Path, digest: str) -> bool:
    """Tell whether a file has the content that a record says, as far as it does."""
    algorithm, _, expected = digest.partition("=")
    if algorithm != "sha256":  # nothing to compare with
        return True
    try:
        found = bytes.fromhex(file_digest(path, "sha256"))
    except OSError:
        return False
    return base64.urlsafe_b64encode(found).rstrip(b"=").decode() == expected


def mark_as_ours(info: Path) -> None:
    """Make a distribution say that we installed it.

    The files are replaced, never changed: they may be links into a cache. The installer
    comes last, since whoever finds it may rely on the rest.

    Raises:
        OSError: If a file cannot be read or replaced.
    """
    record = info / "RECORD"
    own = f"{info.name}/INSTALLER"
    lines = record.read_bytes().splitlines()
    kept = [line for line in lines if not line.startswith(f"{own},".encode())]
    sealed = f"{own},sha256={_DIGEST},{len(INSTALLER)}".encode()
    _replace(record, b"\n".join([*kept, sealed, b""]))
    _replace(info / "INSTALLER", INSTALLER.encode())


def _replace(path: Path, content: bytes) -> None:
    # Not synchronised with the disk like our own files: there may be hundreds, and the
    # engine does not do it for any of those around them.
    sibling = path.with_name(f"{path.name}.new")
    sibling.write_bytes(content)
    sibling.replace(path)
