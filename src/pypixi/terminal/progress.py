"""What tasks look like while they are under way; the only module that needs rich."""

from __future__ import annotations

from io import BytesIO, TextIOWrapper
from typing import TYPE_CHECKING

from rich.console import Console as RichConsole
from rich.progress_bar import ProgressBar
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from .columns import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from .work import Work

_BAR = 24


def draw_tasks(
    tasks: Sequence[Work], *, now: float, width: int, color: bool, unicode: bool
) -> list[str]:
    """Return one row of at most ``width`` columns for each task."""
    table = Table.grid(padding=(0, 1))
    for ratio in (None, None, None, None, 1):
        table.add_column(no_wrap=True, overflow="ellipsis", ratio=ratio)
    for work in tasks:
        table.add_row(*_cells(work, now, unicode=unicode))
    console = _console(width, color=color, unicode=unicode)
    with console.capture() as captured:
        console.print(table)
    return [row.rstrip() for row in captured.get().splitlines()]


def _cells(work: Work, now: float, *, unicode: bool) -> list[RenderableType]:
    elapsed = now - work.begun
    spinner = Spinner("dots" if unicode else "line", style="green")
    spinner.start_time = 0.0
    bar: RenderableType = ""
    count = ""
    if work.total is not None:
        bar = ProgressBar(total=work.total, completed=work.done, width=_BAR)
        count = f"{work.done}/{work.total}"
    return [
        spinner.render(elapsed),
        Text(printable(work.title)),
        bar,
        Text(count, style="cyan"),
        Text(printable(work.detail), style="dim"),
    ]


def _console(width: int, *, color: bool, unicode: bool) -> RichConsole:
    """Return a console that draws for our terminal without asking the environment."""
    # It decides by the encoding of its file whether to draw beyond ASCII; nothing is
    # written there.
    encoding = "utf-8" if unicode else "ascii"
    return RichConsole(
        file=TextIOWrapper(BytesIO(), encoding=encoding),
        width=width,
        force_terminal=True,
        color_system="standard" if color else None,
        no_color=not color,
        legacy_windows=False,
        _environ={},
    )
