"""Which runs of tasks may start while others are under way."""

from __future__ import annotations

from heapq import heappop, heappush
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .graph import TaskNode


class Agenda:
    """What is left of some runs of tasks; a run is told by its place among them.

    Those that may start do so in the order of the runs. An alias takes no time: it has
    ended when all that it stands for has.

    Args:
        nodes: The runs, each behind those that it waits for.
        keep_going: Whether after a failure all runs go on that do not wait for it.
    """

    def __init__(self, nodes: Sequence[TaskNode], *, keep_going: bool = False) -> None:
        self._nodes = nodes
        self._keep_going = keep_going
        self._is_halted = False
        self._unmet = [len(node.after) for node in nodes]
        self._waiting: list[list[int]] = [[] for _ in nodes]
        """For each run those that wait for it."""
        for place, node in enumerate(nodes):
            for earlier in node.after:
                self._waiting[earlier].append(place)
        self._ready = [place for place, unmet in enumerate(self._unmet) if not unmet]
        self._started: set[int] = set()
        self.failures: list[tuple[TaskNode, int]] = []
        """The runs that failed by themselves with their statuses, in that order."""

    @property
    def left_out(self) -> list[TaskNode]:
        """The runs that have not started, aliases passed over."""
        return [
            node
            for place, node in enumerate(self._nodes)
            if place not in self._started and not node.is_alias
        ]

    def take(self) -> int | None:
        """Return a run that is to start now, None while there is none."""
        while self._ready and not self._is_halted:
            place = heappop(self._ready)
            if not self._nodes[place].is_alias:
                self._started.add(place)
                return place
            self._release(place)
        return None

    def ended(self, place: int, status: int) -> None:
        """Go on from the end of a run."""
        if status == 0:
            self._release(place)
        elif not self._is_halted:
            self.failures.append((self._nodes[place], status))
            self._is_halted = not self._keep_going

    def halt(self) -> None:
        """Start nothing more."""
        self._is_halted = True

    def _release(self, place: int) -> None:
        for later in self._waiting[place]:
            self._unmet[later] -= 1
            if not self._unmet[later]:
                heappush(self._ready, later)
