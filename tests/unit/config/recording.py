"""A report that remembers its warnings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.terminal.report import SILENT

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from pypixi.errors import Label
    from pypixi.terminal.report import Progress


class Recorder:
    """Keeps the messages and helps of warnings in the order they come."""

    def __init__(self) -> None:
        self.warnings: list[str] = []
        self.helps: list[str | None] = []

    def warn(
        self,
        message: str,
        *,
        labels: tuple[Label, ...] = (),  # noqa: ARG002
        help: str | None = None,  # noqa: A002
    ) -> None:
        self.warnings.append(message)
        self.helps.append(help)

    def status(self, message: str) -> None:
        raise AssertionError(message)

    def task(
        self, title: str, total: int | None = None
    ) -> AbstractContextManager[Progress]:
        return SILENT.task(title, total)
