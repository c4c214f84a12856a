"""The conda part of a prefix: whether it is as it shall be, and changing it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.prefix.conda_meta import (
    damaged_packages,
    installed_packages,
    remove_unreadable_metadata,
)
from pypixi.prefix.state import environment_fingerprint, is_moved
from pypixi.values import frozen
from pypixi.workspace.workspace import engine

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from pypixi.conda.client import Engine
    from pypixi.prefix.change import PrefixChange
    from pypixi.pypi.installing.takeover import OurFiles
    from pypixi.terminal.report import Report
    from pypixi.workspace.workspace import Workspace

    from .goal import Goal
    from .renewal import Renewal


@frozen
class CondaLook:
    """What a look at the files of a prefix's conda packages found."""

    damaged: frozenset[str]
    """The packages to link again."""
    is_shared: bool
    """Whether packages from PyPI have taken files of conda's."""


def look_at_conda_part(
    workspace: Workspace, goal: Goal, *, by_content: bool = False
) -> CondaLook:
    """Look at the files of all conda packages that are to be there.

    What our packages have overwritten or replaced is no damage, or both would take it
    from each other for ever.

    Args:
        workspace: Whose prefix.
        goal: What it shall be.
        by_content: Whether to read the files too.
    """
    found: list[OurFiles] = []

    def taken(files: Collection[str]) -> Collection[str]:
        # The engine's door: hardly ever a file is not as it was.
        from .pypi import files_of_ours  # noqa: PLC0415

        if not found:
            found.append(files_of_ours(workspace, goal))
        return found[0].among(files)

    records = goal.wanted_records
    damaged = damaged_packages(goal.prefix, records, taken, by_content=by_content)
    return CondaLook(damaged=damaged, is_shared=bool(found))


def change_conda_part(
    workspace: Workspace,
    goal: Goal,
    change: PrefixChange,
    report: Report,
    renewal: Renewal,
    open_engine: Callable[[], Engine] | None = None,
) -> tuple[bool, bool]:
    """Make the conda part of a prefix what it shall be.

    Args:
        workspace: Whose prefix.
        goal: What it shall be.
        change: The hold on it.
        report: Hears of progress.
        renewal: Which packages are linked again in any case.
        open_engine: Where several prefixes share an engine: returns it.

    Returns:
        Whether anything changed, and whether PyPI packages share its files.

    Raises:
        PixiError: If packages cannot be had or linked.
    """
    look = look_at_conda_part(workspace, goal, by_content=renewal.by_content)
    again = renewal.among(row.name for row in goal.wanted_records)
    if not (look.damaged or again) and _has_all(goal, change):
        return False, look.is_shared
    change.begin()
    remove_unreadable_metadata(goal.prefix)
    # The engine's door: only a change of the conda part passes through it.
    from .pypi import remove_strays, remove_victims  # noqa: PLC0415

    remove_strays(workspace, goal)
    opened = open_engine() if open_engine else engine(workspace, report)
    # Strays may have taken files along that were conda's as well.
    damaged = look_at_conda_part(workspace, goal).damaged | look.damaged
    _link(opened, goal, damaged | again, report)
    remove_victims(workspace, goal)
    there = installed_packages(goal.prefix) if goal.ignored else goal.records
    change.complete(environment_fingerprint(there))
    return True, look.is_shared


def _has_all(goal: Goal, change: PrefixChange) -> bool:
    """Tell whether a prefix without damages holds what it shall, and nothing else."""
    if is_moved(goal.prefix):
        return False
    if not goal.ignored:
        return change.fingerprint == environment_fingerprint(goal.records)
    if change.fingerprint is None:
        return False
    there = {row.name for row in installed_packages(goal.prefix)}
    return there <= {row.name for row in goal.records}


def _link(engine: Engine, goal: Goal, again: frozenset[str], report: Report) -> None:
    # The engine's door.
    from pypixi.conda.install import InstallJob, install_packages  # noqa: PLC0415

    job = InstallJob(
        title=goal.environment.name,
        prefix=goal.prefix,
        subdir=goal.platform.subdir,
        records=goal.wanted_records,
        requested=goal.environment.dependencies(goal.platform),
        relink=again,
        ignored=goal.ignored,
    )
    install_packages(engine, job, report)
