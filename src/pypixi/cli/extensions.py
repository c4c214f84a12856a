"""Programs called ``pixi-NAME``, which are commands too."""

from __future__ import annotations

import os
import sys
from pathlib import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from .world import World


def find_extensions(world: World) -> dict[str, Path]:
    """Return the programs called ``pixi-<name>`` by that name, first on PATH first."""
    found: dict[str, Path] = {}
    for folder in _extension_folders(world):
        for path in sorted(folder.glob("pixi-*")) if folder.is_dir() else ():
            name = path.stem if sys.platform == "win32" else path.name
            if path.is_file() and os.access(path, os.X_OK):
                found.setdefault(name.removeprefix("pixi-"), path)
    return found


def _extension_folders(world: World) -> Iterator[Path]:
    separator = ";" if sys.platform == "win32" else ":"
    for entry in world.env.get("PATH", "").split(separator):
        if entry:
            yield world.cwd / entry
    home = world.env.get("PIXI_HOME")
    user = world.env.get("HOME", world.env.get("USERPROFILE", ""))
    if home or user:
        yield (Path(home) if home else Path(user) / ".pixi") / "bin"
