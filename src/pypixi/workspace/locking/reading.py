"""The lock file of a workspace as it is on disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.lockfile.alignment import aligned, named_for_people
from pypixi.lockfile.errors import NewerLockFileError
from pypixi.lockfile.read import (
    parse_excerpt,
    parse_lock_file,
    read_lock_file,
    read_lock_text,
)
from pypixi.manifest.platforms import known_platforms

from .remembered import is_remembered

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pypixi.lockfile.model import LockFile
    from pypixi.specs.platform import Platform
    from pypixi.terminal.report import Report
    from pypixi.workspace.workspace import Workspace


def read_lock(workspace: Workspace) -> LockFile | None:
    """Return the lock file as it is, None where there is none.

    Raises:
        PixiError: If it cannot be read or comes from the future.
    """
    lock = read_lock_file(workspace.lock_path, canonicalize=_canonicalize)
    return None if lock is None else _aligned(workspace, lock)


def read_lock_or_none(workspace: Workspace, report: Report) -> LockFile | None:
    """Return the lock file; one from the future counts as missing, with a warning.

    Raises:
        PixiError: If it cannot be read.
    """
    try:
        return read_lock(workspace)
    except NewerLockFileError as error:
        report.warn(error.message, help=error.help)
        return None


def known_to_be_true(
    workspace: Workspace, wanted: Mapping[str, Platform | None] | None
) -> LockFile | None:
    """Return the lock file or what is wanted of it; None if nobody knows."""
    text = read_lock_text(workspace.lock_path)
    if text is None or not is_remembered(workspace, text):
        return None
    if wanted is not None:
        names = {
            # Others are called differently on disk, as the whole file tells.
            name: platform.name if platform and platform.is_plain else None
            for name, platform in wanted.items()
        }
        part = parse_excerpt(text, names, path=workspace.lock_path)
        if part is not None:
            return _aligned(workspace, part)
    return parsed_lock(workspace, text)


def parsed_lock(workspace: Workspace, text: str) -> LockFile:
    """Return what a lock file text stands for, platforms called as in the manifest.

    Raises:
        PixiError: If it is no lock file or comes from the future.
    """
    path = workspace.lock_path
    lock = parse_lock_file(text, path=path, canonicalize=_canonicalize)
    return _aligned(workspace, lock)


def as_shown(workspace: Workspace, lock: LockFile | None) -> LockFile | None:
    """Return a lock file in which platforms are called as a person knows them."""
    if lock is None:
        return None
    return named_for_people(lock, numbered_platforms(workspace))


def numbered_platforms(workspace: Workspace) -> tuple[Platform, ...]:
    """Return all platforms of a workspace in the order they are numbered in."""
    used = [environment.platforms for environment in workspace.environments.values()]
    return known_platforms(workspace.manifest, used)


def _aligned(workspace: Workspace, lock: LockFile) -> LockFile:
    each = {name: row.platforms for name, row in workspace.environments.items()}
    return aligned(lock, numbered_platforms(workspace), each)


def _canonicalize(path: Path) -> str:
    # The engine's door: canonical lock files never pass through it.
    from pypixi.conda.old_locks import canonical_text  # noqa: PLC0415

    return canonical_text(path)
