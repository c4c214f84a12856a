"""Keeping a workspace's lock file true."""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING

from pypixi.errors import PixiError, raise_all
from pypixi.files.atomic import write_changed
from pypixi.lockfile.alignment import aligned, named_for_disk, named_for_people
from pypixi.lockfile.errors import NewerLockFileError
from pypixi.lockfile.model import LOCK_VERSION, LockFile
from pypixi.lockfile.read import parse_excerpt, parse_lock_file, read_lock_text
from pypixi.locking.assemble import assemble
from pypixi.locking.diff import Difference, lock_difference
from pypixi.locking.faults.fault import Fault
from pypixi.locking.faults.reasons import Reason, sentences
from pypixi.manifest.platforms import known_platforms
from pypixi.values import frozen, replace

from .remembered import evidence, is_remembered, remember
from .workspace import Workspace, exclusive_workspace, reload

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pypixi.locking.judging.verdict import Verdict
    from pypixi.locking.update import LockUpdate
    from pypixi.manifest.environments import Environment
    from pypixi.specs.platform import Platform
    from pypixi.terminal.report import Report


class LockUse(Enum):
    """How a command uses the lock file."""

    UPDATE = auto()
    """Bring it up to date where needed."""
    LOCKED = auto()
    """Fail if it is not up to date."""
    FROZEN = auto()
    """Take it as it is."""


@frozen
class LockOutcome:
    """A lock file after a command took care of it."""

    workspace: Workspace
    """As it was when the lock was judged last."""
    before: LockFile | None
    lock: LockFile
    """The whole, or what the caller was going to look at."""
    reasons: tuple[Reason, ...] = ()
    is_changed: bool = False
    """Whether the lock file has to be written."""
    is_written: bool = False

    @property
    def difference(self) -> Difference:
        """What changed in the lock file."""
        names = explicit_names(self.workspace.environments)
        before = as_shown(self.workspace, self.before)
        return lock_difference(before, self.lock, names)


