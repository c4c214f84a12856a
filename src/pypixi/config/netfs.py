"""Whether a path lies on a network file system."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath

from pypixi.patterns import regex

_MOUNTS = Path("/proc/self/mounts")

# The kinds whose magic numbers the original knows; FUSE is one of them.
_NETWORK = regex(
    r"nfs\d?|smb(fs|\d)?|cifs|fuse(blk|\..*)?|autofs|beegfs|lustre|gpfs|ceph"
)


def on_network(path: Path) -> bool:
    """Tell whether a path, or where it would be created, is on a network disk.

    Only Linux lists its mounts in a file; elsewhere the answer is no.
    """
    try:
        mounts = _MOUNTS.read_text(errors="replace")
    except OSError:
        return False
    return is_network_kind(mount_kind(PurePosixPath(path.resolve()), mounts))


def is_network_kind(kind: str) -> bool:
    """Tell whether a kind of file system keeps its files on another machine."""
    return _NETWORK.fullmatch(kind) is not None


def mount_kind(path: PurePosixPath, mounts: str) -> str:
    """Return the kind of file system that a path is on, by a list of mounts.

    Args:
        path: An absolute path without links.
        mounts: The text of ``/proc/self/mounts``.
    """
    best, kind = -1, ""
    for line in mounts.splitlines():
        columns = line.split(" ")
        if len(columns) < 3:  # noqa: PLR2004 - device, place, kind
            continue
        place = PurePosixPath(_unescaped(columns[1]))
        # A later mount on the same place hides the earlier one.
        if path.is_relative_to(place) and len(place.parts) >= best:
            best, kind = len(place.parts), columns[2]
    return kind


def _unescaped(place: str) -> str:
    return re.sub(r"\\([0-7]{3})", lambda match: chr(int(match[1], 8)), place)
