"""The engine's callbacks during an install, turned into progress."""

from __future__ import annotations

from contextlib import ExitStack
from threading import Lock
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable

    from pypixi.terminal.report import Progress, Report


class InstallReporter:
    """Shows what is linked and, where anything is, what is downloaded.

    The engine calls from its own threads and swallows exceptions. Integers that are
    returned come back as the token of the matching ``*_complete`` call.
    """

    def __init__(
        self, report: Report, title: str, before_link: Callable[[str], None]
    ) -> None:
        self._report = report
        self._title = title
        self._before_link = before_link
        self._tasks = ExitStack()
        self._lock = Lock()
        self._links: Progress | None = None
        self._downloads: Progress | None = None
        self._started = 0

    def __enter__(self) -> Self:
        """Begin to show progress."""
        task = self._report.task(f"installing {self._title}")
        self._links = self._tasks.enter_context(task)
        return self

    def __exit__(self, *error: object) -> None:
        """Show it no longer."""
        self._tasks.close()

    def __getattr__(self, name: str) -> object:
        """Accept every callback: the engine calls all of them."""
        if not name.startswith("on_"):
            raise AttributeError(name)
        return lambda *_: 0

    def on_transaction_start(self, total: int) -> None:
        """Learn how many packages are linked and unlinked."""
        if self._links is not None:
            self._links.total(total)

    def on_link_start(self, operation: int, name: str) -> int:
        """Look at the package that is about to be linked, and name it."""
        self._before_link(name)
        if self._links is not None:
            self._links.detail(name)
        return operation

    def on_transaction_operation_complete(self, operation: int) -> None:  # noqa: ARG002
        """Count a package that is linked or unlinked."""
        if self._links is not None:
            self._links.advance()

    def on_download_start(self, cache_entry: int) -> int:
        """Count one more archive to fetch; local ones are not downloaded."""
        with self._lock:
            if self._downloads is None:
                task = self._report.task(f"downloading {self._title}")
                self._downloads = self._tasks.enter_context(task)
            self._started += 1
            self._downloads.total(self._started)
        return cache_entry

    def on_download_completed(self, download: int) -> None:  # noqa: ARG002
        """Count an archive that was fetched."""
        if self._downloads is not None:
            self._downloads.advance()
