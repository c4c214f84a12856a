"""Work done in a thread of its own.

On the module that ``threading`` is made of, which the interpreter has loaded anyway.
"""

from __future__ import annotations

from _thread import allocate_lock, start_new_thread

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


class Worker:
    """A thread that finds a status."""

    __slots__ = ("_done", "_error", "_status")

    def __init__(self, work: Callable[[], int]) -> None:
        """Start the thread.

        Raises:
            RuntimeError: If there are too many.
        """
        self._done = allocate_lock()
        self._done.acquire()
        self._error: BaseException | None = None
        self._status = 0
        start_new_thread(self._run, (work,))

    def _run(self, work: Callable[[], int]) -> None:
        try:
            self._status = work()
        except BaseException as error:  # noqa: BLE001 - raised where it is joined
            self._error = error
        finally:
            self._done.release()

    def join(self) -> int:
        """Wait for the end of the thread and return the status, or raise its error."""
        with self._done:
            if self._error is not None:
                raise self._error
            return self._status
