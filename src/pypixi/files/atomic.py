"""Files that are entirely old or entirely new, whatever happens in between."""

from __future__ import annotations

import os
import stat
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING

from pypixi.errors import PixiError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path


class UnwritableFileError(PixiError):
    """A file could not be written; what was there before is untouched."""

    def __init__(self, path: Path, cause: OSError) -> None:
        super().__init__(
            f"cannot write '{path}': {cause.strerror or cause}",
            help=f"make '{path.parent}' writable, or free space on its disk",
        )


def write_text(path: Path, text: str) -> None:
    """Replace the content of ``path`` by ``text`` as UTF-8, line ends as they are.

    A link is followed and its target replaced; the mode of an existing file is kept.

    Raises:
        UnwritableFileError: If the directory refuses, or the disk is full.
    """
    write_bytes(path, text.encode())


def write_bytes(path: Path, content: bytes) -> None:
    """Replace the content of ``path`` by ``content``, as :func:`write_text` does.

    Raises:
        UnwritableFileError: If the directory refuses, or the disk is full.
    """
    write_together({path: content})


def write_together(contents: Mapping[Path, bytes]) -> None:
    """Replace the contents of several files: of all, or of none.

    All are on the disk before the first takes its place, one right after the other.

    Raises:
        UnwritableFileError: If a directory refuses, or the disk is full.
    """
    with ExitStack() as stack:
        *others, last = [
            (stack.enter_context(_draft(path, content)), path)
            for path, content in contents.items()
        ]
        for draft, path in others:
            stack.enter_context(_taken_back(path))
            _put(draft, path)
        _put(*last)


def write_changed(contents: Mapping[Path, bytes]) -> frozenset[Path]:
    """Replace the contents of those files that have others; return which had.

    Raises:
        UnwritableFileError: If a directory refuses, or the disk is full.
    """
    changed = {path: new for path, new in contents.items() if _content(path) != new}
    if changed:
        write_together(changed)
    return frozenset(changed)


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:  # there is none, or writing will tell what is wrong
        return None


@contextmanager
def _draft(path: Path, content: bytes) -> Iterator[str]:
    """Yield the name of a file beside ``path``, which goes if it is not needed."""
    import tempfile  # noqa: PLC0415 - 3 ms, and most commands write nothing

    target = path.resolve()
    name = None
    try:
        with _telling(path):
            mode = _mode(target)
            # Made with mode 0600: nobody reads a half-written file.
            prefix = f".{target.name}."
            handle, name = tempfile.mkstemp(dir=target.parent, prefix=prefix)
            with os.fdopen(handle, "wb") as sibling:
                sibling.write(content)
                sibling.flush()
                os.fsync(sibling.fileno())
            os.chmod(name, mode)  # noqa: PTH101 - the name is mkstemp's text
        yield name
    except BaseException:
        if name is not None:
            with suppress(OSError):
                os.unlink(name)  # noqa: PTH108
        raise


@contextmanager
def _taken_back(path: Path) -> Iterator[None]:
    """Give a file its content back if what follows fails."""
    target = path.resolve()
    with _telling(path):
        before = target.read_bytes() if target.exists() else None
    try:
        yield
    except BaseException:
        if before is None:
            target.unlink(missing_ok=True)
        else:
            write_bytes(target, before)
        raise


def _put(draft: str, path: Path) -> None:
    with _telling(path):
        os.replace(draft, path.resolve())  # noqa: PTH105


@contextmanager
def _telling(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UnwritableFileError(path, error) from error


def _mode(target: Path) -> int:
    if target.exists():
        return stat.S_IMODE(target.stat().st_mode)
    return _default_mode()


def _default_mode() -> int:
    """Return the mode that ``open`` would give a new file."""
    # There is no way to read the umask but to set it for a moment.
    umask = os.umask(0o022)
    os.umask(umask)
    return 0o666 & ~umask
