"""Whether the files of our packages are still there, as their records say."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from .record_files import is_as_recorded, recorded_digests

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .installed import Distribution

_REMADE = ".pyc"
"""Python makes such a file anew when it is missing or too old."""


def damaged_distributions(
    distributions: Iterable[Distribution], prefix: Path, *, by_content: bool = False
) -> frozenset[str]:
    """Return the names of our packages that lack files.

    Args:
        distributions: What the prefix holds; what others installed is not judged.
        prefix: The prefix.
        by_content: Whether files are read, and compared with what was installed. A file
            that several packages brought may be as any of them has it.
    """
    damaged: set[str] = set()
    altered: dict[str, set[str]] = {}
    fine: set[str] = set()
    for each in distributions:
        if not each.is_ours:
            continue
        for path, digest in recorded_digests(each.path, prefix).items():
            file = os.path.join(prefix, path)  # noqa: PTH118 - there may be thousands
            if path.endswith(_REMADE):
                continue
            if not os.path.lexists(file):
                damaged.add(each.name)
            elif by_content and not is_as_recorded(Path(file), digest):
                altered.setdefault(path, set()).add(each.name)
            elif digest:
                fine.add(path)
    names = (owners for path, owners in altered.items() if path not in fine)
    return frozenset(damaged.union(*names))
