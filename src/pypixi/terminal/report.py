"""The Report protocol: how lower layers tell a person what is going on."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from pypixi.errors import Label


class Progress(Protocol):
    """A piece of work under way; safe to call from any thread."""

    def advance(self, amount: int = 1) -> None:
        """Say that ``amount`` more units are done."""
        ...

    def total(self, amount: int) -> None:
        """Say how many units there are in all, once that is known."""
        ...

    def detail(self, text: str) -> None:
        """Name what is being worked on right now."""
        ...


class Report(Protocol):
    """Receives what happens on the way to a result.

    Silent by default (:data:`SILENT`); the command line hands in one that draws.
    """

    def warn(
        self,
        message: str,
        *,
        labels: tuple[Label, ...] = (),
        help: str | None = None,  # noqa: A002 - the word users read in the output
    ) -> None:
        """Tell of something that is wrong but does not stop the work."""
        ...

    def status(self, message: str) -> None:
        """Tell of a step that was completed."""
        ...

    def task(
        self, title: str, total: int | None = None
    ) -> AbstractContextManager[Progress]:
        """Enter a piece of work, of ``total`` units where that is known."""
        ...


class _NoProgress:
    """Progress that nobody watches."""

    def advance(self, amount: int = 1) -> None:
        """Forget it."""

    def total(self, amount: int) -> None:
        """Forget it."""

    def detail(self, text: str) -> None:
        """Forget it."""


class _Silent:
    """A report that nobody reads."""

    def warn(
        self,
        message: str,
        *,
        labels: tuple[Label, ...] = (),
        help: str | None = None,  # noqa: A002 - the word users read in the output
    ) -> None:
        """Forget it."""

    def status(self, message: str) -> None:
        """Forget it."""

    @contextmanager
    def task(self, title: str, total: int | None = None) -> Iterator[Progress]:  # noqa: ARG002
        """Hand out progress that goes nowhere."""
        yield _NoProgress()


SILENT: Report = _Silent()
"""A report that says nothing: the default of the Python API."""
