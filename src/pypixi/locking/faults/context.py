"""The world around a lock file that is judged, asked once only."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, cast

from pypixi.values import frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from .source_metadata import MetadataOf

_Notes = TypeVar("_Notes")


@frozen
class JudgingContext:
    """What judging a lock file asks of the world around it."""

    root: Path
    """The workspace, where relative paths start."""
    default_index: Callable[[], str]
    """Returns the URL of the index that is used where none is configured."""
    normalize: Callable[[Sequence[str]], list[str]]
    """Returns requirements in the spelling of the lock file, or raises ValueError."""
    now: float
    """When the command started, in seconds since 1970: cutoffs are counted from it."""
    metadata_of: MetadataOf | None = None
    """Returns what a source package says of itself; without it the lock is trusted."""


class Memory:
    """A context, and what was found out already in the course of one judging.

    Environments and platforms share most of their packages: nothing is parsed, read or
    compared twice.
    """

    def __init__(self, context: JudgingContext) -> None:
        self.context = context
        self._notes: dict[type, object] = {}

    @property
    def root(self) -> Path:
        """The workspace."""
        return self.context.root

    def of(self, kind: type[_Notes]) -> _Notes:
        """Return the notes of one kind, which are empty at first."""
        found = self._notes.get(kind)
        if found is None:
            found = self._notes[kind] = kind()
        return cast("_Notes", found)
