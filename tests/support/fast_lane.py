"""Runs by a plan and without one, side by side."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from .pixi import Outcome, Pixi

SETTLING = 2.1
"""Seconds after which a file cannot change any more without looking different."""


def settle() -> None:
    """Wait until what was written may be relied on by its looks."""
    time.sleep(SETTLING)


def both(pixi: Pixi, *argv: str) -> tuple[Outcome, Outcome]:
    """Run a command as it comes, and again without any plan."""
    return pixi.process(*argv), pixi.having(PYPIXI_NO_FAST_LANE="1").process(*argv)


def same(pixi: Pixi, *argv: str) -> None:
    """Assert that a command does the same by a plan and without one."""
    __tracebackhide__ = True
    by_plan, without = both(pixi, *argv)
    for name in ("code", "stdout", "stderr"):
        assert getattr(by_plan, name) == getattr(without, name), (by_plan, without)


def plans(pixi: Pixi) -> list[Path]:
    """Return the plans that are kept for a user."""
    return sorted((pixi.home / "cache" / "pypixi" / "plans").glob("*"))
