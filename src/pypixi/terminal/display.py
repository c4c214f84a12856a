"""The tasks under way, drawn together below whatever else is printed."""

from __future__ import annotations

from contextlib import suppress
from threading import Condition, Thread
from time import monotonic
from typing import TYPE_CHECKING

from pypixi.values import frozen

from .abilities import encodable
from .work import Work

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from threading import Lock
    from typing import Self, TextIO

_DELAY = 0.2
"""Seconds that a task may take without being shown."""
_REFRESH = 0.1
_SPARE_ROWS = 2
_ERASE_BELOW = "\x1b[J"
_ERASE_RIGHT = "\x1b[K"


@frozen
class Canvas:
    """A terminal and what it can show."""

    stream: TextIO
    size: Callable[[], tuple[int, int]]
    """Columns and rows, which change while we draw."""
    color: bool
    unicode: bool


class Display:
    """Bars for the tasks that take long, at the bottom of a terminal.

    One thread draws while there are tasks. Whoever prints does so under the same lock,
    so that no line is torn.
    """

    def __init__(self, canvas: Canvas, lock: Lock) -> None:
        self._canvas = canvas
        self._changed = Condition(lock)
        self._under_way: list[Work] = []
        self._is_loaded = False
        self._rows_drawn = 0
        self._is_watched = False

    def task(self, title: str, total: int | None) -> Task:
        """Return a task that is on display while it is entered."""
        return Task(self, Work(title, total))

    def begin(self, work: Work) -> None:
        """Show this from when it has taken a while."""
        with self._changed:
            work.begun = monotonic()
            self._under_way.append(work)
            if not self._is_watched:
                self._is_watched = True
                Thread(target=self._watch, name="progress", daemon=True).start()

    def end(self, work: Work) -> None:
        """Show this no longer."""
        with self._changed:
            self._under_way.remove(work)
            if self._rows_drawn:
                self._paint()
            self._changed.notify()

    def advance(self, work: Work, amount: int) -> None:
        """Count more units as done."""
        with self._changed:
            work.done += amount

    def write_above(self, stream: TextIO, text: str) -> None:
        """Write whole lines in place of the bars, and draw those anew below.

        The caller holds the lock.
        """
        if not self._rows_drawn:
            stream.write(text)
            return
        self._canvas.stream.write(self._to_top() + _ERASE_BELOW)
        self._canvas.stream.flush()
        self._rows_drawn = 0
        stream.write(text)
        stream.flush()
        self._paint()

    def _watch(self) -> None:
        """Draw until no task is left."""
        # When the terminal is gone nothing is drawn any more; whoever prints next finds
        # out in a place that can end the program.
        with suppress(OSError):
            while self._wait():
                # Loading rich takes a while: nobody should be locked out for it.
                from . import progress  # noqa: F401, PLC0415

                self._is_loaded = True
                with self._changed:
                    self._paint()

    def _wait(self) -> bool:
        """Wait until something has to be drawn; tell whether there will be."""
        with self._changed:
            while self._under_way:
                self._changed.wait(self._pause())
                if self._due():
                    return True
            self._is_watched = False
            return False

    def _pause(self) -> float:
        if self._rows_drawn:
            return _REFRESH
        return max(0.0, self._under_way[0].begun + _DELAY - monotonic())

    def _due(self) -> list[Work]:
        latest = monotonic() - _DELAY
        return [work for work in self._under_way if work.begun <= latest]

    def _paint(self) -> None:
        """Draw the tasks over their former state, in a single write."""
        width, height = self._canvas.size()
        due = self._due()[: max(1, height - _SPARE_ROWS)]
        # A row that fills the last column would make some terminals add another.
        rows = self._rows(due, max(1, width - 1))
        if not (rows or self._rows_drawn):
            return
        text = "".join(f"{row}{_ERASE_RIGHT}\n" for row in rows)
        frame = encodable(self._to_top() + text + _ERASE_BELOW, self._canvas.stream)
        self._canvas.stream.write(frame)
        self._canvas.stream.flush()
        self._rows_drawn = len(rows)

    def _rows(self, works: Sequence[Work], width: int) -> list[str]:
        if not (works and self._is_loaded):
            return []
        from .progress import draw_tasks  # noqa: PLC0415 - rich, which is loaded now

        return draw_tasks(
            works,
            now=monotonic(),
            width=width,
            color=self._canvas.color,
            unicode=self._canvas.unicode,
        )

    def _to_top(self) -> str:
        return f"\r\x1b[{self._rows_drawn}A" if self._rows_drawn else "\r"


class Task:
    """A piece of work on display while it is entered; safe to use from any thread."""

    def __init__(self, display: Display, work: Work) -> None:
        self._display = display
        self._work = work

    def __enter__(self) -> Self:
        self._display.begin(self._work)
        return self

    def __exit__(self, *error: object) -> None:
        self._display.end(self._work)

    def advance(self, amount: int = 1) -> None:
        """Say that ``amount`` more units are done."""
        self._display.advance(self._work, amount)

    def total(self, amount: int) -> None:
        """Say how many units there are in all."""
        self._work.total = amount

    def detail(self, text: str) -> None:
        """Name what is being worked on right now."""
        self._work.detail = text
