"""Removing our packages where no Python is left that the engine could ask."""

from __future__ import annotations

import glob
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from pypixi.errors import PixiError

from .installed import Distribution, installed_distributions
from .record_files import recorded_files

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from pypixi.specs.names import PypiName


class UnchangeablePackagesError(PixiError):
    """Files of PyPI packages cannot be changed or deleted."""

    def __init__(self, folder: Path, error: OSError) -> None:
        super().__init__(
            f"cannot change the packages in '{folder}': {error.strerror or error}",
            help="make the folder writable, or delete the environment and run"
            " `pixi install`",
        )


def remove_ours(
    folder: Path,
    prefix: Path,
    *,
    goes: Callable[[PypiName], bool] = lambda _: True,
    spare: Collection[str] = (),
) -> bool:
    """Delete our packages from a ``site-packages`` folder, and tell if there were any.

    For the time when a prefix loses its Python, gets another one, or gets from conda
    what it had from PyPI. What others installed there stays.

    Args:
        folder: The folder of a Python; it need not exist.
        prefix: The prefix: nothing outside is touched, whatever a record says.
        goes: Tells which of them are meant.
        spare: Files that stay, relative to the prefix.

    Raises:
        UnchangeablePackagesError: If a file cannot be deleted.
    """
    ours = [
        each
        for each in installed_distributions(folder)
        if each.is_ours and goes(each.name)
    ]
    root = os.path.realpath(prefix)
    spared = {os.path.normpath(os.path.join(root, path)) for path in spare}  # noqa: PTH118
    try:
        for each in ours:
            _remove(each, root, spared)
    except OSError as error:
        raise UnchangeablePackagesError(folder, error) from error
    return bool(ours)


def _remove(distribution: Distribution, prefix: str, spared: Collection[str]) -> None:
    # Links are followed for folders alone: a file that is one is deleted itself.
    site = os.path.realpath(distribution.path.parent)
    files: dict[str, list[str]] = {}
    for name in recorded_files(distribution.path):
        path = os.path.normpath(os.path.join(site, name))  # noqa: PTH118
        if path not in spared:
            folder, file = os.path.split(path)
            files.setdefault(folder, []).append(file)
    inside = [each for each in files if _is_below(os.path.realpath(each), prefix)]
    for folder in inside:
        _remove_from(Path(folder), files[folder])
    if distribution.path.exists():
        shutil.rmtree(distribution.path)
    for folder in sorted(inside, key=len, reverse=True):
        _remove_empty(Path(folder), {prefix, site})


def _is_below(path: str, prefix: str) -> bool:
    return path == prefix or path.startswith(prefix + os.sep)


def _remove_from(folder: Path, names: list[str]) -> None:
    has_cache = not (folder / "__pycache__").is_symlink()
    for name in names:
        (folder / name).unlink(missing_ok=True)
        if name.endswith(".py") and has_cache:
            stem = glob.escape(name.removesuffix(".py"))
            for compiled in folder.glob(f"__pycache__/{stem}.*.pyc"):
                compiled.unlink()


def _remove_empty(folder: Path, kept: set[str]) -> None:
    """Remove a folder and those around it, as long as there is nothing in them."""
    while str(folder) not in kept:
        try:
            for below in folder.glob("__pycache__"):
                below.rmdir()
            folder.rmdir()
        except OSError:
            return
        folder = folder.parent
