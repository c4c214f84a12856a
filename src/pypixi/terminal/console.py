"""The one place that prints."""

from __future__ import annotations

import os
import sys
from _thread import allocate_lock

from .abilities import (
    draws_unicode,
    encodable,
    is_terminal,
    shows_emoji,
    terminal_size,
    wants_color,
)
from .ansi import paint

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from contextlib import AbstractContextManager
    from typing import Self, TextIO

    from pypixi.errors import Label, PixiError

    from .abilities import ColorChoice
    from .display import Display
    from .report import Progress

_WIDTH = 80
_HEIGHT = 24


class Console:
    """Prints results to standard output and everything else to standard error.

    It is the Report that the command line hands to the layers below.

    Args:
        stdout: Where results go.
        stderr: Where everything else goes.
        env: The environment variables, which can settle colours and widths.
        color: What the user wants; "auto" means on terminals only.
        quiet: Whether to print nothing but results and errors.
        progress: Whether to draw the progress of tasks.
    """

    def __init__(
        self,
        *,
        stdout: TextIO,
        stderr: TextIO,
        env: Mapping[str, str],
        color: ColorChoice = "auto",
        quiet: bool = False,
        progress: bool = True,
    ) -> None:
        self.stdout_color = wants_color(stdout, env, color)
        self.stderr_color = wants_color(stderr, env, color)
        self.emoji = shows_emoji(env, sys.platform)
        self._stdout = stdout
        self._stderr = stderr
        self._env = env
        self._quiet = quiet
        self._unicode = draws_unicode(stderr, env, sys.platform)
        self._draws = progress and not quiet and is_terminal(stderr, env)
        self._warned: set[object] = set()
        self._lock = allocate_lock()
        self._display: Display | None = None

    @property
    def width(self) -> int:
        """The columns to fit text for people into."""
        return self._size()[0]

    @property
    def table_width(self) -> int | None:
        """The columns to fit notes in tables into, None where they need no fitting."""
        is_shown = is_terminal(self._stderr, self._env) or "COLUMNS" in self._env
        return self._wrap_at() if is_shown else None

    def print(self, text: str = "") -> None:
        """Print a line of the result.

        Raises:
            BrokenPipeError: If nobody reads it any more.
        """
        self._write(self._stdout, text)

    def status(self, message: str) -> None:
        """Tell of a step that was completed."""
        tick = paint("✔", "green", color=self.stderr_color)
        self.note(f"{tick} {message}" if self.emoji else message)

    def note(self, message: str) -> None:
        """Tell of something a person may want to know."""
        if not self._quiet:
            self._write(self._stderr, message)

    def complain(self, message: str) -> None:
        """Say in plain text why nothing was done, however quiet we are."""
        self._write(self._stderr, message)

    def relay(self, lines: bytes, *, is_error: bool) -> None:
        """Pass on whole lines that a program has written.

        Raises:
            OSError: If nobody reads them any more.
        """
        stream = self._stderr if is_error else self._stdout
        with self._lock:
            if self._display is None:
                stream.flush()
                _write_all(stream.fileno(), lines)
            else:
                text = lines.decode(stream.encoding, "replace")
                self._display.write_above(stream, encodable(text, stream))
                stream.flush()

    def warn(
        self,
        message: str,
        *,
        labels: tuple[Label, ...] = (),
        help: str | None = None,  # noqa: A002 - the word users read in the output
    ) -> None:
        """Tell, once, of something that is wrong but does not stop the work."""
        key = (message, labels, help)
        is_known = key in self._warned
        self._warned.add(key)
        if self._quiet or is_known:
            return
        from .diagnostic import render_warning  # noqa: PLC0415 - rarely needed

        text = render_warning(
            message,
            labels,
            help,
            width=self._wrap_at(),
            color=self.stderr_color,
            unicode=self._unicode,
        )
        self._write(self._stderr, text)

    @property
    def has_warned(self) -> bool:
        """Whether there was anything to warn of, shown or not."""
        return bool(self._warned)

    def error(self, error: PixiError) -> None:
        """Show what went wrong."""
        from .diagnostic import render_error  # noqa: PLC0415 - rarely needed

        text = render_error(
            error,
            width=self._wrap_at(),
            color=self.stderr_color,
            unicode=self._unicode,
        )
        self._write(self._stderr, text)

    def task(
        self, title: str, total: int | None = None
    ) -> AbstractContextManager[Progress]:
        """Enter a piece of work, which is drawn if it takes long."""
        if not self._draws:
            return _Unseen()
        with self._lock:
            if self._display is None:
                self._display = self._new_display()
        return self._display.task(title, total)

    def _new_display(self) -> Display:
        # Threads and what they need cost more than most commands take.
        from .display import Canvas, Display  # noqa: PLC0415

        canvas = Canvas(
            stream=self._stderr,
            size=self._size,
            color=self.stderr_color,
            unicode=self._unicode,
        )
        return Display(canvas, self._lock)

    def _write(self, stream: TextIO, text: str) -> None:
        line = encodable(f"{text}\n", stream)
        with self._lock:
            try:
                if self._display is None:
                    stream.write(line)
                else:
                    self._display.write_above(stream, line)
            except OSError:
                # What nobody reads is no reason to stop the work; a lost result is.
                if stream is not self._stderr:
                    raise

    def _wrap_at(self) -> int | None:
        # The original reads these two so that logs can be searched.
        for name in ("CI", "PIXI_NO_WRAP"):
            if self._env.get(name) in ("1", "true"):
                return None
        return self.width

    def _size(self) -> tuple[int, int]:
        """Return the columns and rows of the terminal."""
        columns, rows = terminal_size(self._stderr)
        columns = columns or terminal_size(self._stdout)[0]
        wanted = self._env.get("COLUMNS", "")
        if wanted.isdecimal() and int(wanted) > 0:
            columns = int(wanted)
        return columns or _WIDTH, rows or _HEIGHT


def _write_all(descriptor: int, content: bytes) -> None:
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


class _Unseen:
    """A task that nobody watches."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        pass

    def advance(self, amount: int = 1) -> None:
        """Forget it."""

    def total(self, amount: int) -> None:
        """Forget it."""

    def detail(self, text: str) -> None:
        """Forget it."""
