"""Whether what was installed from this machine's files would be built alike today."""

from __future__ import annotations

import json
import sys
from enum import Enum, auto
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import os
    from pathlib import Path

_INPUTS = ("pyproject.toml", "setup.py", "setup.cfg")


class Freshness(Enum):
    """What can be said without the engine."""

    FRESH = auto()
    STALE = auto()
    UNKNOWN = auto()
    """The project names its inputs itself, in a way that only the engine reads."""


def directory_freshness(source: Path, info: Path) -> Freshness:
    """Compare a project with what the engine noted when it was installed.

    Its inputs are three files, and whether there is a ``src`` folder. The time of that
    folder is no input: the engine notes when it was made, which Python cannot ask for
    on every system.

    Args:
        source: The project.
        info: The ``dist-info`` folder.
    """
    if _names_its_inputs(source):
        return Freshness.UNKNOWN
    noted = _noted(info)
    if noted is None or noted.get("timestamp") != _newest(source):
        return Freshness.STALE
    folders = noted.get("directories")
    had_src = isinstance(folders, dict) and folders.get("src") is not None
    is_same = had_src == (source / "src").is_dir()
    return Freshness.FRESH if is_same else Freshness.STALE


def is_archive_fresh(archive: Path, info: Path) -> bool:
    """Tell whether an archive is the very file that was installed."""
    try:
        state = archive.stat()
        noted = _noted(info)
        if noted is not None:
            return noted.get("timestamp") == _timestamp(state)
        # Another installer took no note; what it unpacked is younger than the archive.
        return state.st_mtime_ns <= (info / "METADATA").stat().st_mtime_ns
    except OSError:
        return False


def _noted(info: Path) -> dict[str, Any] | None:
    try:
        fields = json.loads((info / "uv_cache.json").read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    return fields if isinstance(fields, dict) else None


def _names_its_inputs(source: Path) -> bool:
    # Without parsing: a comment that says so costs a call of the engine, no more.
    try:
        return b"cache-keys" in (source / "pyproject.toml").read_bytes()
    except OSError:
        return False


def _newest(source: Path) -> dict[str, int] | None:
    states = []
    for name in _INPUTS:
        try:
            states.append((source / name).stat())
        except OSError:
            continue
    return _timestamp(max(states, key=_changed)) if states else None


def _timestamp(state: os.stat_result) -> dict[str, int]:
    """Return the time of the last change in the shape of the engine's notes."""
    seconds, nanoseconds = divmod(_changed(state), 10**9)
    return {"secs_since_epoch": seconds, "nanos_since_epoch": nanoseconds}


def _changed(state: os.stat_result) -> int:
    return state.st_mtime_ns if sys.platform == "win32" else state.st_ctime_ns
