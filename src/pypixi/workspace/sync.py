"""Prefixes follow the lock file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.errors import PixiError
from pypixi.lockfile.locations import url_to_location
from pypixi.locking.assemble import locked_platform
from pypixi.prefix.change import changing
from pypixi.prefix.conda_meta import damaged_packages, remove_unreadable_metadata
from pypixi.prefix.layout import environment_prefix, make_pixi_folder
from pypixi.prefix.state import (
    Marker,
    environment_fingerprint,
    lock_file_hash,
    read_fingerprint,
    read_marker,
    write_marker,
)
from pypixi.records.conda import CondaRecord
from pypixi.values import frozen

from .workspace import engine

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pypixi.conda.client import Engine
    from pypixi.lockfile.model import LockFile
    from pypixi.manifest.environments import Environment
    from pypixi.specs.platform import Platform
    from pypixi.terminal.report import Report

    from .workspace import Workspace


@frozen
class Goal:
    """What a prefix shall be: an environment, locked, on one platform."""

    environment: Environment
    platform: Platform
    records: tuple[CondaRecord, ...]
    prefix: Path

    @property
    def lock_hash(self) -> str:
        """The hash that the marker of a prefix in this state holds."""
        row = locked_platform(self.platform)
        return lock_file_hash(
            ((url_to_location(record.url), record) for record in self.records),
            row.subdir,
            row.virtual_packages,
        )


class UnlockedEnvironmentError(PixiError):
    """A frozen lock file does not have what an environment needs."""

    def __init__(self, environment: Environment) -> None:
        super().__init__(
            "the lock file is not up-to-date with requested environment:"
            f" '{environment.name}'",
            help="run `pixi lock`, or leave out --frozen",
        )


class UninstallableKindError(PixiError):
    """The lock holds packages that this version cannot install."""

    def __init__(self, environment: Environment) -> None:
        super().__init__(
            f"environment '{environment.name}' has PyPI or source packages, which are"
            " not supported yet",
            help="a later version will know them",
        )


def installation_goal(
    workspace: Workspace, environment: Environment, lock: LockFile, platform: Platform
) -> Goal:
    """Return what the prefix of an environment shall be.

    Raises:
        UnlockedEnvironmentError: If nothing is locked although something is asked for.
        UninstallableKindError: If there are packages other than binary conda ones.
    """
    locked = lock.environments.get(environment.name)
    packages = () if locked is None else locked.packages.get(platform.name, ())
    if not packages and environment.dependencies(platform):
        raise UnlockedEnvironmentError(environment)
    records = tuple(row for row in packages if isinstance(row, CondaRecord))
    if len(records) < len(packages):
        raise UninstallableKindError(environment)
    return Goal(
        environment=environment,
        platform=platform,
        records=tuple(sorted(records, key=lambda row: url_to_location(row.url))),
        prefix=environment_prefix(workspace.root, environment.name),
    )


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


def install(
    workspace: Workspace,
    goal: Goal,
    report: Report,
    open_engine: Callable[[], Engine] | None = None,
) -> bool:
    """Make a prefix what it shall be; return whether anything had to change.

    Files that were deleted from the prefix are restored.

    Args:
        workspace: Whose prefix.
        goal: What it shall be.
        report: Hears of progress.
        open_engine: Where several prefixes share an engine: returns it.

    Raises:
        PixiError: If packages cannot be had or linked; the prefix is then known to be
            incomplete, and the next install completes it.
    """
    if is_installed(goal) and not damaged_packages(goal.prefix, goal.records):
        return False  # nothing was locked or written: a read-only workspace will do
    make_pixi_folder(workspace.root)

    def wait() -> None:
        report.warn(
            f"waiting for another pixi process to finish installing '{goal.prefix}'"
        )

    with changing(goal.prefix, on_wait=wait) as change:
        damaged = damaged_packages(goal.prefix, goal.records)
        if is_installed(goal) and not damaged:
            return False  # another process did it while we waited
        fingerprint = environment_fingerprint(goal.records)
        if change.fingerprint != fingerprint or damaged:
            change.begin()
            remove_unreadable_metadata(goal.prefix)
            opened = open_engine() if open_engine else engine(workspace, report)
            _link(opened, goal, damaged, report)
            change.complete(fingerprint)
        write_marker(goal.prefix, _marker(workspace, goal))
        return True


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
    requirements = {
        text
        for record in goal.records
        for text in record.depends
        if text.startswith("__")
    }
    return Marker(
        manifest_path=str(workspace.manifest.path),
        environment_name=goal.environment.name,
        environment_lock_file_hash=goal.lock_hash,
        subdir=row.subdir,
        virtual_packages=row.virtual_packages,
        requirements=tuple(sorted(requirements)),
    )
