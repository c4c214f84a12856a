"""Where the environments of a workspace live."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

from pypixi.files.hashing import folder_number
from pypixi.files.paths import free_segment
from pypixi.prefix.layout import (
    ENVIRONMENTS,
    UnwritableWorkspaceError,
    environment_prefix,
    make_pixi_folder,
    pixi_folder,
)
from pypixi.terminal.report import SILENT

from .workspace import caches

if TYPE_CHECKING:
    from pathlib import Path

    from pypixi.terminal.report import Report

    from .workspace import Workspace


def detached_folder(workspace: Workspace) -> Path | None:
    """Return the folder for the environments of all workspaces, None where none is."""
    chosen = workspace.config.detached_environments
    if chosen is True:
        return caches(workspace, SILENT).detached_environments
    return chosen or None


def environments_folder(workspace: Workspace) -> Path:
    """Return the folder that holds what belongs to the environments of a workspace.

    That is ``.pixi``, unless the settings have them live elsewhere.

    Raises:
        UnsafeNameError: If the name of the workspace cannot be that of a folder.
    """
    base = detached_folder(workspace)
    if base is None:
        return pixi_folder(workspace.root)
    # As the original names it: both find each other's environments.
    number = folder_number(os.fsencode(workspace.root))
    return base / free_segment(f"{workspace.manifest.display_name}-{number}")


def prefix_of(workspace: Workspace, name: str) -> Path:
    """Return the prefix of the environment called ``name``."""
    return environment_prefix(environments_folder(workspace), name)


def make_folders(workspace: Workspace, report: Report) -> None:
    """Make the ``.pixi`` folder, and let its ``envs`` lead to where environments live.

    Args:
        workspace: The workspace.
        report: Hears of environments that are in the way of the link.

    Raises:
        UnwritableWorkspaceError: If it cannot be made.
    """
    link = make_pixi_folder(workspace.root) / ENVIRONMENTS
    folder = environments_folder(workspace)
    # On Windows a link takes rights that most users do not have.
    if folder == link.parent or workspace.system == "win32":
        return
    try:
        _link(link, folder / ENVIRONMENTS, report)
    except OSError as error:
        raise UnwritableWorkspaceError(link, error) from error


def keep_folders(workspace: Workspace, report: Report) -> None:
    """Make the folders where they are missing, if the workspace can be written to.

    Args:
        workspace: The workspace.
        report: Hears of what older releases left.
    """
    # Who has something to write is told that it cannot be written.
    with suppress(UnwritableWorkspaceError):
        make_folders(workspace, report)
    old = pixi_folder(workspace.root) / "env"
    if old.is_dir():
        report.warn(
            f"The `{old}` folder is deprecated, please remove it as we now use the"
            f" `{ENVIRONMENTS}` folder"
        )


def _link(link: Path, target: Path, report: Report) -> None:
    target.mkdir(parents=True, exist_ok=True)
    if link.is_symlink():
        if link.readlink() == target:
            return
        link.unlink()
    elif link.is_dir():
        if any(link.iterdir()):
            report.warn(
                f"Environments found in '{link}', this will be ignored and the"
                " environment will be installed in the 'detached-environments'"
                f" directory: '{target.parent}'"
            )
        return
    link.symlink_to(target, target_is_directory=True)
