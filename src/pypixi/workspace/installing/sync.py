"""Prefixes follow the lock file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.lockfile.model import locked_platform
from pypixi.prefix.conda_meta import damaged_packages, remove_unreadable_metadata
from pypixi.prefix.state import (
    Marker,
    environment_fingerprint,
    read_fingerprint,
    read_marker,
    write_marker,
)
from pypixi.values import frozen
from pypixi.workspace.places import make_folders
from pypixi.workspace.workspace import engine

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from contextlib import AbstractContextManager

    from pypixi.conda.client import Engine
    from pypixi.prefix.change import PrefixChange
    from pypixi.pypi.installing.takeover import OurFiles
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
) -> bool:
    """Make a prefix what it shall be; return whether anything had to change.

    Files of conda packages that were deleted or cut short are restored.

    Args:
        workspace: Whose prefix.
        goal: What it shall be.
        report: Hears of progress.
        open_engine: Where several prefixes share an engine: returns it.

    Raises:
        PixiError: If packages cannot be had or linked; the prefix is then known to be
            incomplete, and the next install completes it.
    """
    if _is_right(workspace, goal):
        return False  # nothing was locked or written: a read-only workspace will do
    make_folders(workspace, report)
    with _holding(goal, report) as change:
        if _is_right(workspace, goal):
            return False  # another process did it while we waited
        is_changed = _change_parts(workspace, goal, change, report, open_engine)
        if is_installed(goal) and not is_changed:
            return False  # only uv could tell that a folder has nothing new
        write_marker(goal.prefix, _marker(workspace, goal))
        return True


def install_conda_part(workspace: Workspace, goal: Goal, report: Report) -> None:
    """Link the conda packages of a prefix; what PyPI packages it holds stays.

    Raises:
        PixiError: If packages cannot be had or linked.
    """
    make_folders(workspace, report)
    with _holding(goal, report) as change:
        _change_conda_part(workspace, goal, change, report, is_whole=False)


def _is_right(workspace: Workspace, goal: Goal) -> bool:
    if not is_installed(goal) or _look(workspace, goal).damaged:
        return False
    if not goal.pypi:
        return True  # the marker is written after the last of them is gone
    # The engine's door: most environments have no PyPI packages.
    from .pypi import pypi_changes  # noqa: PLC0415

    return not pypi_changes(workspace, goal)


def _holding(goal: Goal, report: Report) -> AbstractContextManager[PrefixChange]:
    # Most prefixes are right, and only looked at.
    from pypixi.prefix.change import changing  # noqa: PLC0415

    def wait() -> None:
        report.warn(
            f"waiting for another pixi process to finish installing '{goal.prefix}'"
        )

    return changing(goal.prefix, on_wait=wait)


@frozen
class _Look:
    """What a look at the files of a prefix's conda packages found."""

    damaged: frozenset[str]
    """The packages to link again."""
    is_shared: bool
    """Whether packages from PyPI have taken files of conda's."""


def _look(workspace: Workspace, goal: Goal) -> _Look:
    """Look at the files of all conda packages.

    What our packages have overwritten or replaced is no damage, or both would take it
    from each other for ever.
    """
    found: list[OurFiles] = []

    def taken(files: Collection[str]) -> Collection[str]:
        # The engine's door: hardly ever a file is not as it was.
        from .pypi import files_of_ours  # noqa: PLC0415

        if not found:
            found.append(files_of_ours(workspace, goal))
        return found[0].among(files)

    damaged = damaged_packages(goal.prefix, goal.records, taken)
    return _Look(damaged=damaged, is_shared=bool(found))


def _change_parts(
    workspace: Workspace,
    goal: Goal,
    change: PrefixChange,
    report: Report,
    open_engine: Callable[[], Engine] | None,
) -> bool:
    """Change the conda part, then what is on top of it; return whether anything was."""
    is_changed, is_shared = _change_conda_part(
        workspace, goal, change, report, open_engine=open_engine
    )
    if not _change_pypi_part(workspace, goal, change, report):
        return is_changed
    if is_shared:  # what a package from PyPI had taken from conda's went with it
        _change_conda_part(workspace, goal, change, report, open_engine=open_engine)
        _change_pypi_part(workspace, goal, change, report)
    return True


def _change_conda_part(
    workspace: Workspace,
    goal: Goal,
    change: PrefixChange,
    report: Report,
    *,
    is_whole: bool = True,
    open_engine: Callable[[], Engine] | None = None,
) -> tuple[bool, bool]:
    """Return whether anything changed, and whether PyPI packages share its files."""
    fingerprint = environment_fingerprint(goal.records)
    look = _look(workspace, goal)
    if change.fingerprint == fingerprint and not look.damaged:
        return False, look.is_shared
    change.begin()
    remove_unreadable_metadata(goal.prefix)
    # The engine's door: only a change of the conda part passes through it.
    from .pypi import remove_strays, remove_victims  # noqa: PLC0415

    remove_strays(workspace, goal, is_whole=is_whole)
    opened = open_engine() if open_engine else engine(workspace, report)
    # Strays may have taken files along that were conda's as well.
    _link(opened, goal, _look(workspace, goal).damaged, report)
    remove_victims(workspace, goal)
    change.complete(fingerprint)
    return True, look.is_shared


def _change_pypi_part(
    workspace: Workspace, goal: Goal, change: PrefixChange, report: Report
) -> bool:
    # The engine's door: an environment without Python has no such part.
    from .pypi import change_pypi_part, pypi_changes  # noqa: PLC0415

    changes = pypi_changes(workspace, goal)
    if changes.is_certain:
        change.forget_marker()
    return bool(changes) and change_pypi_part(workspace, goal, changes, report)


def _link(engine: Engine, goal: Goal, damaged: frozenset[str], report: Report) -> None:
    # The engine's door.
    from pypixi.conda.install import InstallJob, install_packages  # noqa: PLC0415

    job = InstallJob(
        title=goal.environment.name,
        prefix=goal.prefix,
        subdir=goal.platform.subdir,
        records=goal.records,
        requested=goal.environment.dependencies(goal.platform),
        relink=damaged,
    )
    install_packages(engine, job, report)


def _marker(workspace: Workspace, goal: Goal) -> Marker:
    row = locked_platform(goal.platform)
    return Marker(
        manifest_path=str(workspace.manifest.path),
        environment_name=goal.environment.name,
        environment_lock_file_hash=goal.lock_hash,
        subdir=row.subdir,
        virtual_packages=row.virtual_packages,
        requirements=goal.requirements,
    )
