"""The Python that a build runs in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.values import frozen

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@frozen
class BuildPython:
    """The Python that sources are built with: that of a prefix on this machine."""

    program: Path
    env: Mapping[str, str]
    """The variables of the activated environment, the caller's among them."""
