"""What judging locked PyPI packages takes and gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.values import field, frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from .faults import Fault


@frozen
class PypiContext:
    """What judging PyPI packages takes beside the lock file and the manifest."""

    root: Path
    """The workspace, where relative paths start."""
    default_index: Callable[[], str]
    """Returns the URL of the index that is used where none is configured."""
    normalize: Callable[[Sequence[str]], list[str]]
    """Returns requirements in the spelling of the lock file, or raises ValueError."""
    now: float
    """When the command started, in seconds since 1970: cutoffs are counted from it."""


@frozen
class PypiFindings:
    """What following the PyPI requirements of one platform led to."""

    fault: Fault | None = None
    """The first, if there is any."""
    used: frozenset[str] = field(default_factory=frozenset)
    """The names of conda packages that meet a PyPI requirement."""
    reached: frozenset[str] = field(default_factory=frozenset)
    """The names of PyPI packages that something asks for."""
