"""What equal environments of a real Python take on the disk, together and alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.measure import measure
from benchmarks.scenes import in_workspace

from support.python_channel import python_channel
from support.workspace import WorkspaceBuilder

if TYPE_CHECKING:
    from pathlib import Path

ENVIRONMENTS = 10
_BLOCK = 512
"""Bytes that ``st_blocks`` counts by."""


def disk(folder: Path, program: str, environments: int) -> int:
    """Return the bytes on the disk of some environments and the cache they came from.

    A file with several names counts once, folders count as well.

    Args:
        folder: An empty folder for it all.
        program: Who installs them.
        environments: How many.
    """
    root = folder / "workspace"
    builder = WorkspaceBuilder(root).channels(python_channel().url)
    builder.dependencies(python="*")
    builder.environments({f"e{number}": [] for number in range(environments - 1)})
    builder.write()
    measure(in_workspace(root, program, "install", "--all"))
    found = {}
    for path in folder.rglob("*"):
        entry = path.lstat()
        found[entry.st_dev, entry.st_ino] = entry.st_blocks * _BLOCK
    return sum(found.values())
