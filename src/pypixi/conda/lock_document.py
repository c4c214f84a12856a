"""Lock documents as the engine understands them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rattler import LockFile
from rattler.exceptions import ParseCondaLockError

if TYPE_CHECKING:
    from pathlib import Path


def rewrite(source: Path, target: Path) -> None:
    """Write to ``target`` what the engine makes of the document at ``source``.

    Raises:
        ValueError: If it cannot make anything of it.
    """
    try:
        # An absolute path: the engine resolves relative locations against it.
        LockFile.from_path(source.absolute()).to_path(target)
    except ParseCondaLockError as error:
        raise ValueError(str(error)) from error
    except BaseException as error:
        # Panics of the engine are no Exception, and of a class nobody can import.
        if type(error).__name__ != "PanicException":
            raise
        raise ValueError(str(error)) from error
