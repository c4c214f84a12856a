"""The records of installed packages, and whether their files are still there."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def damaged_packages(prefix: Path) -> frozenset[str]:
    """Return the names of installed packages whose files are missing or cut short.

    A size is compared only where the engine did not write the prefix into the file.
    """
    return frozenset(
        fields["name"]
        for fields in _records(prefix)
        if any(_is_damaged(prefix, path) for path in _paths(fields))
    )


def _records(prefix: Path) -> Iterator[dict[str, Any]]:
    for path in sorted((prefix / "conda-meta").glob("*.json")):
        try:
            fields = json.loads(path.read_bytes())
        except (OSError, ValueError):
            continue  # the engine names it when it next looks at the prefix
        if isinstance(fields, dict) and "name" in fields:
            yield fields


def _paths(fields: dict[str, Any]) -> list[dict[str, Any]]:
    return list(fields.get("paths_data", {}).get("paths", ()))


def _is_damaged(prefix: Path, path: dict[str, Any]) -> bool:
    try:
        found = os.lstat(os.path.join(prefix, path["_path"]))  # noqa: PTH118
    except (FileNotFoundError, NotADirectoryError):
        return True
    expected = path.get("size_in_bytes")
    is_copy = path.get("path_type") == "hardlink" and "prefix_placeholder" not in path
    return is_copy and expected is not None and found.st_size != expected
