"""Running what was planned, and keeping what it writes."""

from __future__ import annotations

import os
import tempfile
from typing import TYPE_CHECKING

from pypixi.processes import Completed
from pypixi.taskshell.parser import parse
from pypixi.taskshell.run import run_script

from .perform import perform

if TYPE_CHECKING:
    from pypixi.manifest.environments import Environment
    from pypixi.task.graph import TaskNode
    from pypixi.terminal.report import Report

    from .plan import RunPlan
    from .prepare import Job


def perform_captured(plan: RunPlan, report: Report) -> Completed:
    """Run what was planned to its end, without a terminal; return all it wrote.

    Raises:
        PixiError: If a task cannot be started.
    """
    with (
        open(os.devnull, "rb") as stdin,  # noqa: PTH123 - no path of ours
        tempfile.TemporaryFile() as stdout,
        tempfile.TemporaryFile() as stderr,
    ):
        streams = stdin.fileno(), stdout.fileno(), stderr.fileno()
        stage = _SilentStage(plan.workspace.system, streams)
        code = perform(plan, stage, report)
        for file in (stdout, stderr):
            file.seek(0)
        return Completed(code=code, stdout=stdout.read(), stderr=stderr.read())


class _SilentStage:
    """Runs scripts on descriptors, and tells nobody."""

    def __init__(self, system: str, streams: tuple[int, int, int]) -> None:
        self._system = system
        self._streams = streams

    def announce(self, node: TaskNode, command: str) -> None:
        """Tell nobody."""

    def skip(self, message: str) -> None:
        """Tell nobody."""

    def enter(self, environment: Environment) -> None:
        """Do nothing."""

    def start(self, job: Job) -> int:
        """Run a script to its end."""
        return run_script(
            parse(job.script),
            env=job.env,
            cwd=str(job.cwd),
            system=self._system,
            streams=self._streams,
        )
