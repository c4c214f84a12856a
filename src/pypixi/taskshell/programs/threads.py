"""Work done in a thread of its own.

On the module that ``threading`` is made of, which the interpreter has loaded anyway.
"""

from __future__ import annotations

import sys
from _thread import allocate_lock, start_new_thread

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

_TICK = 0.2
"""Seconds between two looks."""


class Worker:
    """A thread that finds a status."""

    __slots__ = ("_done", "_error", "_status", "_work", "has_begun")

    def __init__(self, work: Callable[[], int]) -> None:
        self._work = work
        self._done = allocate_lock()
        self._done.acquire()
        self._error: BaseException | None = None
        self._status = 0
        self.has_begun = False
        """Whether the thread exists for sure."""

    def start(self) -> None:
        """Start the thread.

        Raises:
            RuntimeError: If there are too many.
        """
        start_new_thread(self._run, ())

    def _run(self) -> None:
        self.has_begun = True
        _let_debuggers_follow()
        try:
            self._status = self._work()
        except BaseException as error:  # noqa: BLE001 - raised where it is joined
            self._error = error
        finally:
            self._done.release()

    def join(self) -> int:
        """Wait for the end of the thread and return the status, or raise its error.

        Not all systems wake the main thread for a signal when it waits and another
        does not: so it looks for itself.
        """
        while not self._done.acquire(timeout=_TICK):
            pass
        self._done.release()
        if self._error is not None:
            raise self._error
        return self._status


def _let_debuggers_follow() -> None:
    """Do what ``threading`` does for debuggers and for those who measure coverage."""
    threading = sys.modules.get("threading")
    if threading is not None and threading.gettrace() is not None:
        sys.settrace(threading.gettrace())
