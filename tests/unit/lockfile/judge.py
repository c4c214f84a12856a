"""The engine of the original as the judge of what we read and write."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from rattler import LockFile as EngineLockFile
from rattler.exceptions import ParseCondaLockError

from pypixi.errors import PixiError
from pypixi.lockfile.read import parse_lock_file

if TYPE_CHECKING:
    from pypixi.lockfile.model import LockFile

LOCK = Path("/work space/project/pixi.lock")


class EngineRefusedError(PixiError):
    """The engine cannot read a lock file."""

    def __init__(self, reason: str) -> None:
        super().__init__("the engine refused", notes=[reason])


def canonical_text(path: Path) -> str:
    """Return the lock file at a path as the engine writes it."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "out.lock"
        try:
            EngineLockFile.from_path(path.absolute()).to_path(target)
        except (ParseCondaLockError, OSError, ValueError) as error:
            raise EngineRefusedError(str(error)) from error
        return target.read_bytes().decode()


def judged(text: str) -> str:
    """Return a lock file text as the engine writes it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "in.lock"
        path.write_bytes(text.encode())
        return canonical_text(path)


def unwanted(path: Path) -> str:
    """Stand for the engine where a text must be read without it."""
    raise AssertionError(path)


def parse(text: str) -> LockFile:
    """Return what our own reader alone makes of a text."""
    return parse_lock_file(text, path=LOCK, canonicalize=unwanted)
