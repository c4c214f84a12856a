"""Files that are entirely old or entirely new, whatever happens in between."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from typing import TYPE_CHECKING

from pypixi.errors import PixiError

if TYPE_CHECKING:
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
    target = path.resolve()
    try:
        mode = (
            stat.S_IMODE(target.stat().st_mode) if target.exists() else _default_mode()
        )
        _replace(target, content, mode)
    except OSError as error:
        raise UnwritableFileError(path, error) from error


def _replace(target: Path, content: bytes, mode: int) -> None:
    import tempfile  # noqa: PLC0415 - 3 ms, and most commands write nothing

    # mkstemp makes the sibling with mode 0600: nobody reads a half-written file.
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as sibling:
            sibling.write(content)
            sibling.flush()
            os.fsync(sibling.fileno())
        os.chmod(name, mode)  # noqa: PTH101 - the name is mkstemp's text
        os.replace(name, target)  # noqa: PTH105
    except BaseException:
        with suppress(OSError):
            os.unlink(name)  # noqa: PTH108
        raise


def _default_mode() -> int:
    """Return the mode that ``open`` would give a new file."""
    # There is no way to read the umask but to set it for a moment.
    umask = os.umask(0o022)
    os.umask(umask)
    return 0o666 & ~umask
