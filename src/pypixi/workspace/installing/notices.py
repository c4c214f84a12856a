"""What a person is told about the platform that was chosen, once per workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.prefix.layout import UnwritableWorkspaceError
from pypixi.specs.platform import runnable_subdirs
from pypixi.workspace.places import environments_folder, make_folders

if TYPE_CHECKING:
    from pypixi.specs.platform import Platform
    from pypixi.terminal.report import Report
    from pypixi.workspace.workspace import Workspace

    from .goal import Goal

_FOLDER = "one-time-messages"
_EMULATED = {
    ("osx-arm64", "osx-64"): ("macos-emulation-warn", "emulated with Rosetta"),
    ("win-arm64", "win-64"): ("windows-emulation-warn", "emulation"),
    ("win-64", "win-32"): ("windows-32-emulation-warn", "emulation"),
}


def tell_of_platform(workspace: Workspace, goal: Goal, report: Report) -> None:
    """Tell of a platform that this machine emulates or cannot run.

    Args:
        workspace: Where it is noted that it was told.
        goal: With the platform.
        report: Hears of it.
    """
    platform, machine = goal.platform, workspace.machine
    if (machine, platform.subdir) in _EMULATED:
        _warn_of_emulation(workspace, platform, report)
    if platform.subdir not in runnable_subdirs(machine) and not platform.is_wasm:
        report.warn(
            f"installing for platform '{platform.name}' (subdir '{platform.subdir}'),"
            f" which this machine ('{machine}') can not run"
        )


def _warn_of_emulation(
    workspace: Workspace, platform: Platform, report: Report
) -> None:
    machine = workspace.machine
    name, how = _EMULATED[machine, platform.subdir]
    shown = "osx-arm64 (Apple Silicon)" if machine == "osx-arm64" else machine
    text = (
        f"{shown} is not supported by the current environment, falling back to"
        f" {platform.subdir} ({how})"
    )
    _warn_once(workspace, report, name, text)


def _warn_once(workspace: Workspace, report: Report, name: str, text: str) -> None:
    folder = environments_folder(workspace) / _FOLDER
    if (folder / name).exists():
        return
    report.warn(text)
    try:
        make_folders(workspace, report)
        folder.mkdir(exist_ok=True)
        (folder / name).touch()
    except (OSError, UnwritableWorkspaceError):
        return  # in a workspace that cannot be written to it is told each time
