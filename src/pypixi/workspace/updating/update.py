"""Updating: locked packages are chosen anew within what the manifest asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.errors import PixiError, did_you_mean, near_or_all
from pypixi.locking.unlocking import Selection, selected, unlocked
from pypixi.manifest.platforms import known_platforms, platforms_called
from pypixi.records.pypi import PypiRecord
from pypixi.specs.names import pypi_name
from pypixi.terminal.report import SILENT
from pypixi.values import frozen, replace
from pypixi.workspace.locking.reading import as_shown, read_lock_or_none
from pypixi.workspace.locking.saving import save_lock, would_change
from pypixi.workspace.locking.solving import locked_anew
from pypixi.workspace.workspace import exclusive_workspace, reload

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pypixi.lockfile.model import LockedPackage, LockFile
    from pypixi.terminal.report import Report
    from pypixi.workspace.locking.outcome import LockOutcome
    from pypixi.workspace.workspace import Workspace

_SHOWN = 5


@frozen
class UpdateOptions:
    """Which packages are updated, and how; nothing named means all."""

    packages: tuple[str, ...] = ()
    environments: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    dry_run: bool = False
    """Whether nothing is written, and no prefix made."""
    may_install: bool = True
    """Whether a prefix may be made for building PyPI packages."""


_DEFAULTS = UpdateOptions()


class UnknownEnvironmentError(PixiError):
    """An update names an environment that the manifest does not define."""

    def __init__(self, name: str, known: Iterable[str]) -> None:
        super().__init__(
            f"could not find an environment named {name}",
            help=near_or_all(name, "environments", known),
        )


class UnlockedPackageError(PixiError):
    """An update names a package that is not locked where it is looked for."""

    def __init__(
        self, name: str, known: Iterable[LockedPackage], elsewhere: Iterable[str]
    ) -> None:
        names = {row.name for row in known}
        found = list(elsewhere)
        more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
        if found:
            advice = f"it is locked for {', '.join(found[:_SHOWN])}{more}"
        elif not names:
            advice = "nothing is locked there: run `pixi lock`"
        else:
            advice = "`pixi list` shows what is locked"
        near = None if found else did_you_mean(name, names)
        super().__init__(
            f"could not find a package named '{name}'", help=near or advice
        )


def update_packages(
    workspace: Workspace,
    options: UpdateOptions = _DEFAULTS,
    report: Report = SILENT,
) -> LockOutcome:
    """Choose locked packages anew, and write the lock file.

    What is not meant stays where that is possible. The file is written even if nothing
    changes, so that it has the newest format; one with the same bytes is not touched.

    Args:
        workspace: Its files are read again once the workspace is held.
        options: Which packages, and how.
        report: Hears of progress.

    Raises:
        PixiError: If something is named that there is not, or a solve fails; nothing
            has changed.
    """
    if options.dry_run:
        outcome = _updated(workspace, options, report)
        is_changed = would_change(workspace, outcome.lock)
        return replace(outcome, is_changed=is_changed)
    with exclusive_workspace(workspace.root, report):
        fresh = reload(workspace, report)
        outcome = _updated(fresh, options, report)
        return replace(outcome, is_written=save_lock(fresh, outcome.lock, report))


def _updated(
    workspace: Workspace, options: UpdateOptions, report: Report
) -> LockOutcome:
    before = read_lock_or_none(workspace, report)
    place = _place(workspace, options, report)
    shown = as_shown(workspace, before)
    names = [_locked_names(shown, place, name) for name in options.packages]
    selection = replace(place, names=frozenset().union(*names) if names else None)
    return locked_anew(
        workspace,
        before,
        unlocked(before, selection),
        report,
        may_install=options.may_install and not options.dry_run,
    )


def _place(workspace: Workspace, options: UpdateOptions, report: Report) -> Selection:
    """Return where packages are updated.

    Raises:
        UnknownEnvironmentError: If an environment is named that there is not.
        UndefinedPlatformError: If a platform is.
    """
    environments = workspace.environments
    for name in options.environments:
        if name not in environments:
            raise UnknownEnvironmentError(name, environments)
    chosen = frozenset(options.environments or environments)
    used = [row.platforms for name, row in environments.items() if name in chosen]
    known = known_platforms(workspace.manifest, used)
    named: set[str] = set()
    for name in options.platforms:
        called = {row.name for row in platforms_called(known, name)}
        if called.isdisjoint(row.name for rows in used for row in rows):
            report.warn(f"no environment that is updated is on platform '{name}'")
        named |= called
    platforms = frozenset(named) if options.platforms else None
    return Selection(environments=chosen, platforms=platforms)


def _locked_names(lock: LockFile | None, place: Selection, name: str) -> frozenset[str]:
    """Return the names of the locked packages that a person calls so.

    Raises:
        UnlockedPackageError: If there are none.
    """
    rows = [] if lock is None else list(selected(lock, place))
    found = frozenset(row.name for row in rows if _is_called(row, name))
    if not found:
        raise UnlockedPackageError(name, rows, _elsewhere(lock, name))
    return found


def _elsewhere(lock: LockFile | None, name: str) -> Iterator[str]:
    """Yield where a package is locked, as a person says it."""
    for environment, locked in () if lock is None else lock.environments.items():
        for platform, rows in locked.packages.items():
            if any(_is_called(row, name) for row in rows):
                yield f"'{environment}' on {platform}"


def _is_called(package: LockedPackage, name: str) -> bool:
    if isinstance(package, PypiRecord):
        return package.name == pypi_name(name)
    return package.name == name.lower()
