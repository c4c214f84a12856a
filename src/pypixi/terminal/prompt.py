"""Asking a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.errors import PixiError

if TYPE_CHECKING:
    from typing import TextIO


class NoTerminalError(PixiError):
    """Somebody has to be asked, and nobody is there."""

    def __init__(self, help: str) -> None:  # noqa: A002 - as in PixiError
        super().__init__("IO error: not a terminal", help=help)


def confirm(question: str, *, stdin: TextIO, stderr: TextIO, unasked: str) -> bool:
    """Return whether a person agrees; no answer is no.

    Args:
        question: What is asked, without a question mark's brackets behind it.
        stdin: Where the answer is typed.
        stderr: Where the question is shown.
        unasked: How to say it without being asked, for who has no terminal.

    Raises:
        NoTerminalError: If nobody can answer.
    """
    if not (stdin.isatty() and stderr.isatty()):
        raise NoTerminalError(unasked)
    stderr.write(f"{question} [y/N] ")
    stderr.flush()
    return stdin.readline().strip().lower() in ("y", "yes")
