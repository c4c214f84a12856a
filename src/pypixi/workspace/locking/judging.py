"""Whether the lock file of a workspace is true."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.errors import PixiError
from pypixi.lockfile.errors import NewerLockFileError
from pypixi.lockfile.model import LOCK_VERSION
from pypixi.lockfile.read import read_lock_text
from pypixi.locking.faults.reasons import sentences
from pypixi.locking.judging.verdict import judge

from .engines import judging_context
from .reading import parsed_lock
from .remembered import evidence, remember

if TYPE_CHECKING:
    from pypixi.lockfile.model import LockFile
    from pypixi.locking.judging.verdict import Verdict
    from pypixi.terminal.report import Report
    from pypixi.workspace.workspace import Workspace


class OutdatedLockError(PixiError):
    """A lock file is not true, and the command was told not to change it."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(
            "lock file not up-to-date with the workspace",
            help="run `pixi lock` to bring it up to date",
            notes=sentences(verdict.reasons),
        )
        self.reasons = verdict.reasons


def judged(workspace: Workspace, report: Report) -> tuple[LockFile | None, Verdict]:
    """Return the lock file, None where there is none, and the verdict on it."""
    text = read_lock_text(workspace.lock_path)
    if text is None:
        return None, _verdict(workspace, None, report)
    lock = parsed_lock(workspace, text)
    found = evidence(workspace, text, lock)
    verdict = _verdict(workspace, lock, report)
    # Of older formats the user is to be told again.
    if verdict.is_true and lock.version == LOCK_VERSION:
        remember(workspace, found)
    return lock, verdict


def judged_or_none(
    workspace: Workspace, report: Report
) -> tuple[LockFile | None, Verdict]:
    """Return the same; one from the future counts as missing, with a warning."""
    try:
        return judged(workspace, report)
    except NewerLockFileError as error:
        report.warn(error.message, help=error.help)
        return None, _verdict(workspace, None, report)


def _verdict(workspace: Workspace, lock: LockFile | None, report: Report) -> Verdict:
    return judge(workspace.environments, lock, judging_context(workspace, report))
