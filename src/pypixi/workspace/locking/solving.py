"""What the lock file of a workspace should be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.errors import raise_all
from pypixi.lockfile.model import LOCK_VERSION
from pypixi.locking.faults.fault import Fault
from pypixi.locking.faults.reasons import Reason
from pypixi.locking.requirements import requirement_faults
from pypixi.locking.update import update_lock

from .engines import engines
from .outcome import LockOutcome

if TYPE_CHECKING:
    from pypixi.lockfile.model import LockFile
    from pypixi.locking.update import LockUpdate
    from pypixi.terminal.report import Report
    from pypixi.workspace.workspace import Workspace


def locked_anew(
    workspace: Workspace,
    before: LockFile | None,
    kept: LockFile | None,
    report: Report,
    *,
    may_install: bool,
) -> LockOutcome:
    """Return what the lock file should be, without writing it.

    Args:
        workspace: Whose lock file.
        before: As it is.
        kept: What of it is to stay where that is possible.
        report: Hears of progress.
        may_install: Whether a prefix may be made for building PyPI packages.

    Raises:
        PixiError: If a solve fails.
    """
    update = solve_lock(workspace, kept, report, may_install=may_install, upgrades=True)
    is_old = before is not None and before.version != LOCK_VERSION
    reasons = update.verdict.reasons
    if before is not None and is_old and not reasons:
        reasons = (_old_format(before.version),)
    return LockOutcome(
        workspace=workspace,
        before=before,
        lock=update.lock,
        reasons=reasons,
        is_changed=update.is_changed or is_old,
    )


def solve_lock(
    workspace: Workspace,
    before: LockFile | None,
    report: Report,
    *,
    may_install: bool,
    upgrades: bool = False,
) -> LockUpdate:
    """Return a true lock file without writing it.

    Args:
        workspace: Whose lock file.
        before: As it is.
        report: Hears of progress.
        may_install: Whether a prefix may be made for building PyPI packages.
        upgrades: Whether it gets the newest format even where it is true.

    Raises:
        PixiError: If a solve fails.
    """
    raise_all(requirement_faults(workspace.manifest))
    used = engines(workspace, report, may_install=may_install)
    environments = workspace.environments
    return update_lock(environments, before, used, report, upgrades=upgrades)


def _old_format(version: int) -> Reason:
    what = f"the lock file uses an older format (v{version})"
    return Reason(environment=None, platform=None, fault=Fault(what=what))
