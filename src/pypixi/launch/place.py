"""Where plans lie, and which workspace one is about."""

from __future__ import annotations

import os
import stat
import zlib

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

MANIFESTS = ("pixi.toml", "pyproject.toml", "mojoproject.toml")
"""In one folder only the first of these that exists counts."""

FOLDERS = ("pypixi", "plans")
"""In the user's cache."""
_OF_OTHERS = stat.S_IWGRP | stat.S_IWOTH


def nearest_manifest(folder: str) -> str | None:
    """Return the first file that may be a manifest, in a folder or in those above."""
    while True:
        for name in MANIFESTS:
            path = f"{folder.rstrip('/')}/{name}"
            try:
                if stat.S_ISREG(os.stat(path).st_mode):
                    return path
            except OSError:
                continue
        above = os.path.dirname(folder)
        if above == folder:
            return None
        folder = above


def plan_path(env: Mapping[str, str], system: str, key: str) -> str | None:
    """Return the file of a plan, None where there is no place for plans.

    Args:
        env: The variables of the calling process.
        system: As ``sys.platform`` names it.
        key: What tells the plan from others.
    """
    home = env.get("HOME", "")
    cache = f"{home}/.cache" if home else ""
    if system == "darwin":
        cache = f"{home}/Library/Caches" if home else ""
    elif os.path.isabs(env.get("XDG_CACHE_HOME", "")):
        cache = env["XDG_CACHE_HOME"]
    if system == "win32" or not os.path.isabs(cache):
        return None
    content = os.fsencode(key)
    number = f"{zlib.crc32(content):08x}{zlib.adler32(content):08x}{len(content):x}"
    return "/".join([cache, *FOLDERS, number])


def read_plan(path: str) -> str | None:
    """Return the text of a plan, None if it is not the user's own.

    Neither may another one have written it, nor is a link followed.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return None
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode) or found.st_mode & _OF_OTHERS:
            return None
        if found.st_uid != os.getuid():
            return None
        parts = []
        while part := os.read(descriptor, 1 << 20):
            parts.append(part)
        return os.fsdecode(b"".join(parts))
    except OSError:
        return None
    finally:
        os.close(descriptor)
