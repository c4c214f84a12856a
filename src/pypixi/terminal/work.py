"""How far a task is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True, eq=False)
class Work:
    """A task under way, changed by those who work on it."""

    title: str
    total: int | None = None
    """The number of its units, once that is known."""
    done: int = 0
    detail: str = ""
    """What is being worked on right now."""
    begun: float = 0.0
    """When it began, in seconds of a monotonic clock."""
