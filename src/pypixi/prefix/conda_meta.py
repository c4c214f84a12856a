"""What a prefix holds of conda packages, and whether they are whole: its metadata."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pypixi.files.hashing import file_digest
from pypixi.values import frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from pypixi.records.conda import CondaRecord


_REQUIRED = frozenset(
    {"name", "version", "build", "build_number", "subdir", "fn", "url", "paths_data"}
)
"""Keys without which the engine cannot read metadata."""

_NO_CONTENT = frozenset({"softlink", "directory", "pyc_file"})
"""Kinds of paths whose content nobody noted, or that Python writes anew."""


@frozen
class InstalledPackage:
    """A conda package in a prefix."""

    name: str
    sha256: str | None
    """Of its archive."""


def installed_packages(prefix: Path) -> tuple[InstalledPackage, ...]:
    """Return the conda packages whose metadata can be read, in no order."""
    rows = (_read(path) for path in (prefix / "conda-meta").glob("*.json"))
    return tuple(
        InstalledPackage(name=str(row["name"]), sha256=row.get("sha256"))
        for row in rows
        if row is not None
    )


def damaged_packages(
    prefix: Path,
    expected: Iterable[CondaRecord],
    taken: Callable[[Collection[str]], Collection[str]] = lambda _: (),
    *,
    by_content: bool = False,
) -> frozenset[str]:
    """Return the names of packages that are not whole in a prefix.

    Either the metadata is missing, unreadable or of another package, or files are
    missing or cut short. A size is compared only where the engine did not write the
    prefix into the file.

    Args:
        prefix: The prefix.
        expected: The packages that it shall hold.
        taken: Returns those files of a package that others have a right to, and which
            it is no fault to miss; asked only where a file is not as it was.
        by_content: Whether files are read, and compared with what was installed.
    """
    is_damaged = _is_altered if by_content else _is_damaged
    return frozenset(
        row.name for row in expected if not _is_whole(prefix, row, taken, is_damaged)
    )


def remove_unreadable_metadata(prefix: Path) -> None:
    """Remove metadata that cannot be read: the engine would refuse the whole prefix."""
    for path in (prefix / "conda-meta").glob("*.json"):
        if not (_read(path) or {}).keys() >= _REQUIRED:
            path.unlink()


def _is_whole(
    prefix: Path,
    record: CondaRecord,
    taken: Callable[[Collection[str]], Collection[str]],
    is_damaged: Callable[[Path, dict[str, Any]], bool],
) -> bool:
    fields = _read(prefix / "conda-meta" / f"{record.stem}.json")
    if fields is None or fields.get("sha256") != record.sha256:
        return False
    try:
        paths = fields["paths_data"]["paths"]
        damaged = {path["_path"] for path in paths if is_damaged(prefix, path)}
        files = [path["_path"] for path in paths] if damaged else []
    except (LookupError, TypeError, AttributeError):
        return False
    return not damaged or damaged <= set(taken(files))


def _read(path: Path) -> dict[str, Any] | None:
    try:
        fields = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    return fields if isinstance(fields, dict) and "name" in fields else None


def _is_damaged(prefix: Path, path: dict[str, Any]) -> bool:
    try:
        found = os.lstat(os.path.join(prefix, path["_path"]))  # noqa: PTH118
    except OSError:
        return True
    expected = path.get("size_in_bytes")
    is_copy = path.get("path_type") == "hardlink" and "prefix_placeholder" not in path
    return is_copy and expected is not None and found.st_size != expected


def _is_altered(prefix: Path, path: dict[str, Any]) -> bool:
    if _is_damaged(prefix, path):
        return True
    # Of a file into which the engine wrote the prefix, that is the digest afterwards.
    expected = path.get("sha256_in_prefix") or path.get("sha256")
    file = Path(prefix, path["_path"])
    if path.get("path_type") in _NO_CONTENT or not expected or file.is_symlink():
        return False
    if "prefix_placeholder" in path and "sha256_in_prefix" not in path:
        return False
    try:
        return file_digest(file, "sha256") != str(expected)
    except OSError:
        return True
