"""Files that nobody but their user can have written."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_FOLDER = 0o700
# Neither a link is followed nor a pipe waited for.
_READ = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_OF_OTHERS = stat.S_IWGRP | stat.S_IWOTH


def read_private(path: Path) -> bytes | None:
    """Return the content of a file; None if there is none that can be trusted.

    It must belong to the user and be writable by nobody else.
    """
    try:
        descriptor = os.open(path, _READ)
        with open(descriptor, "rb") as file:  # noqa: PTH123 - by its descriptor
            return file.read() if _is_private(os.fstat(descriptor)) else None
    except OSError:
        return None


def write_private(path: Path, content: bytes) -> None:
    """Replace a file whole, and make its folder; where that fails nothing is written.

    What is kept in such files can be found out again: a full disk is no failure.
    """
    import tempfile  # noqa: PLC0415 - 3 ms, and most commands write nothing

    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True, mode=_FOLDER)
        # Made with mode 0600.
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as sibling:
                sibling.write(content)
            os.replace(name, path)  # noqa: PTH105 - the name is mkstemp's text
        except OSError:
            os.unlink(name)  # noqa: PTH108


def _is_private(found: os.stat_result) -> bool:
    if not stat.S_ISREG(found.st_mode):
        return False
    if not hasattr(os, "getuid"):  # Windows keeps a user's folders from others
        return True
    return found.st_uid == os.getuid() and not found.st_mode & _OF_OTHERS
