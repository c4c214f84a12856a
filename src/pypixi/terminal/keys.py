"""Keys as they are pressed, without waiting for Enter."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import TextIO

ENTER, ESCAPE, UP, DOWN, ERASE = "enter", "escape", "up", "down", "erase"
INTERRUPT = "interrupt"

_NAMES = {
    "\r": ENTER,
    "\n": ENTER,
    "\x1b": ESCAPE,
    "\x1b[A": UP,
    "\x1bOA": UP,
    "\x10": UP,
    "\x1b[B": DOWN,
    "\x1bOB": DOWN,
    "\x0e": DOWN,
    "\x7f": ERASE,
    "\b": ERASE,
    "\x03": INTERRUPT,
    "\x04": ESCAPE,
}
"""What terminals send, also for Ctrl-P and Ctrl-N, and what we call it."""


def key_named(sent: str) -> str:
    """Return what we call a key, or the character that it stands for."""
    return _NAMES.get(sent, sent)


if sys.platform == "win32":  # pragma: no cover - cannot be run on this system
    import msvcrt

    _SPECIAL = {"H": UP, "P": DOWN}

    @contextmanager
    def pressed_keys(stdin: TextIO) -> Iterator[Callable[[], str]]:  # noqa: ARG001
        """Yield a function that waits for a key and returns what we call it."""

        def read() -> str:
            sent = msvcrt.getwch()
            if sent in ("\x00", "\xe0"):
                return _SPECIAL.get(msvcrt.getwch(), "")
            return key_named(sent)

        yield read

else:
    import select
    import termios
    import tty

    _REST = 0.05
    """Seconds within which a terminal sends the rest of a key."""

    @contextmanager
    def pressed_keys(stdin: TextIO) -> Iterator[Callable[[], str]]:
        """Yield a function that waits for a key and returns what we call it.

        The terminal is as before afterwards, whatever happens.
        """
        descriptor = stdin.fileno()
        before = termios.tcgetattr(descriptor)

        def read() -> str:
            sent = os.read(descriptor, 1)
            if sent == b"\x1b" and select.select([descriptor], [], [], _REST)[0]:
                sent += os.read(descriptor, 2)
            while sent and not _is_whole(sent):
                sent += os.read(descriptor, 1)
            return key_named(sent.decode(errors="replace")) if sent else ESCAPE

        try:
            tty.setcbreak(descriptor, termios.TCSADRAIN)
            # Ctrl-C is a key here: a signal would leave the list on the screen.
            mode = termios.tcgetattr(descriptor)
            mode[3] &= ~termios.ISIG
            termios.tcsetattr(descriptor, termios.TCSADRAIN, mode)
            yield read
        finally:
            termios.tcsetattr(descriptor, termios.TCSADRAIN, before)

    def _is_whole(sent: bytes) -> bool:
        """Tell whether the bytes of a character have all come."""
        try:
            sent.decode()
        except UnicodeDecodeError as error:
            return error.reason != "unexpected end of data"
        return True
