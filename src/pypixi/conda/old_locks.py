"""Lock files that are not in our canonical form, made so by the engine."""

from __future__ import annotations

import tempfile
from pathlib import Path

from rattler import LockFile
from rattler.exceptions import ParseCondaLockError

from pypixi.errors import PixiError


class UnreadableLockError(PixiError):
    """The engine cannot make sense of a lock file either."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            f"Failed to load lock file from `{path}`",
            help="restore it from version control, or delete it and run `pixi lock`",
            notes=[line.strip() for line in reason.splitlines() if line.strip()],
        )


def canonical_text(path: Path) -> str:
    """Return the lock file at ``path`` as canonical text of version 7.

    Raises:
        UnreadableLockError: If it is no lock file that anyone can read.
    """
    try:
        # An absolute path: the engine resolves relative locations against it.
        lock = LockFile.from_path(path.absolute())
    except (ParseCondaLockError, OSError, ValueError) as error:
        raise UnreadableLockError(path, str(error)) from error
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "pixi.lock"
        lock.to_path(target)
        return target.read_text(encoding="utf-8")
