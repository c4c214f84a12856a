"""What can be wrong with a lock file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.errors import PixiError

from .model import LOCK_VERSION

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from pypixi.errors import Label

_RESTORE = "restore it from version control, or delete it and run `pixi lock`"
_MERGE = "take one of the two versions from version control, then run `pixi lock`"


class LockFileError(PixiError):
    """A lock file cannot be read."""

    def __init__(
        self,
        path: Path,
        reason: str,
        *,
        labels: Iterable[Label] = (),
        help: str = _RESTORE,  # noqa: A002 - the word users read in the output
        notes: Iterable[str] = (),
    ) -> None:
        super().__init__(
            f"Failed to load lock file from `{path}`: {reason}",
            labels=labels,
            help=help,
            notes=notes,
        )
        self.path = path


class MergeConflictError(LockFileError):
    """A lock file holds the marks of a merge that nobody has finished."""

    def __init__(self, path: Path, labels: Iterable[Label]) -> None:
        super().__init__(
            path, "it holds an unresolved merge conflict", labels=labels, help=_MERGE
        )


class NewerLockFileError(LockFileError):
    """A lock file was written by a newer program than this one."""

    def __init__(self, path: Path, version: int, labels: Iterable[Label] = ()) -> None:
        super().__init__(
            path,
            f"found newer lockfile format version {version}, "
            f"but only up to including version {LOCK_VERSION} is supported",
            labels=labels,
            help="update pypixi, or delete the file and run `pixi lock`",
        )
        self.version = version


class MisfitError(Exception):
    """A value is not what the format asks for at its place.

    The place is completed on the way up, by those who know the key they looked under.
    """

    def __init__(self, reason: str, path: tuple[str | int, ...] = ()) -> None:
        super().__init__(reason)
        self.reason = reason
        self.path = path

    def under(self, *path: str | int) -> MisfitError:
        """Return the same fault, found one or more levels further down."""
        return MisfitError(self.reason, (*path, *self.path))
