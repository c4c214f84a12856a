"""Lock files that are not in our canonical form, made so by the engine."""

from __future__ import annotations

import tempfile
from pathlib import Path

from pypixi.errors import PixiError

from .lock_document import rewrite


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
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "pixi.lock"
        try:
            rewrite(path, target)
        except (OSError, ValueError) as error:
            raise UnreadableLockError(path, str(error)) from error
        return target.read_text(encoding="utf-8")
