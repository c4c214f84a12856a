"""Changing the tasks that a manifest defines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.errors import PixiError, near_or_all
from pypixi.files.atomic import write_text
from pypixi.specs.names import DEFAULT_FEATURE
from pypixi.specs.platform import SUBDIRS
from pypixi.terminal.report import SILENT
from pypixi.values import frozen

from .workspace import exclusive_workspace, reload, with_manifest_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from pypixi.manifest.model import Feature
    from pypixi.manifest.tasks import Task
    from pypixi.terminal.report import Report

    from .workspace import Workspace


@frozen
class TasksPlace:
    """Whose tasks are meant: those of a feature, or of an environment itself."""

    feature: str = DEFAULT_FEATURE
    environment: str | None = None
    """If given, no feature is meant."""
    platform: str | None = None
    """None for those on all platforms."""


EVERYWHERE = TasksPlace()
"""The tasks of the workspace, on all platforms."""


@frozen
class RemovedTasks:
    """What removing tasks came to."""

    removed: tuple[str, ...]
    missing: tuple[str, ...]
    """Those that were not there."""


class TaskExistsError(PixiError):
    """A task is added where there is one of its name."""

    def __init__(self, present: Task) -> None:
        super().__init__(
            f"task {present.name} already exists",
            labels=[] if present.place is None else [present.place.label("here")],
            help=f"edit it there, or remove it first: pixi task remove {present.name}",
        )


class UndefinedPlatformError(PixiError):
    """A platform is meant that is neither one of the workspace nor known to conda."""

    def __init__(self, name: str, known: Iterable[str]) -> None:
        super().__init__(
            f"workspace does not define a platform named '{name}'",
            help=near_or_all(name, "platforms", known),
        )


def add_task(
    workspace: Workspace,
    task: Task,
    place: TasksPlace = EVERYWHERE,
    report: Report = SILENT,
) -> None:
    """Write a task into the manifest.

    A platform that the workspace does not have is added to it.

    Args:
        workspace: Its files are read again once the workspace is held.
        task: What is written.
        place: Where it goes; a feature or environment is made if missing.
        report: Hears of waiting.

    Raises:
        TaskExistsError: If there is one of that name.
        UndefinedPlatformError: If there is no such platform.
        PixiError: If the manifest would have faults; it is as it was.
    """
    # The editor's door: tomlkit costs 20 ms that reading a manifest does not need.
    from pypixi.manifest.editing.tasks import with_platform, with_task  # noqa: PLC0415

    with exclusive_workspace(workspace.root, report):
        fresh = reload(workspace, SILENT)
        present = _tasks(fresh, place).get(task.name)
        if present is not None:
            raise TaskExistsError(present)
        root = fresh.manifest.document.root_keys
        text = _text(fresh)
        if _is_new_platform(fresh, place.platform):
            text = with_platform(text, place.platform or "", root=root)
        _save(fresh, with_task(text, _path(place), task, root=root))


def remove_tasks(
    workspace: Workspace,
    names: Iterable[str],
    place: TasksPlace = EVERYWHERE,
    report: Report = SILENT,
) -> RemovedTasks:
    """Take tasks out of the manifest, and tables that become empty.

    Args:
        workspace: Its files are read again once the workspace is held.
        names: Of the tasks.
        place: Where they are.
        report: Hears of waiting.

    Raises:
        PixiError: If the manifest would have faults; it is as it was.
    """
    from pypixi.manifest.editing.tasks import without_task  # noqa: PLC0415 - see above

    with exclusive_workspace(workspace.root, report):
        fresh = reload(workspace, SILENT)
        asked = [*dict.fromkeys(names)]
        present = _tasks(fresh, place)
        removed = [name for name in asked if name in present]
        root, path = fresh.manifest.document.root_keys, _path(place)

        def edited(*, prune: bool) -> str:
            text = _text(fresh)
            for name in removed:
                text = without_task(text, path, name, root=root, prune=prune)
            return text

        if removed:
            _save(fresh, _pruned_if_valid(fresh, edited))
        missing = tuple(name for name in asked if name not in present)
        return RemovedTasks(removed=tuple(removed), missing=missing)


def _tasks(workspace: Workspace, place: TasksPlace) -> Mapping[str, Task]:
    """Return the tasks that are written in one table."""
    feature = _feature(workspace, place)
    targets = () if feature is None else feature.targets
    found = (row.tasks for row in targets if row.selector == place.platform)
    return next(found, {})


def _feature(workspace: Workspace, place: TasksPlace) -> Feature | None:
    manifest = workspace.manifest
    if place.environment is None:
        return manifest.features.get(place.feature)
    entry = manifest.environments.get(place.environment)
    return None if entry is None else entry.inline


def _is_new_platform(workspace: Workspace, name: str | None) -> bool:
    """Tell whether a platform has to be added to the workspace."""
    declared = workspace.manifest.workspace.platforms
    known = {
        label for platform in declared for label in (platform.name, platform.subdir)
    }
    if name is None or name in known:
        return False
    if name not in SUBDIRS:
        raise UndefinedPlatformError(name, [platform.name for platform in declared])
    return True


def _path(place: TasksPlace) -> tuple[str, ...]:
    """Return what leads to a table of tasks from the root of a manifest."""
    path: tuple[str, ...] = ()
    if place.environment is not None:
        path = ("environments", place.environment)
    elif place.feature != DEFAULT_FEATURE:
        path = ("feature", place.feature)
    target = () if place.platform is None else ("target", place.platform)
    return (*path, *target, "tasks")


def _text(workspace: Workspace) -> str:
    """Return the manifest as it is on the disk, byte order mark included."""
    return workspace.manifest.path.read_bytes().decode()


def _save(workspace: Workspace, text: str) -> None:
    """Write a manifest that has no faults.

    Raises:
        PixiError: If it has, or cannot be written.
    """
    with_manifest_text(workspace, text)
    write_text(workspace.manifest.path, text)


def _pruned_if_valid(workspace: Workspace, edited: Callable[..., str]) -> str:
    """Return a manifest without empty tables, or with them where they are needed.

    A feature may be nothing but its table of tasks, and used by an environment.
    """
    pruned = edited(prune=True)
    try:
        with_manifest_text(workspace, pruned)
    except PixiError:
        return edited(prune=False)
    return pruned
