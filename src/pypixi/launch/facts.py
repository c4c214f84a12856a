"""What a plan rests on, told by looks that cost next to nothing."""

from __future__ import annotations

import os
import stat
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ABSENT = "absent"
_UNSETTLED = 2_000_000_000
"""Nanoseconds within which a file may change again without looking any different."""

_PREFIXES = ("PIXI_", "PYPIXI_", "CONDA_OVERRIDE_")
_NAMES = frozenset(
    {
        *("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "RATTLER_CACHE_DIR"),
        *("SOURCE_DATE_EPOCH", "CONDA_DEFAULT_ENV"),
    }
)


def signature(path: str) -> str:
    """Return what a file or folder looks like; another content looks different.

    The time of the last change of its entry tells, too: nobody can set that one.
    """
    try:
        found = os.stat(path)
    except OSError:
        return ABSENT
    kind = "d" if stat.S_ISDIR(found.st_mode) else "f"
    return (
        f"{kind} {found.st_mtime_ns} {found.st_ctime_ns} {found.st_size}"
        f" {found.st_ino} {found.st_dev}"
    )


def is_settled(seen: str, now: int) -> bool:
    """Tell whether what was seen can only change by looking different.

    Args:
        seen: A signature.
        now: The time it was taken, in nanoseconds since 1970.
    """
    if seen == ABSENT:
        return True
    _, changed, entry_changed, *_ = seen.split(" ")
    return max(int(changed), int(entry_changed)) < now - _UNSETTLED


def holds(facts: Iterable[tuple[str, str]]) -> bool:
    """Tell whether files look as they did."""
    return all(signature(path) == seen for path, seen in facts)


def surroundings(env: Mapping[str, str]) -> str:
    """Return the variables that decide what a command does before anything is run."""
    found = [
        f"{name}={env[name]}"
        for name in sorted(env)
        if name in _NAMES or name.startswith(_PREFIXES)
    ]
    return "\n".join(found)


def machine() -> str:
    """Return what tells this machine, interpreter and program from others."""
    system = os.uname()
    host = f"{system.nodename} {system.release} {system.machine}"
    program = os.path.abspath(sys.argv[0])
    return f"{host}\n{sys.executable}\n{sys.version}\n{program}"