class OutdatedLockError(PixiError):
    """A lock file is not true, and the command was told not to change it."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(
            "lock file not up-to-date with the workspace",
            help="run `pixi lock` to bring it up to date",
            notes=sentences(verdict.reasons),
        )
        self.reasons = verdict.reasons


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
    known = _known_to_be_true(workspace, wanted)
    if known is not None:
        return LockOutcome(workspace=workspace, before=known, lock=known)
    if use is LockUse.LOCKED:
        lock, verdict = _judged(workspace, report)
        if lock is None or not verdict.is_true:
            raise OutdatedLockError(verdict)
        return LockOutcome(workspace=workspace, before=lock, lock=lock)
    lock, verdict = _judged_or_none(workspace, report)
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
    known = _known_to_be_true(workspace, {})
    if known is not None:
        return LockOutcome(workspace=workspace, before=known, lock=known)
    before, verdict = _judged_or_none(workspace, report)
    if before is not None and before.version == LOCK_VERSION and verdict.is_true:
        return LockOutcome(workspace=workspace, before=before, lock=before)
    if dry_run:
        return locked_anew(workspace, before, before, report, may_install=False)
    return _written(workspace, report, may_install=may_install)


def _written(workspace: Workspace, report: Report, *, may_install: bool) -> LockOutcome:
    """Hold the workspace, read everything again, and write the lock file if needed."""
    with exclusive_workspace(workspace.root, report):
        fresh = reload(workspace, report)
        before = read_lock_or_none(fresh, report)
        outcome = locked_anew(fresh, before, before, report, may_install=may_install)
        if outcome.is_changed:
            save_lock(fresh, outcome.lock, report)
        return replace(outcome, is_written=outcome.is_changed)


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
    update = solve_lock(workspace, kept, report, may_install=may_install)
    is_old = before is not None and before.version != LOCK_VERSION
    # Older formats do not describe platforms: that is added from the manifest.
    lock = assemble(workspace.environments, update.lock, {}) if is_old else update.lock
    reasons = update.verdict.reasons
    if before is not None and is_old and not reasons:
        reasons = (_old_format(before.version),)
    return LockOutcome(
        workspace=workspace,
        before=before,
        lock=lock,
        reasons=reasons,
        is_changed=update.is_changed or is_old,
    )


def _old_format(version: int) -> Reason:
    what = f"the lock file uses an older format (v{version})"
    return Reason(environment=None, platform=None, fault=Fault(what=what))


def solve_lock(
    workspace: Workspace,
    before: LockFile | None,
    report: Report,
    *,
    may_install: bool = True,
) -> LockUpdate:
    """Return a true lock file without writing it.

    Args:
        workspace: Whose lock file.
        before: As it is.
        report: Hears of progress.
        may_install: Whether a prefix may be made for building PyPI packages.

    Raises:
        PixiError: If a solve fails.
    """
    # The engines' door: what is locked can be installed without it.
    from pypixi.locking.requirements import requirement_faults  # noqa: PLC0415
    from pypixi.locking.update import update_lock  # noqa: PLC0415

    from .engines import engines  # noqa: PLC0415

    raise_all(requirement_faults(workspace.manifest))
    used = engines(workspace, report, may_install=may_install)
    return update_lock(workspace.environments, before, used, report)


def save_lock(workspace: Workspace, lock: LockFile, report: Report) -> bool:
    """Write the lock file of a workspace, whole or not at all.

    A file that has the same bytes is not touched.

    Args:
        workspace: Whose lock file.
        lock: What it shall say.
        report: Hears of what may be wrong with it.

    Returns:
        Whether it was written.

    Raises:
        UnwritableFileError: If the folder cannot be written to.
    """
    contents = {workspace.lock_path: _lock_content(workspace, lock)}
    return _written_to(workspace, contents, report)


def save_with_manifest(
    workspace: Workspace, manifest: str, lock: LockFile | None, report: Report
) -> bool:
    """Write the manifest of a workspace and the lock file that is true for it.

    Either both are written or none is, and a file that stays as it is is not touched.

    Args:
        workspace: Whose files.
        manifest: The text of the manifest.
        lock: What the lock file shall say; None where it is true already.
        report: Hears of what may be wrong with it.

    Returns:
        Whether the lock file was written.

    Raises:
        UnwritableFileError: If the folder cannot be written to.
    """
    contents = {workspace.manifest.path: manifest.encode()}
    if lock is not None:
        contents[workspace.lock_path] = _lock_content(workspace, lock)
    return _written_to(workspace, contents, report)


def _written_to(
    workspace: Workspace, contents: Mapping[Path, bytes], report: Report
) -> bool:
    """Write files, and tell whether the lock file was among those that changed."""
    is_locked_anew = workspace.lock_path in write_changed(contents)
    if is_locked_anew and workspace.config.offline:
        report.warn(
            "the lock file was written from a solve restricted to locally available"
            " packages",
            help="run `pixi update` without --offline to choose among all packages",
        )
    return is_locked_anew


def _lock_content(workspace: Workspace, lock: LockFile) -> bytes:
    # Most commands find a lock file that is true, and write none.
    from pypixi.lockfile.write import format_lock_file  # noqa: PLC0415

    on_disk = named_for_disk(lock, _platforms(workspace))
    return format_lock_file(on_disk).encode()


def read_lock(workspace: Workspace) -> LockFile | None:
    """Return the lock file as it is, None where there is none.

    Raises:
        PixiError: If it cannot be read or comes from the future.
    """
    text = read_lock_text(workspace.lock_path)
    return None if text is None else _parsed(workspace, text)


def _parsed(workspace: Workspace, text: str) -> LockFile:
    path = workspace.lock_path
    lock = parse_lock_file(text, path=path, canonicalize=_canonicalize)
    return _aligned(workspace, lock)


def _aligned(workspace: Workspace, lock: LockFile) -> LockFile:
    each = {name: row.platforms for name, row in workspace.environments.items()}
    return aligned(lock, _platforms(workspace), each)


def as_shown(workspace: Workspace, lock: LockFile | None) -> LockFile | None:
    """Return a lock file in which platforms are called as a person knows them."""
    return None if lock is None else named_for_people(lock, _platforms(workspace))


def _platforms(workspace: Workspace) -> tuple[Platform, ...]:
    used = [environment.platforms for environment in workspace.environments.values()]
    return known_platforms(workspace.manifest, used)


def read_lock_or_none(workspace: Workspace, report: Report) -> LockFile | None:
    """Return the lock file; one from the future counts as missing, with a warning.

    Raises:
        PixiError: If it cannot be read.
    """
    try:
        return read_lock(workspace)
    except NewerLockFileError as error:
        report.warn(error.message, help=error.help)
        return None


def _known_to_be_true(
    workspace: Workspace, wanted: Mapping[str, Platform | None] | None
) -> LockFile | None:
    """Return the lock file or what is wanted of it; None if nobody knows."""
    text = read_lock_text(workspace.lock_path)
    if text is None or not is_remembered(workspace, text):
        return None
    if wanted is not None:
        names = {
            # Others are called differently on disk, as the whole file tells.
            name: platform.name if platform and platform.is_plain else None
            for name, platform in wanted.items()
        }
        part = parse_excerpt(text, names, path=workspace.lock_path)
        if part is not None:
            return _aligned(workspace, part)
    return _parsed(workspace, text)


def _judged(workspace: Workspace, report: Report) -> tuple[LockFile | None, Verdict]:
    """Return the lock file, None where there is none, and the verdict on it."""
    text = read_lock_text(workspace.lock_path)
    if text is None:
        return None, _verdict(workspace, None, report)
    lock = _parsed(workspace, text)
    found = evidence(workspace, text, lock)
    verdict = _verdict(workspace, lock, report)
    # Of older formats the user is to be told again.
    if verdict.is_true and lock.version == LOCK_VERSION:
        remember(workspace, found)
    return lock, verdict


def _judged_or_none(
    workspace: Workspace, report: Report
) -> tuple[LockFile | None, Verdict]:
    """Return the same; one from the future counts as missing, with a warning."""
    try:
        return _judged(workspace, report)
    except NewerLockFileError as error:
        report.warn(error.message, help=error.help)
        return None, _verdict(workspace, None, report)


def _verdict(workspace: Workspace, lock: LockFile | None, report: Report) -> Verdict:
    # The engines' door: one of them alone matches specs.
    from pypixi.locking.judging.verdict import judge  # noqa: PLC0415

    from .engines import judging_context  # noqa: PLC0415

    return judge(workspace.environments, lock, judging_context(workspace, report))


def explicit_names(
    environments: Mapping[str, Environment],
) -> dict[str, frozenset[str]]:
    """Return which packages each environment asks for by name."""
    return {
        name: frozenset(
            name
            for platform in environment.platforms
            for name in (
                *(spec.name for spec in environment.dependencies(platform)),
                *(spec.name for spec in environment.pypi_dependencies(platform)),
            )
        )
        for name, environment in environments.items()
    }


def _canonicalize(path: Path) -> str:
    # The engine's door: canonical lock files never pass through it.
    from pypixi.conda.old_locks import canonical_text  # noqa: PLC0415

    return canonical_text(path)
