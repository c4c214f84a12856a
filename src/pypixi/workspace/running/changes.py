"""Waiting for changes below some folders."""

from __future__ import annotations

import threading
from pathlib import PurePath
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from pypixi.errors import PixiError

from .watched import UNWATCHED, Folders

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path
    from typing import Self

_TICK = 0.2
"""Seconds between two looks at signals, where waiting does not hear of them."""
_STEP = 50
"""Milliseconds without another change after which one is told of."""
_LOOK = 200
"""Milliseconds after which a thread tells that it is there."""


class UnwatchableError(PixiError):
    """The system does not tell of changes."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"changes of files cannot be watched: {reason}",
            help="write narrower patterns of `inputs`, so that fewer folders are"
            " watched, or raise the limit of the system",
        )


class Changes:
    """Threads that listen for changes in some folders."""

    def __init__(self) -> None:
        self._folders = Folders()
        self._found: set[tuple[int, int] | None] = set()
        """Which they were: one that was made anew is another one."""
        self._told: SimpleQueue[OSError | None] = SimpleQueue()
        """None for a change."""
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []
        self._listening: list[threading.Event] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    def listen(self, folders: Folders) -> None:
        """Listen in these folders from now on, and in no others."""
        found = {_identity(path) for path in folders.deep | folders.flat}
        if (folders, found) == (self._folders, self._found):
            return
        self._close()
        self._folders, self._found = folders, found
        self._stop = threading.Event()
        for paths, is_deep in ((folders.deep, True), (folders.flat, False)):
            if paths:
                listening = threading.Event()
                words = paths, self._stop, listening
                thread = threading.Thread(
                    target=self._tell,
                    args=words,
                    kwargs={"is_deep": is_deep},
                    daemon=True,
                )
                thread.start()
                self._threads.append(thread)
                self._listening.append(listening)

    def settle(self) -> None:
        """Wait until no change can be missed any more.

        Raises:
            UnwatchableError: If the system does not tell of changes.
        """
        for listening in self._listening:
            while not listening.wait(_TICK):
                self._raise_fault()
        self._raise_fault()

    def wait(self) -> None:
        """Wait for a change since the last time.

        Raises:
            UnwatchableError: If the system does not tell of changes.
        """
        while True:
            try:
                fault = self._told.get(timeout=_TICK)
            except Empty:
                continue
            if fault is not None:
                raise UnwatchableError(fault.strerror or str(fault))
            return

    def _raise_fault(self) -> None:
        while not self._told.empty():
            fault = self._told.get()
            if fault is not None:
                raise UnwatchableError(fault.strerror or str(fault))

    def _close(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()
        self._threads.clear()
        self._listening.clear()

    def _tell(
        self,
        paths: Iterable[Path],
        stop: threading.Event,
        listening: threading.Event,
        *,
        is_deep: bool,
    ) -> None:
        from watchfiles import watch  # noqa: PLC0415 - takes longer than most commands

        try:
            for changes in watch(
                *paths,
                watch_filter=lambda _, path: PurePath(path).name not in UNWATCHED,
                step=_STEP,
                rust_timeout=_LOOK,
                yield_on_timeout=True,
                stop_event=stop,
                recursive=is_deep,
                ignore_permission_denied=True,
            ):
                listening.set()
                if changes:
                    self._told.put(None)
        except OSError as error:
            self._told.put(error)
        finally:
            listening.set()


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
