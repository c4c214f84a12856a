"""Files that are entirely old or entirely new, whatever happens in between."""

from __future__ import annotations

import os
import stat
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from pypixi.errors import PixiError
from pypixi.patterns import regex

from .hashing import digest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path


_DRAFT = regex(r"\.(?:[a-z0-9_]{8}|[0-9a-f]{32})")
"""How the names of drafts end: as ``mkstemp`` has them, or with a digest."""


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
    with _draft(path, content) as draft, _telling(path):
        os.replace(draft, path.resolve())  # noqa: PTH105


def write_pair(first: tuple[Path, bytes], second: tuple[Path, bytes]) -> None:
    """Replace the contents of two files: of both, or of none.

    Both are on the disk before the first takes its place, and the other follows at
    once. If the process is killed in between, :func:`finish_pair` does the rest.

    Raises:
        UnwritableFileError: If a directory refuses, or the disk is full.
    """
    (path, content), (other, following) = first, second
    place = _beside(other, content)
    with _draft(path, content) as draft, _draft(other, following, place):
        before = _content(path)
        with _telling(path):
            os.replace(draft, path.resolve())  # noqa: PTH105
        try:
            # Whoever came by in between may have finished it for us.
            with _telling(other), suppress(FileNotFoundError):
                os.replace(place, other.resolve())  # noqa: PTH105
        except UnwritableFileError:
            if before is None:
                path.resolve().unlink()
            else:
                write_bytes(path, before)
            raise


def finish_pair(first: tuple[Path, bytes], other: Path) -> None:
    """Put the second file of a pair in its place if its writer was killed before that.

    Args:
        first: The file that was written first, and what it holds now.
        other: The second; as a rule there is nothing to do.
    """
    path, content = first
    place = _beside(other, content)
    with suppress(OSError):
        # What was left behind long ago is not what belongs to the first file now.
        if place.stat().st_mtime_ns >= path.stat().st_mtime_ns:
            os.replace(place, other.resolve())  # noqa: PTH105


def remove_drafts(path: Path) -> None:
    """Remove what was to become a file when a process was killed.

    Only for who keeps all others from writing it.
    """
    target = path.resolve()
    for draft in target.parent.glob(f".{target.name}.*"):
        if _DRAFT.fullmatch(draft.suffix):
            with suppress(OSError):
                draft.unlink()


def waiting_name(path: Path, content: bytes) -> str:
    """Return the name under which something waits for ``path``.

    Args:
        path: The file that it belongs to.
        content: What some file holds if it is still to be used.
    """
    return f".{path.name}.{digest(content)}"


def _beside(path: Path, first: bytes) -> Path:
    """Return where a file waits until another one has its new content."""
    target = path.resolve()
    return target.with_name(waiting_name(target, first))


def write_changed(contents: Mapping[Path, bytes]) -> frozenset[Path]:
    """Replace the contents of one or two files that have others; return which had.

    Two are replaced as by :func:`write_pair`.

    Raises:
        UnwritableFileError: If a directory refuses, or the disk is full.
    """
    changed = {path: new for path, new in contents.items() if _content(path) != new}
    if len(changed) == 1:
        write_bytes(*next(iter(changed.items())))
    elif changed:
        first, second = changed.items()
        write_pair(first, second)
    return frozenset(changed)


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:  # there is none, or writing will tell what is wrong
        return None


@contextmanager
def _draft(path: Path, content: bytes, place: Path | None = None) -> Iterator[str]:
    """Yield the name of a file beside ``path``, which goes if it is not needed.

    Args:
        path: What it is going to replace.
        content: What it holds.
        place: Where it appears once it is whole, if that is to be known.
    """
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
            if place is not None:
                os.replace(name, place)  # noqa: PTH105
                name = str(place)
        yield name
    except BaseException:
        if name is not None:
            with suppress(OSError):
                os.unlink(name)  # noqa: PTH108
        raise


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
