"""A file that says something else for a while, and gets its content back."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from .atomic import waiting_name, write_bytes
from .locks import exclusive, exclusive_if_free

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def provisional(path: Path, content: bytes, folder: Path) -> Iterator[None]:
    """Give a file another content, and its own back at the end.

    Args:
        path: The file.
        content: What it says meanwhile.
        folder: Where its own content waits: if the process is killed, :func:`put_back`
            finds it there.

    Raises:
        UnwritableFileError: If a directory refuses, or the disk is full.
    """
    before = path.read_bytes()
    kept = _kept(path, content, folder)
    write_bytes(kept, before)
    try:
        with exclusive(kept):
            try:
                write_bytes(path, content)
                yield
            finally:
                write_bytes(path, before)
    finally:
        if path.read_bytes() == before:  # else it is needed later
            kept.unlink(missing_ok=True)


def put_back(path: Path, content: bytes, folder: Path) -> bool:
    """Give a file its own content back if whoever changed it for a while was killed.

    Args:
        path: The file.
        content: What it says now.
        folder: Where its own content may wait.

    Returns:
        Whether it had to be done; hardly ever.

    Raises:
        UnwritableFileError: If a directory refuses, or the disk is full.
    """
    kept = _kept(path, content, folder)
    with suppress(OSError), exclusive_if_free(kept) as is_free:
        if is_free:
            write_bytes(path, kept.read_bytes())
            kept.unlink()
            return True
    return False


def _kept(path: Path, content: bytes, folder: Path) -> Path:
    """Return where the content of a file waits while it says something else."""
    return folder / waiting_name(path, content)
