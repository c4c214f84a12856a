"""Edits of the manifest that are solved for before anything is written."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING

from pypixi.files.provisional import provisional
from pypixi.lockfile.pypi_locations import LocalPath
from pypixi.locking.groups import solved_together
from pypixi.locking.unlocking import Selection, unlocked
from pypixi.manifest.targets import selects
from pypixi.prefix.layout import make_pixi_folder
from pypixi.specs.source import PathSource
from pypixi.values import frozen
from pypixi.workspace.workspace import with_manifest_text

from .outcome import LockOutcome
from .reading import read_lock_or_none
from .saving import save_with_manifest
from .solving import solve_lock

if TYPE_CHECKING:
    from collections.abc import Iterable
    from contextlib import AbstractContextManager

    from pypixi.lockfile.model import LockFile
    from pypixi.locking.update import LockUpdate
    from pypixi.terminal.report import Report
    from pypixi.workspace.workspace import Workspace


@frozen
class Touched:
    """Packages that an edit is about, and what asks for them."""

    names: frozenset[str]
    feature: str
    selector: str | None = None
    """That of the target; None for all platforms."""


@frozen
class SolvedEdit:
    """What a manifest would come to if it were edited."""

    draft: Workspace
    """With the edited manifest."""
    before: LockFile | None
    """As it is on disk."""
    update: LockUpdate
    """What is true for the edited manifest."""


def solve_edit(
    workspace: Workspace,
    text: str,
    touched: Iterable[Touched],
    report: Report,
    *,
    may_install: bool,
    dry_run: bool = False,
) -> SolvedEdit:
    """Solve for another manifest text, and choose what it touches anew.

    Args:
        workspace: As it is.
        text: That of the whole manifest.
        touched: What is chosen anew: in the environments that have the feature, and
            in those that are solved together with them.
        report: Hears of progress.
        may_install: Whether a prefix may be made for building PyPI packages.
        dry_run: Whether nothing may be written, not even for a while.

    Raises:
        PixiError: If the text has faults or a solve fails.
    """
    before = read_lock_or_none(workspace, report)
    draft = with_manifest_text(workspace, text)
    kept = unlocked(before, *[_selection(draft, row) for row in touched])
    with _tried(draft, dry_run=dry_run):
        update = solve_lock(draft, kept, report, may_install=may_install)
    return SolvedEdit(draft=draft, before=before, update=update)


def finish_edit(
    solved: SolvedEdit,
    text: str,
    report: Report,
    *,
    may_install: bool,
    dry_run: bool = False,
) -> LockOutcome:
    """Write the manifest with what was solved, and the lock file that is true for it.

    Args:
        solved: The edit, which may ask for more versions than are written.
        text: That of the manifest in the end.
        report: Hears of progress.
        may_install: Whether a prefix may be made for building PyPI packages.
        dry_run: Whether nothing is written.

    Raises:
        PixiError: If a file cannot be written; nothing has changed.
    """
    final = with_manifest_text(solved.draft, text)
    # Ranges that were found for several environments, or that were kept, need not fit.
    with _tried(final, dry_run=dry_run):
        update = solve_lock(final, solved.update.lock, report, may_install=may_install)
    is_changed = solved.update.is_changed or update.is_changed
    lock = update.lock if is_changed else None
    is_written = not dry_run and save_with_manifest(final, text, lock, report)
    return LockOutcome(
        workspace=final,
        before=solved.before,
        lock=update.lock,
        reasons=solved.update.verdict.reasons,
        is_changed=is_changed,
        is_written=is_written,
    )


def _tried(draft: Workspace, *, dry_run: bool) -> AbstractContextManager[None]:
    """Have the manifest on the disk say what a draft says while it is solved for.

    That matters where it is that of a project which its environments are to install:
    what a project needs is read, by us and by uv, from its own ``pyproject.toml``.
    """
    if dry_run or not _is_own_project(draft):
        return nullcontext()
    path = draft.manifest.path
    content = draft.manifest.document.text.encode()
    return provisional(path, content, make_pixi_folder(draft.root))


def _is_own_project(workspace: Workspace) -> bool:
    if not workspace.manifest.document.root_keys:
        return False  # no `pyproject.toml`
    return any(
        isinstance(spec.source, PathSource)
        and LocalPath(path=spec.source.path).absolute(workspace.root) == workspace.root
        for environment in workspace.environments.values()
        for platform in environment.platforms
        for spec in environment.pypi_dependencies(platform)
    )


def _selection(draft: Workspace, touched: Touched) -> Selection:
    environments = draft.environments
    users = [row for row in environments.values() if row.contains(touched.feature)]
    names = {row.name for row in users}
    platforms = (
        platform.name
        for row in users
        for platform in row.platforms
        if selects(touched.selector, platform)
    )
    return Selection(
        names=touched.names,
        environments=solved_together(names, environments),
        platforms=None if touched.selector is None else frozenset(platforms),
    )
