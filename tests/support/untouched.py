"""Whether a file was written: reading one changes its times as well."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def written_at(path: Path) -> tuple[int, int]:
    """Return what changes when a file is written in place, or replaced."""
    found = path.stat()
    return found.st_ino, found.st_mtime_ns
