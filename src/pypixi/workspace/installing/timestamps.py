"""Times of files that do not tell when they were made: ``SOURCE_DATE_EPOCH``."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from pypixi.prefix.layout import ENVIRONMENTS
from pypixi.workspace.places import environments_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pypixi.terminal.report import Report
    from pypixi.workspace.workspace import Workspace

_VARIABLE = "SOURCE_DATE_EPOCH"
_EARLIEST = 315_532_800
"""1980: archives in the zip format know no earlier time."""

_KEPT_TIME = "CACHEDIR.TAG"


def settle_times(workspace: Workspace, report: Report) -> None:
    """Give what an install wrote the time that the caller asks for, if any.

    Files of packages keep theirs: caches share them.

    Args:
        workspace: Whose environments.
        report: Hears of a time that means nothing.
    """
    text = workspace.env.get(_VARIABLE)
    if text is None:
        return
    try:
        seconds = int(text)
    except ValueError:
        report.warn(f"Ignoring {_VARIABLE}: '{text}' is not a number of seconds")
        return
    time = max(seconds, _EARLIEST)
    for path in _written(environments_folder(workspace)):
        with suppress(OSError):  # another process may just have removed it
            os.utime(path, (time, time), follow_symlinks=False)


def _written(folder: Path) -> Iterator[Path]:
    """Yield what is not part of a package, what is in a folder before the folder."""
    prefixes = folder / ENVIRONMENTS
    for current, _, files in os.walk(folder, topdown=False):
        place = Path(current)
        is_package = _is_of_package(place, prefixes)
        for name in files:
            if not is_package or name == _KEPT_TIME:
                yield place / name
        yield place


def _is_of_package(place: Path, prefixes: Path) -> bool:
    """Tell whether the files in a folder were linked from packages."""
    if prefixes not in place.parents:
        return False
    inside = place.relative_to(prefixes).parts[1:]
    return inside[:1] != ("conda-meta",)
