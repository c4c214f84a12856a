"""How a command can end other than with a status."""

from __future__ import annotations

import os


class CommandError(Exception):
    """A command cannot be run, or a built-in one cannot go on."""

    def __init__(self, message: str, status: int = 1) -> None:
        super().__init__(message)
        self.message = message
        self.status = status


class ScriptExit(Exception):  # noqa: N818 - nothing is wrong
    """A script ends here: by ``exit``, or because it has been told to stop."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def os_message(error: OSError | ValueError) -> str:
    """Return the words of the system for an error, as the original has them."""
    number = getattr(error, "errno", None)
    if number is None:
        return str(error)
    return f"{os.strerror(number)} (os error {number})"
