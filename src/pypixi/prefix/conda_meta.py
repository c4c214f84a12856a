"""Whether the packages of a prefix are whole, by their metadata."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from pathlib import Path

    from pypixi.records.conda import CondaRecord


_REQUIRED = frozenset(
    {"name", "version", "build", "build_number", "subdir", "fn", "url", "paths_data"}
)
"""Keys without which the engine cannot read metadata."""


def damaged_packages(
    prefix: Path,
    expected: Iterable[CondaRecord],
    taken: Callable[[Collection[str]], Collection[str]] = lambda _: (),
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
    """
    return frozenset(row.name for row in expected if not _is_whole(prefix, row, taken))


def remove_unreadable_metadata(prefix: Path) -> None:
    """Remove metadata that cannot be read: the engine would refuse the whole prefix."""
    for path in (prefix / "conda-meta").glob("*.json"):
        if not (_read(path) or {}).keys() >= _REQUIRED:
            path.unlink()


def _is_whole(
    prefix: Path,
    record: CondaRecord,
    taken: Callable[[Collection[str]], Collection[str]],
) -> bool:
    fields = _read(prefix / "conda-meta" / f"{record.stem}.json")
    if fields is None or fields.get("sha256") != record.sha256:
        return False
    try:
        paths = fields["paths_data"]["paths"]
        damaged = {path["_path"] for path in paths if _is_damaged(prefix, path)}
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
