"""Pipes whose lines are passed on with a prefix."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_CHUNK = 1 << 16
_TICK = 0.2
"""Seconds between two looks whether there is anything left to read."""


class PrefixedPipe:
    """A pipe, and a thread that passes on what is written to it.

    Lines are passed on whole, several at a time where they come fast. A last one that
    has no end gets one.

    Args:
        prefix: What goes in front of each line.
        write: Called with whole lines, in a thread. An error of the system in it
            closes the pipe, so that programs which go on writing end.
    """

    def __init__(self, prefix: bytes, write: Callable[[bytes], None]) -> None:
        self._prefix = prefix
        self._write = write
        self._reading, self.writing = os.pipe()
        self._looks = 0
        self._is_waiting = False
        self._thread = threading.Thread(target=self._pass_on, daemon=True)
        self._thread.start()

    def finish(self) -> None:
        """Close our end, and wait until all is passed on that was written.

        A program that was left in the background may hold the pipe open for ever: what
        it writes is still passed on, but not waited for.
        """
        os.close(self.writing)
        seen = None
        while self._thread.is_alive():
            self._thread.join(_TICK)
            if self._is_waiting and seen == self._looks:
                return
            seen = self._looks

    def _pass_on(self) -> None:
        pending: list[bytes] = []
        try:
            while chunk := self._read():
                if b"\n" not in chunk:
                    pending.append(chunk)
                    continue
                lines, _, rest = b"".join([*pending, chunk]).rpartition(b"\n")
                self._write(self._prefixed(lines))
                pending = [rest] if rest else []
            if pending:
                self._write(self._prefixed(b"".join(pending)))
        except OSError:
            return  # nobody reads it any more
        finally:
            os.close(self._reading)

    def _read(self) -> bytes:
        self._looks += 1
        self._is_waiting = True
        try:
            return os.read(self._reading, _CHUNK)
        finally:
            self._is_waiting = False

    def _prefixed(self, lines: bytes) -> bytes:
        return self._prefix + lines.replace(b"\n", b"\n" + self._prefix) + b"\n"
