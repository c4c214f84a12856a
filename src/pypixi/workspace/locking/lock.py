"""Keeping the lock file of a workspace true."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.lockfile.model import LOCK_VERSION, LockFile
from pypixi.values import replace
from pypixi.workspace.workspace import exclusive_workspace, reload

from .outcome import LockOutcome, LockUse
from .reading import known_to_be_true, read_lock, read_lock_or_none

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pypixi.specs.platform import Platform
    from pypixi.terminal.report import Report
    from pypixi.workspace.workspace import Workspace


def ensure_lock(
    workspace: Workspace,
    use: LockUse,
    report: Report,
    *,
    may_install: bool = True,
    wanted: Mapping[str, Platform | None] | None = None,
) -> LockOutcome:
    """Return the workspace's lock file, brought up to date where ``use`` allows it.

    Args:
        workspace: Whose lock file.
        use: How it is used.
        report: Hears of progress.
        may_install: Whether a prefix may be made for building PyPI packages.
        wanted: Environment → the platform whose packages will be looked at, None for
            all of them: of a lock file that is known to be true no more is read.

    Raises:
        OutdatedLockError: If it is not up to date and must not be changed.
        PixiError: If it cannot be read, or a solve fails.
    """
    if use is LockUse.FROZEN:
        lock = read_lock(workspace)
        return LockOutcome(workspace=workspace, before=lock, lock=lock or LockFile())
    known = known_to_be_true(workspace, wanted)
    if known is not None:
        return LockOutcome(workspace=workspace, before=known, lock=known)
    # The engines' door: one of them alone matches specs.
    from .judging import OutdatedLockError, judged, judged_or_none  # noqa: PLC0415

    if use is LockUse.LOCKED:
        lock, verdict = judged(workspace, report)
        if lock is None or not verdict.is_true:
            raise OutdatedLockError(verdict)
        return LockOutcome(workspace=workspace, before=lock, lock=lock)
    lock, verdict = judged_or_none(workspace, report)
    if lock is not None and verdict.is_true:
        if lock.version != LOCK_VERSION:
            report.warn(
                "the lock file is up-to-date but uses an older format"
                f" (v{lock.version}), run `pixi lock` to upgrade to v{LOCK_VERSION}"
            )
        return LockOutcome(workspace=workspace, before=lock, lock=lock)
    return _written(workspace, report, may_install=may_install)


def write_lock(
    workspace: Workspace,
    report: Report,
    *,
    dry_run: bool = False,
    may_install: bool = True,
) -> LockOutcome:
    """Solve what is stale and write the lock file, upgrading its format.

    The workspace is held meanwhile, and read again first: what another process changed
    while we waited is taken into account.

    Args:
        workspace: Whose lock file.
        report: Hears of progress.
        dry_run: Whether nothing is written, and no prefix made.
        may_install: Whether a prefix may be made for building PyPI packages.

    Raises:
        PixiError: If a solve fails or the file cannot be written; nothing has changed.
    """
    known = known_to_be_true(workspace, {})
    if known is not None:
        return LockOutcome(workspace=workspace, before=known, lock=known)
    # The engines' door: one of them alone matches specs.
    from .judging import judged_or_none  # noqa: PLC0415

    before, verdict = judged_or_none(workspace, report)
    if before is not None and before.version == LOCK_VERSION and verdict.is_true:
        return LockOutcome(workspace=workspace, before=before, lock=before)
    if not dry_run:
        return _written(workspace, report, may_install=may_install)
    from .solving import locked_anew  # noqa: PLC0415 - as above

    return locked_anew(workspace, before, before, report, may_install=False)


def _written(workspace: Workspace, report: Report, *, may_install: bool) -> LockOutcome:
    """Hold the workspace, read everything again, and write the lock file if needed."""
    # The engines' door: what is locked can be installed without it.
    from .saving import save_lock  # noqa: PLC0415
    from .solving import locked_anew  # noqa: PLC0415

    with exclusive_workspace(workspace.root, report):
        fresh = reload(workspace, report)
        before = read_lock_or_none(fresh, report)
        outcome = locked_anew(fresh, before, before, report, may_install=may_install)
        if outcome.is_changed:
            save_lock(fresh, outcome.lock, report)
        return replace(outcome, is_written=outcome.is_changed)
