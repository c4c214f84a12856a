"""Changing a prefix: one process at a time, known to be incomplete meanwhile."""

from __future__ import annotations

import os
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING

from pypixi.errors import PixiError
from pypixi.files.atomic import write_text
from pypixi.files.locks import exclusive

from .state import (
    FINGERPRINT_FILE,
    FINGERPRINT_LENGTH,
    PLACE_FILE,
    fingerprint_text,
    is_moved,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_INSTALLING = b"pixi:installing!"
_HISTORY = "// not relevant for pixi but for `conda run -p`"


class UnwritablePrefixError(PixiError):
    """The folder of an environment cannot be made or changed."""

    def __init__(self, prefix: Path, error: OSError) -> None:
        super().__init__(
            f"cannot write to the environment '{prefix}': {error.strerror or error}",
            help="make the folder writable, or delete it and run `pixi install`",
        )


class LinkedPrefixError(PixiError):
    """A prefix is a link: whoever changed it would change a folder elsewhere."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"'{folder}' is a link, and an environment must be a folder of its own",
            help="remove the link and run `pixi install`",
        )


@contextmanager
def changing(prefix: Path, *, on_wait: Callable[[], None]) -> Iterator[PrefixChange]:
    """Hold the prefix's lock, the one the original takes; made where missing.

    Raises:
        LinkedPrefixError: If the prefix is a link to somewhere else.
        UnwritablePrefixError: If the folder cannot be made or opened.
    """
    meta = prefix / "conda-meta"
    for folder in (prefix, meta):
        if folder.is_symlink():
            raise LinkedPrefixError(folder)
    with ExitStack() as stack:
        try:
            descriptor = _locked(stack, meta, on_wait)
        except OSError as error:
            raise UnwritablePrefixError(prefix, error) from error
        yield PrefixChange(prefix, descriptor)


def _locked(stack: ExitStack, meta: Path, on_wait: Callable[[], None]) -> int:
    """Hold the lock in a folder, made anew where another process just removed it."""
    while True:
        meta.mkdir(parents=True, exist_ok=True)
        with suppress(FileNotFoundError):
            lock = exclusive(meta / FINGERPRINT_FILE, on_wait=on_wait)
            return stack.enter_context(lock)


class PrefixChange:
    """An exclusive hold on a prefix, from which it may be changed."""

    def __init__(self, prefix: Path, descriptor: int) -> None:
        self.prefix = prefix
        self._descriptor = descriptor

    @property
    def fingerprint(self) -> str | None:
        """The fingerprint of the last complete install, None where there is none."""
        return fingerprint_text(self._read())

    def begin(self) -> None:
        """Mark the prefix as incomplete, before the first change.

        What an interrupted install left is removed first: files of half-linked packages
        stand in no record, so nobody could tell them from those that belong here. So is
        all of a prefix that was moved: its files hold the path where it was.
        """
        is_useless = self._read() == _INSTALLING or is_moved(self.prefix)
        self.forget_marker()
        with _writing(self.prefix):
            self._write(_INSTALLING)
            if is_useless:
                _empty(self.prefix, keep=self.prefix / "conda-meta" / FINGERPRINT_FILE)

    def forget_marker(self) -> None:
        """Remove the marker: the prefix is not what it was installed for any more."""
        with _writing(self.prefix):
            (self.prefix / "conda-meta" / "pixi").unlink(missing_ok=True)

    def complete(self, fingerprint: str) -> None:
        """Mark the conda part as complete and write the small files beside it."""
        meta = self.prefix / "conda-meta"
        write_text(meta / "history", _HISTORY)
        write_text(self.prefix / PLACE_FILE, str(meta))
        with _writing(self.prefix):
            self._write(fingerprint.encode())

    def _read(self) -> bytes:
        os.lseek(self._descriptor, 0, os.SEEK_SET)
        return os.read(self._descriptor, FINGERPRINT_LENGTH + 1)

    def _write(self, content: bytes) -> None:
        # In place, at offset 0, in one write: the file is also the lock.
        os.lseek(self._descriptor, 0, os.SEEK_SET)
        os.write(self._descriptor, content)
        os.ftruncate(self._descriptor, FINGERPRINT_LENGTH)
        os.fsync(self._descriptor)


@contextmanager
def _writing(prefix: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UnwritablePrefixError(prefix, error) from error


def _empty(folder: Path, keep: Path) -> None:
    """Remove everything in a folder but one file; links are removed, not followed."""
    import shutil  # noqa: PLC0415 - 4 ms, and hardly any install was interrupted

    for path in folder.iterdir():
        if path == keep:
            continue
        if path.is_symlink() or not path.is_dir():
            path.unlink()
        elif keep.is_relative_to(path):
            _empty(path, keep)
        else:
            shutil.rmtree(path)
