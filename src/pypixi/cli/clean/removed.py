"""What is said about things that were removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.terminal.table import human_size

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pypixi.terminal.console import Console
    from pypixi.workspace.clean import Removal


def tell_of(removed: Sequence[Removal], console: Console) -> None:
    """Tell what was removed, and how much room that makes."""
    if not removed:
        console.note("Nothing to remove.")
        return
    for each in removed:
        console.note(f"  removed '{each.path}' ({human_size(each.freed or 0)})")
    freed = sum(each.freed or 0 for each in removed)
    console.status(f"Removed {human_size(freed)}")
