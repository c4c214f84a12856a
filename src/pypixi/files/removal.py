"""Deleting folders: never through a link, never halfway under their own name."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from pypixi.errors import PixiError

_GOING = ".pixi-removing-"
"""Begins the names of folders that are on their way out."""


class UnremovableError(PixiError):
    """A file or folder cannot be deleted."""

    def __init__(self, path: Path, error: OSError) -> None:
        super().__init__(
            f"cannot remove '{error.filename or path}': {error.strerror or error}",
            help="make its folder writable, and see that no program uses it",
        )


def remove_path(path: Path) -> int | None:
    """Delete a file, a link or a folder; return the bytes that were freed.

    A folder leaves its name first, so that nobody finds half of it there; what a killed
    process left of that is deleted too. Of a file with further names nothing is freed.

    Returns:
        None if there is nothing of that name.

    Raises:
        UnremovableError: If something cannot be deleted.
    """
    try:
        freed = sum(map(_remove_folder, _left(path)))
        if path.is_symlink() or path.is_file():
            freed += path.lstat().st_size
            path.unlink()
        elif path.is_dir():
            freed += _remove_folder(_renamed(path))
        elif not freed:
            return None
    except OSError as error:
        raise UnremovableError(path, error) from error
    return freed


def _left(path: Path) -> list[Path]:
    """Return what was on its way out when its process was killed."""
    try:
        names = os.listdir(path.parent)  # noqa: PTH208 - names are enough
    except OSError:
        return []
    begin = f"{_GOING}{path.name}."
    return [path.parent / name for name in names if name.startswith(begin)]


def _renamed(path: Path) -> Path:
    """Return a folder under another name, or under its own where it cannot change."""
    try:
        place = tempfile.mkdtemp(prefix=f"{_GOING}{path.name}.", dir=path.parent)
        return path.rename(Path(place) / "folder").parent
    except OSError:  # a mount point, or a file in use on Windows
        return path


def _remove_folder(path: Path) -> int:
    freed = _only_here(path)
    shutil.rmtree(path)
    return freed


def _only_here(folder: Path) -> int:
    """Return the bytes of files all of whose names are in a folder."""
    seen: dict[tuple[int, int], int] = {}
    freed = 0
    for current, _, names in os.walk(folder):
        for name in names:
            found = Path(current, name).lstat()
            key = found.st_dev, found.st_ino
            seen[key] = seen.get(key, 0) + 1
            if seen[key] == found.st_nlink:
                freed += found.st_size
    return freed
