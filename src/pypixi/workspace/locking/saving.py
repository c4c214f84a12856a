"""Writing the lock file of a workspace, alone or together with the manifest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.files.atomic import write_changed
from pypixi.lockfile.alignment import named_for_disk
from pypixi.lockfile.write import format_lock_file

from .reading import numbered_platforms

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pypixi.lockfile.model import LockFile
    from pypixi.terminal.report import Report
    from pypixi.workspace.workspace import Workspace


def save_lock(workspace: Workspace, lock: LockFile, report: Report) -> bool:
    """Write the lock file of a workspace, whole or not at all.

    A file that has the same bytes is not touched.

    Args:
        workspace: Whose lock file.
        lock: What it shall say.
        report: Hears of what may be wrong with it.

    Returns:
        Whether it was written.

    Raises:
        UnwritableFileError: If the folder cannot be written to.
    """
    contents = {workspace.lock_path: _lock_content(workspace, lock)}
    return _written_to(workspace, contents, report)


def would_change(workspace: Workspace, lock: LockFile) -> bool:
    """Tell whether saving a lock file would change the one that is there."""
    content = _lock_content(workspace, lock)
    try:
        return workspace.lock_path.read_bytes() != content
    except FileNotFoundError:
        return True


def save_with_manifest(
    workspace: Workspace, manifest: str, lock: LockFile | None, report: Report
) -> bool:
    """Write the manifest of a workspace and the lock file that is true for it.

    Either both are written or none is, and a file that stays as it is is not touched.

    Args:
        workspace: Whose files.
        manifest: The text of the manifest.
        lock: What the lock file shall say; None where it is true already.
        report: Hears of what may be wrong with it.

    Returns:
        Whether the lock file was written.

    Raises:
        UnwritableFileError: If the folder cannot be written to.
    """
    contents = {workspace.manifest.path: manifest.encode()}
    if lock is not None:
        contents[workspace.lock_path] = _lock_content(workspace, lock)
    return _written_to(workspace, contents, report)


def _written_to(
    workspace: Workspace, contents: Mapping[Path, bytes], report: Report
) -> bool:
    """Write files, and tell whether the lock file was among those that changed."""
    is_locked_anew = workspace.lock_path in write_changed(contents)
    if is_locked_anew and workspace.config.offline:
        report.warn(
            "the lock file was written from a solve restricted to locally available"
            " packages",
            help="run `pixi update` without --offline to choose among all packages",
        )
    return is_locked_anew


def _lock_content(workspace: Workspace, lock: LockFile) -> bytes:
    on_disk = named_for_disk(lock, numbered_platforms(workspace))
    return format_lock_file(on_disk).encode()
