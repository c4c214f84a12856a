"""Running what was planned, several tasks at a time or in spite of failures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from pypixi.errors import PixiError
from pypixi.task.agenda import Agenda
from pypixi.values import frozen

from .prepare import Preparation, Stage

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager

    from pypixi.task.call import TaskCall
    from pypixi.task.graph import TaskNode
    from pypixi.terminal.report import Report

    from .plan import RunPlan
    from .prepare import Job

_REFUSED = 1
"""The status of a task that cannot be started."""


@frozen
class Manner:
    """How several tasks are run."""

    jobs: int = 1
    """How many at a time."""
    keep_going: bool = False
    """Whether after a failure all goes on that does not depend on it."""
    force: bool = False
    """Whether also tasks run that would only repeat the last time."""
    is_watched: bool = False
    """Whether it is repeated when files change, be it during the run."""


class Crew(Stage, Protocol):
    """A stage on which several scripts can be under way.

    None of its functions is called from two threads.
    """

    @property
    def interrupted(self) -> int | None:
        """The status to end with if somebody told us to end, else None."""

    def preparing(self) -> AbstractContextManager[None]:
        """Enter work of our own, which an interrupt ends by a KeyboardInterrupt."""

    def begin(self, place: int, name: str, job: Job) -> None:
        """Start a script, which is told from others by its place.

        Raises:
            PixiError: If it cannot be parsed.
        """

    def wait(self) -> tuple[int, int]:
        """Wait until a script has ended; return its place and its status."""

    def stop(self) -> None:
        """Ask all scripts to end, unless they have been interrupted anyway."""

    def refuse(self, error: PixiError) -> None:
        """Tell why a task cannot be started while others go on."""

    def conclude(
        self, failures: Sequence[tuple[TaskNode, int]], left_out: Sequence[TaskNode]
    ) -> None:
        """Tell which tasks failed with which status, and which did not run."""


def perform_together(plan: RunPlan, crew: Crew, report: Report, manner: Manner) -> int:
    """Run tasks as soon as those they wait for have ended; return the first failure.

    Environments are made ready one at a time, each when the first of its tasks is to
    start.

    Args:
        plan: What is to be run, no plain command.
        crew: Where.
        report: Hears of progress.
        manner: How.

    Raises:
        PixiError: If a task cannot be started and that ends the run.
        KeyboardInterrupt: If it reaches us and not the crew; all scripts have ended.
    """
    return _Together(plan, crew, report, manner).run()


class _Together:
    """A run under way."""

    def __init__(
        self, plan: RunPlan, crew: Crew, report: Report, manner: Manner
    ) -> None:
        self._nodes = plan.nodes
        self._crew = crew
        self._manner = manner
        self._agenda = Agenda(plan.nodes, keep_going=manner.keep_going)
        self._preparation = Preparation(
            plan, crew, report, force=manner.force, is_watched=manner.is_watched
        )
        self._running: dict[int, TaskCall] = {}

    def run(self) -> int:
        """Run all of it; return the status."""
        try:
            self._begin_what_may()
            while self._running:
                place, status = self._crew.wait()
                self._end(place, self._running.pop(place), status)
                self._begin_what_may()
        except BaseException as error:
            self._crew.stop()
            while self._running:
                self._running.pop(self._crew.wait()[0])
            interrupted = self._crew.interrupted
            if interrupted is None or not isinstance(error, KeyboardInterrupt):
                raise
            return interrupted
        return self._concluded()

    def _begin_what_may(self) -> None:
        while len(self._running) < self._manner.jobs:
            if self._crew.interrupted is not None:
                self._agenda.halt()
            place = self._agenda.take()
            if place is None:
                return
            try:
                self._begin(place)
            except PixiError as error:
                if not self._manner.keep_going:
                    raise
                self._crew.refuse(error)
                self._agenda.ended(place, _REFUSED)

    def _begin(self, place: int) -> None:
        node = self._nodes[place]
        with self._crew.preparing():
            call = self._preparation.announced(node)
            job = self._preparation.job(call, is_last=False)
        if job is None:
            self._agenda.ended(place, 0)
            return
        self._crew.begin(place, node.task.name, job)
        self._running[place] = call

    def _end(self, place: int, call: TaskCall, status: int) -> None:
        if status == 0:
            self._preparation.keep(call)
        self._agenda.ended(place, status)
        if status and not self._manner.keep_going:
            self._crew.stop()

    def _concluded(self) -> int:
        failures, left_out = self._agenda.failures, self._agenda.left_out
        interrupted = self._crew.interrupted
        if interrupted is not None and (failures or left_out):
            return interrupted
        if failures:
            self._crew.conclude(failures, left_out)
            return failures[0][1]
        return 0
