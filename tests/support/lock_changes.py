"""What changed in a lock file, line for line."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from support.pixi import Pixi

Part = tuple[str, ...]
"""What some lines of a lock file belong to.

A platform by its name; an environment by its name; what is locked in it by its name,
the platform and the file; a package by its file. Files are named with their folder.
"""


def lock_changes(before: str, after: str) -> set[Part]:
    """Return the parts that lines came to (``+``) or went from (``-``).

    Each line belongs to a part, so that what is not returned has not changed at all.
    """
    old, new = _parts(before), _parts(after)
    keys = {key for key in old.keys() | new.keys() if old.get(key) != new.get(key)}
    return {("-", *key) for key in keys & old.keys()} | {
        ("+", *key) for key in keys & new.keys()
    }


def relocking(pixi: Pixi, path: Path) -> Callable[[], set[Part]]:
    """Return what locks again and returns what changed in the lock file since now."""
    before = path.read_text()

    def lock() -> set[Part]:
        pixi("lock").ok()
        after = path.read_text()
        pixi("lock", "--check").ok()
        return lock_changes(before, after)

    return lock


def _parts(text: str) -> dict[Part, str]:
    """Return the lines of each part."""
    found: dict[Part, str] = {}
    section = environment = platform = ""
    part: Part = ()
    for line in text.splitlines():
        indent = len(line) - len(line.lstrip(" "))
        key, _, value = line.strip(" -").partition(":")
        name = "/".join(value.strip().split("/")[-2:])
        match section, indent, line.lstrip(" ")[0]:
            case _, 0, first if first != "-":
                section, part = key, (key,)
            case "platforms", 0, "-":
                part = ("platform", name)
            case "packages", 0, "-":
                part = ("package", name)
            case "environments", 2, _:
                environment, platform, part = key, "", ("environment", key)
            case "environments", 4, first if first != "-":
                platform, part = "", ("environment", environment)
            case "environments", 6, first if first != "-":
                platform, part = key, ("locked", environment, key)
            case "environments", 6, "-" if platform:
                part = ("locked", environment, platform, name)
        found[part] = f"{found.get(part, '')}{line}\n"
    return found
