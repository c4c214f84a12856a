from __future__ import annotations

from pypixi.terminal.report import SILENT


def test_silent_report_takes_everything() -> None:
    SILENT.warn("old", labels=(), help="stop")
    SILENT.status("done")
    with SILENT.task("solving", 3) as task:
        task.advance()
        task.total(4)
        task.detail("numpy")
