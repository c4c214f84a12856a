"""Advisory locks on files, shared by processes of ours and of the original."""

from __future__ import annotations

import os
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_FIRST_PAUSE = 0.005
_LONGEST_PAUSE = 0.1
# A repository may hold a link where a lock file goes: nothing outside is to be written.
_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)


if sys.platform == "win32":  # pragma: no cover - cannot be run on this system
    import msvcrt

    def _try_lock(descriptor: int) -> bool:
        os.lseek(descriptor, 0, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _try_lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


@contextmanager
def exclusive(
    path: Path, *, on_wait: Callable[[], None] | None = None
) -> Iterator[int]:
    """Hold an exclusive lock on ``path`` and yield its open file descriptor.

    The file is created if missing, and refused if it is a link. On Unix this is
    ``flock``, which the original takes on the same files. ``on_wait`` is called once if
    another process holds the lock.

    Raises:
        OSError: If the file cannot be opened or created.
    """
    descriptor = _acquire(path, on_wait)
    try:
        yield descriptor
    finally:
        os.close(descriptor)  # closing the only descriptor releases the lock


@contextmanager
def exclusive_if_free(path: Path) -> Iterator[bool]:
    """Hold an exclusive lock on a file if nobody else does; yield whether that is so.

    Raises:
        OSError: If the file is missing, a link, or cannot be opened.
    """
    descriptor = os.open(path, os.O_RDWR | _NO_FOLLOW)
    try:
        yield _try_lock(descriptor) and _is_still(path, descriptor)
    finally:
        os.close(descriptor)


def _acquire(path: Path, on_wait: Callable[[], None] | None) -> int:
    pause = _FIRST_PAUSE
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | _NO_FOLLOW, 0o666)
        try:
            while not _try_lock(descriptor):
                if on_wait is not None:
                    on_wait()
                    on_wait = None
                time.sleep(pause)
                pause = min(pause * 2, _LONGEST_PAUSE)
            if _is_still(path, descriptor):
                return descriptor
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)  # somebody deleted the file while we waited: again


def _is_still(path: Path, descriptor: int) -> bool:
    """Tell whether ``path`` names the very file that was locked."""
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False
