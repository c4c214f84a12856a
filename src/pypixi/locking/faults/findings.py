"""What following the PyPI requirements of one platform led to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.values import field, frozen

if TYPE_CHECKING:
    from .fault import Fault


@frozen
class PypiFindings:
    """What is wrong with locked PyPI packages, and what they make use of."""

    faults: tuple[Fault, ...] = ()
    used: frozenset[str] = field(default_factory=frozenset)
    """The names of conda packages that meet a PyPI requirement."""
    reached: frozenset[str] = field(default_factory=frozenset)
    """The names of PyPI packages that something asks for."""
