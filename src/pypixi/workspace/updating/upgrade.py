"""Upgrading: the manifest comes to ask for the newest versions that can be had."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.files.atomic import write_changed
from pypixi.pypi.target import target_python
from pypixi.records.conda import CondaRecord
from pypixi.specs.requirement import PypiSpec
from pypixi.terminal.report import SILENT
from pypixi.values import frozen
from pypixi.workspace.adding.kinds import CONDA, PYPI
from pypixi.workspace.locking.edits import Touched, finish_edit, solve_edit
from pypixi.workspace.locking.outcome import LockUse
from pypixi.workspace.workspace import exclusive_workspace, reload

from .choice import UpgradeOptions, chosen_entries, upgradable
from .entries import places

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pypixi.lockfile.model import LockedPackage
    from pypixi.specs.matchspec import CondaSpec
    from pypixi.specs.platform import Platform
    from pypixi.terminal.report import Report
    from pypixi.workspace.locking.edits import SolvedEdit
    from pypixi.workspace.locking.outcome import LockOutcome
    from pypixi.workspace.workspace import Workspace

    from .entries import Entry


_DEFAULTS = UpgradeOptions()


@frozen
class Upgraded:
    """What an upgrade came to."""

    specs: tuple[CondaSpec | PypiSpec, ...] = ()
    """As written into the manifest; none where no requirement could be loosened."""
    inherited: tuple[str, ...] = ()
    """Packages whose entries refer to ``[workspace.dependencies]``: left alone."""
    features: frozenset[str] = frozenset()
    """The features with a requirement that was loosened."""
    outcome: LockOutcome | None = None
    """None where nothing was locked."""


def upgrade_packages(
    workspace: Workspace,
    options: UpgradeOptions = _DEFAULTS,
    report: Report = SILENT,
) -> Upgraded:
    """Let requirements ask for the newest versions, lock, and write both documents.

    Their versions are loosened, what they touch is solved anew, and they get the range
    that the pinning strategy derives from the versions that were found. Requirements
    for which nothing is locked stay as they are.

    Args:
        workspace: Its files are read again once the workspace is held.
        options: Which requirements, and how.
        report: Hears of progress.

    Raises:
        PixiError: If something is named that there is not, or a solve fails; nothing
            has changed.
    """
    if options.dry_run:
        return _upgraded(workspace, options, report)
    with exclusive_workspace(workspace.root, report):
        return _upgraded(reload(workspace, report), options, report)


def _upgraded(
    workspace: Workspace, options: UpgradeOptions, report: Report
) -> Upgraded:
    found = chosen_entries(workspace, options, report)
    inherited = tuple(dict.fromkeys(row.spec.name for row in found if row.is_inherited))
    entries = upgradable(found, workspace, options, report)
    if not entries:
        return Upgraded(inherited=inherited)
    upgrade = _Upgrade(workspace, options, report)
    if options.use is LockUse.UPDATE:
        specs, outcome = upgrade.solve(entries)
    else:
        specs, outcome = upgrade.loosen(entries), None
    return Upgraded(
        specs=specs,
        inherited=inherited,
        features=frozenset(each.feature.name for row in entries for each in row.owners),
        outcome=outcome,
    )


class _Upgrade:
    """One upgrade of a workspace."""

    def __init__(
        self, workspace: Workspace, options: UpgradeOptions, report: Report
    ) -> None:
        self._workspace = workspace
        self._options = options
        self._report = report

    def loosen(self, entries: Sequence[Entry]) -> tuple[CondaSpec | PypiSpec, ...]:
        """Write requirements without versions, and lock nothing."""
        specs = [self._loosened(entry) for entry in entries]
        names = ", ".join(dict.fromkeys(f"'{spec.name}'" for spec in specs))
        self._report.warn(
            f"any version of {names} will do now: nothing was solved, so no range could"
            " be chosen",
            help="run `pixi upgrade` without --frozen and --locked to get ranges",
        )
        if not self._options.dry_run:
            text = self._edited(zip(entries, specs, strict=True))
            write_changed({self._workspace.manifest.path: text.encode()})
        return tuple(specs)

    def solve(
        self, entries: Sequence[Entry]
    ) -> tuple[tuple[CondaSpec | PypiSpec, ...], LockOutcome]:
        """Return requirements with the ranges found, both documents being written."""
        options = self._options
        may_install = options.may_install and not options.dry_run
        solved = solve_edit(
            self._workspace,
            self._edited((entry, self._loosened(entry)) for entry in entries),
            _touched(entries),
            self._report,
            may_install=may_install,
            dry_run=options.dry_run,
        )
        # What is not locked, as its marker holds nowhere, keeps its range.
        found = [
            (row, versions) for row in entries if (versions := _versions(solved, row))
        ]
        pairs = [(row, self._pinned(solved, row, versions)) for row, versions in found]
        outcome = finish_edit(
            solved,
            self._edited(pairs),
            self._report,
            may_install=may_install,
            dry_run=options.dry_run,
        )
        return tuple(spec for _, spec in pairs), outcome

    def _loosened(self, entry: Entry) -> CondaSpec | PypiSpec:
        return entry.loosened(self._dropped(entry))

    def _pinned(
        self, solved: SolvedEdit, entry: Entry, versions: Sequence[str]
    ) -> CondaSpec | PypiSpec:
        loose = self._loosened(entry)
        if isinstance(loose, PypiSpec):
            return PYPI.pinned(solved.draft, loose, versions)
        return CONDA.pinned(solved.draft, loose, versions)

    def _dropped(self, entry: Entry) -> frozenset[str]:
        """Return the keys that go besides the version: only who is named loses some."""
        is_named = any(map(entry.is_called, self._options.packages))
        return entry.exact_keys() if is_named else frozenset()

    def _edited(self, pairs: Iterable[tuple[Entry, CondaSpec | PypiSpec]]) -> str:
        # The editor's door: tomlkit costs 20 ms that reading a manifest does not need.
        from pypixi.manifest.editing.versions import (  # noqa: PLC0415
            VersionEdit,
            with_versions,
        )

        text = self._workspace.manifest.path.read_bytes().decode()
        edits = [
            VersionEdit(
                keys=entry.keys,
                version=_version(spec) or "*",
                dropped=self._dropped(entry),
            )
            for entry, spec in pairs
        ]
        return with_versions(text, edits)


def _version(spec: CondaSpec | PypiSpec) -> str | None:
    if isinstance(spec, PypiSpec):
        return getattr(spec.source, "version", None)
    return spec.version


def _touched(entries: Iterable[Entry]) -> Iterator[Touched]:
    names: dict[tuple[str, str | None], set[str]] = {}
    for entry in entries:
        for each in entry.owners:
            key = each.feature.name, each.selector
            names.setdefault(key, set()).add(entry.spec.name)
    for (feature, selector), found in names.items():
        yield Touched(names=frozenset(found), feature=feature, selector=selector)


def _versions(solved: SolvedEdit, entry: Entry) -> list[str]:
    """Return the locked versions that a requirement is met by, ascending."""
    locked = solved.update.lock.environments
    parts = [
        (platform, locked[environment].packages.get(platform.name, ()))
        for environment, platform in places(solved.draft.environments, entry)
    ]
    spec = entry.spec
    if isinstance(spec, PypiSpec):
        counting = [rows for platform, rows in parts if _holds(spec, platform, rows)]
        return PYPI.versions(spec, [row for rows in counting for row in rows])
    return CONDA.versions(spec, [row for _, rows in parts for row in rows])


def _holds(spec: PypiSpec, platform: Platform, rows: Iterable[LockedPackage]) -> bool:
    """Tell whether the marker of a requirement holds for the Python that is locked.

    Where it does not, its package may be locked still: others ask for it.
    """
    # The engine's door: conda packages are upgraded without it.
    from pypixi.pypi.resolving.asked import holding  # noqa: PLC0415

    conda = [row for row in rows if isinstance(row, CondaRecord)]
    target = target_python(conda, platform)
    return target is not None and bool(holding([spec], target))
