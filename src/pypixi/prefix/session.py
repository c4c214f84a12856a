"""An interactive shell that is started in an environment."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from pypixi.errors import PixiError
from pypixi.values import field, frozen

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .shells.shell import Shell


@frozen
class Session:
    """A shell that is ready to be started."""

    program: Path
    argv: tuple[str, ...]
    env: Mapping[str, str] = field(repr=False)
    folder: Path
    """Holds what the shell reads; the shell removes it, or else :func:`clear` does."""


class NoSessionFolderError(PixiError):
    """The files that a shell is to read cannot be written."""

    def __init__(self, folder: Path, error: OSError) -> None:
        super().__init__(
            f"cannot write to '{folder}': {error.strerror or error}",
            help="let TMPDIR name a folder that can be written to",
        )


def prepare_session(
    shell: Shell, program: Path, text: str, caller: Mapping[str, str], scratch: Path
) -> Session:
    """Write what a shell reads after the user's own files; return how to start it.

    Args:
        shell: Which shell.
        program: Its executable.
        text: What it shall read, as :func:`~pypixi.prefix.hook.variables_text` has it.
        caller: The variables it is started with.
        scratch: A folder for files that hold for a moment.

    Raises:
        NoSessionFolderError: If the files cannot be written.
    """
    try:
        # Nobody else can look into it: the variables may hold secrets.
        folder = Path(tempfile.mkdtemp(prefix="pixi-shell-", dir=scratch))
        start = shell.start(text, folder, caller)
        for name, content in start.files.items():
            (folder / name).write_text(content, encoding="utf-8", newline="")
    except OSError as error:
        raise NoSessionFolderError(scratch, error) from error
    return Session(
        program=program,
        argv=(program.name, *start.options),
        env={**caller, **start.env},
        folder=folder,
    )


def clear(session: Session) -> None:
    """Remove what the shell should have read, and may not have removed."""
    shutil.rmtree(session.folder, ignore_errors=True)
