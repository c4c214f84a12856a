"""Prefixes follow the lock file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.lockfile.model import locked_platform
from pypixi.prefix.state import (
    UNFIT_HASH,
    Marker,
    is_moved,
    read_fingerprint,
    read_marker,
    write_marker,
)
from pypixi.values import replace
from pypixi.workspace.places import make_folders

from .conda import change_conda_part, look_at_conda_part
from .renewal import AS_NEEDED, Renewal
from .timestamps import settle_times

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from pypixi.conda.client import Engine
    from pypixi.prefix.change import PrefixChange
    from pypixi.terminal.report import Report
    from pypixi.workspace.workspace import Workspace

    from .goal import Goal


def is_installed(goal: Goal) -> bool:
    """Tell from marker and fingerprint whether a prefix is as it shall be.

    Stricter than the original, which accepts a prefix whose install was interrupted.
    """
    marker = read_marker(goal.prefix)
    return (
        marker is not None
        and marker.environment_lock_file_hash == goal.lock_hash
        and read_fingerprint(goal.prefix) is not None
        and not is_moved(goal.prefix)
    )


def is_current(goal: Goal) -> bool:
    """Tell whether a program can be run in a prefix without looking at it any closer.

    Files and folders that PyPI packages are installed from may change at any time.
    """
    if not goal.pypi:
        return is_installed(goal)
    # The engine's door: most environments have no PyPI packages.
    from pypixi.lockfile.pypi_locations import (  # noqa: PLC0415
        LocalPath,
        parse_location,
    )

    return is_installed(goal) and not any(
        isinstance(parse_location(row.location), LocalPath) for row in goal.pypi
    )


def install(
    workspace: Workspace,
    goal: Goal,
    report: Report,
    open_engine: Callable[[], Engine] | None = None,
    renewal: Renewal = AS_NEEDED,
) -> bool:
    """Make a prefix what it shall be; return whether anything had to change.

    Packages with files that were deleted or cut short are restored.

    Args:
        workspace: Whose prefix.
        goal: What it shall be.
        report: Hears of progress.
        open_engine: Where several prefixes share an engine: returns it.
        renewal: Which packages are installed again although they are there.

    Raises:
        PixiError: If packages cannot be had or linked; the prefix is then known to be
            incomplete, and the next install completes it.
    """
    if _is_right(workspace, goal, renewal):
        return False  # nothing was locked or written: a read-only workspace will do
    make_folders(workspace, report)
    with _holding(goal, report) as change:
        if _is_right(workspace, goal, renewal):
            return False  # another process did it while we waited
        is_changed = _change_parts(
            workspace, goal, change, report, renewal, open_engine
        )
        # Only uv can tell that a folder has nothing new.
        if not is_changed and (goal.ignored or is_installed(goal)):
            return False
        write_marker(goal.prefix, _marker(workspace, goal))
    settle_times(workspace, report)
    return True


def install_conda_part(workspace: Workspace, goal: Goal, report: Report) -> None:
    """Link the conda packages of a prefix; what PyPI packages it holds stays.

    Raises:
        PixiError: If packages cannot be had or linked.
    """
    make_folders(workspace, report)
    with _holding(goal, report) as change:
        part = replace(goal, is_whole=False)
        change_conda_part(workspace, part, change, report, AS_NEEDED)


def _is_right(workspace: Workspace, goal: Goal, renewal: Renewal) -> bool:
    is_named = renewal.names is None or bool(renewal.names)
    if is_named or goal.ignored or not is_installed(goal):
        return False
    if look_at_conda_part(workspace, goal, by_content=renewal.by_content).damaged:
        return False
    if not goal.pypi:
        return True  # the marker is written after the last of them is gone
    # The engine's door: most environments have no PyPI packages.
    from .pypi import pypi_changes  # noqa: PLC0415

    return not pypi_changes(workspace, goal, renewal)


def _holding(goal: Goal, report: Report) -> AbstractContextManager[PrefixChange]:
    # Most prefixes are right, and only looked at.
    from pypixi.prefix.change import changing  # noqa: PLC0415

    def wait() -> None:
        report.warn(
            f"waiting for another pixi process to finish installing '{goal.prefix}'"
        )

    return changing(goal.prefix, on_wait=wait)


def _change_parts(
    workspace: Workspace,
    goal: Goal,
    change: PrefixChange,
    report: Report,
    renewal: Renewal,
    open_engine: Callable[[], Engine] | None,
) -> bool:
    """Change the conda part, then what is on top of it; return whether anything was."""
    is_changed, is_shared = change_conda_part(
        workspace, goal, change, report, renewal, open_engine
    )
    if not _change_pypi_part(workspace, goal, change, report, renewal):
        return is_changed
    if is_shared:  # what a package from PyPI had taken from conda's went with it
        change_conda_part(workspace, goal, change, report, AS_NEEDED, open_engine)
        _change_pypi_part(workspace, goal, change, report, AS_NEEDED)
    return True


def _change_pypi_part(
    workspace: Workspace,
    goal: Goal,
    change: PrefixChange,
    report: Report,
    renewal: Renewal,
) -> bool:
    # The engine's door: an environment without Python has no such part.
    from .pypi import change_pypi_part, pypi_changes  # noqa: PLC0415

    changes = pypi_changes(workspace, goal, renewal)
    if changes.is_certain:
        change.forget_marker()
    return bool(changes) and change_pypi_part(workspace, goal, changes, report)


def _marker(workspace: Workspace, goal: Goal) -> Marker:
    row = locked_platform(goal.platform)
    return Marker(
        manifest_path=str(workspace.manifest.path),
        environment_name=goal.environment.name,
        environment_lock_file_hash=UNFIT_HASH if goal.ignored else goal.lock_hash,
        subdir=row.subdir,
        virtual_packages=row.virtual_packages,
        requirements=goal.requirements,
    )
