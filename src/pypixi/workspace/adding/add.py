"""Adding packages: manifest and lock file change together or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic

from pypixi.errors import PixiError
from pypixi.files.atomic import write_text
from pypixi.specs.names import DEFAULT_FEATURE
from pypixi.specs.source import PathSource
from pypixi.terminal.report import SILENT
from pypixi.values import frozen, frozen_positional
from pypixi.workspace.locking.edits import Touched, finish_edit, solve_edit
from pypixi.workspace.locking.engines import normalized
from pypixi.workspace.locking.outcome import LockOutcome, LockUse
from pypixi.workspace.workspace import (
    Workspace,
    exclusive_workspace,
    reload,
    with_manifest_text,
)

from .kinds import (
    CONDA,
    PYPI,
    AnySpec,
    Kind,
    Spec,
    anchored,
    one_of_each,
    parsed_conda,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pypixi.lockfile.model import LockFile
    from pypixi.manifest.model import Target
    from pypixi.pypi.typed import TypedOptions
    from pypixi.terminal.report import Report


@frozen
class Added:
    """What an ``add`` came to."""

    specs: tuple[AnySpec, ...]
    """As written into the manifest."""
    present: tuple[AnySpec, ...]
    """Asked for without a version, but already in the manifest: left alone."""
    inherited: tuple[AnySpec, ...]
    """Those of them whose entries refer to ``[workspace.dependencies]``."""
    outcome: LockOutcome | None
    """None where nothing was locked."""


@frozen
class AddOptions:
    """How packages are added."""

    feature: str = DEFAULT_FEATURE
    """The feature that asks for them."""
    use: LockUse = LockUse.UPDATE
    """With anything but ``UPDATE`` the manifest is edited and nothing is solved."""
    may_install: bool = True
    """Whether a prefix may be made for building PyPI packages."""


_DEFAULTS = AddOptions()


class BlankFeatureError(PixiError):
    """A command names a feature without a letter in its name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"'{name}' cannot be the name of a feature")


def add_packages(
    workspace: Workspace,
    texts: Sequence[str],
    options: AddOptions = _DEFAULTS,
    report: Report = SILENT,
) -> Added:
    """Add conda packages to a feature, lock, and write manifest and lock file.

    Packages without a version get the range that the pinning strategy derives from the
    versions that were solved.

    Args:
        workspace: Its files are read again once the workspace is held.
        texts: Package specifications as typed.
        options: Where they go, and what is done then.
        report: Hears of progress.

    Raises:
        PixiError: If a text is no specification or a solve fails; nothing has changed.
    """
    return _Addition(CONDA, options, report).run(workspace, parsed_conda(texts))


def add_pypi_packages(
    workspace: Workspace,
    texts: Sequence[str],
    typed: TypedOptions | None = None,
    options: AddOptions = _DEFAULTS,
    report: Report = SILENT,
) -> Added:
    """Add PyPI packages like :func:`add_packages`.

    Args:
        workspace: Its files are read again once the workspace is held.
        texts: Requirements as typed; relative paths start where the caller is.
        typed: What was typed beside them.
        options: Where they go, and what is done then.
        report: Hears of progress.

    Raises:
        PixiError: If a text is no requirement or a solve fails; nothing has changed.
    """
    # The engine's door: conda packages are added without it.
    from pypixi.pypi.typed import TypedOptions, parse_typed  # noqa: PLC0415

    typed = typed or TypedOptions()
    asked = parse_typed(texts, typed, normalized)
    specs = one_of_each([anchored(workspace, spec) for spec in asked])
    for spec in specs:
        if typed.editable and not isinstance(spec.source, PathSource):
            report.warn(f"Ignoring --editable for '{spec}', which is no local folder")
    return _Addition(PYPI, options, report).run(workspace, specs)


@frozen_positional
class _Addition(Generic[Spec]):
    """One ``add`` of requirements of one kind."""

    kind: Kind[Spec]
    options: AddOptions
    report: Report

    def run(self, workspace: Workspace, wanted: Sequence[Spec]) -> Added:
        if not self.options.feature.strip():
            raise BlankFeatureError(self.options.feature)
        with exclusive_workspace(workspace.root, self.report):
            fresh = reload(workspace, self.report)
            present = self._present(fresh, wanted)
            specs = [spec for spec in wanted if spec not in present]
            inherited = [
                spec for spec in present if "workspace" in self._entry(fresh, spec)
            ]
            self._warn_of_lost_keys(fresh, specs)
            outcome = None
            if specs and self.options.use is not LockUse.UPDATE:
                write_text(fresh.manifest.path, self._edited(fresh, specs))
            elif specs:
                specs, outcome = self._solve_and_pin(fresh, specs)
            return Added(
                specs=tuple(specs),
                present=present,
                inherited=tuple(inherited),
                outcome=outcome,
            )

    def _present(
        self, workspace: Workspace, wanted: Sequence[Spec]
    ) -> tuple[Spec, ...]:
        """Return what needs not be written, as it is there already."""
        targets = self._targets(workspace)
        names = {name for target in targets for name in self.kind.names(target)}
        return tuple(
            spec for spec in wanted if spec.name in names and self.kind.is_bare(spec)
        )

    def _targets(self, workspace: Workspace) -> tuple[Target, ...]:
        found = workspace.manifest.features.get(self.options.feature)
        return () if found is None else found.targets

    def _entry(self, workspace: Workspace, spec: Spec) -> Mapping[str, object]:
        """Return the table that says something of a package, an empty one if none does.

        An entry on certain platforms only is not what is written here.
        """
        for target in self._targets(workspace)[:1]:
            place = self.kind.place(target, spec)
            if place is not None and isinstance(place.value, dict):
                return place.value
        return {}

    def _warn_of_lost_keys(self, workspace: Workspace, specs: Sequence[Spec]) -> None:
        """Tell of what entries say now that will be replaced by others without it."""
        replaced = [spec for spec in specs if self._entry(workspace, spec)]
        if not replaced:
            return
        draft = with_manifest_text(workspace, self._edited(workspace, specs))
        for spec in replaced:
            kept = self._entry(draft, spec)
            entry = self._entry(workspace, spec)
            lost = [key for key in entry if key not in kept and key != "version"]
            if lost:
                self.report.warn(
                    f"the entry of '{spec.name}' is replaced: what it said of"
                    f" {', '.join(f'`{key}`' for key in lost)} is gone"
                )

    def _solve_and_pin(
        self, workspace: Workspace, specs: Sequence[Spec]
    ) -> tuple[list[Spec], LockOutcome]:
        options = self.options
        touched = Touched(
            names=frozenset(spec.name for spec in specs), feature=options.feature
        )
        solved = solve_edit(
            workspace,
            self._edited(workspace, specs),
            [touched],
            self.report,
            may_install=options.may_install,
        )
        draft, lock = solved.draft, solved.update.lock
        pinned = [self._pinned(draft, spec, lock) for spec in specs]
        outcome = finish_edit(
            solved,
            self._edited(workspace, pinned),
            self.report,
            may_install=options.may_install,
        )
        return pinned, outcome

    def _pinned(self, workspace: Workspace, spec: Spec, lock: LockFile) -> Spec:
        """Return the requirement with a range of versions if it came without one."""
        if not self.kind.lacks_version(spec):
            return spec
        users = [
            environment.name
            for environment in workspace.environments.values()
            if environment.contains(self.options.feature)
        ]
        if not users:
            self.report.warn(
                f"feature '{self.options.feature}' is not used by any environment,"
                f" so no version of '{spec.name}' could be chosen",
                help="add the feature to an environment under [environments]",
            )
        elif not any(workspace.environments[name].platforms for name in users):
            self.report.warn(
                f"feature '{self.options.feature}' is on no platform, so no version of"
                f" '{spec.name}' could be chosen",
                help=f'add to [workspace]: platforms = ["{workspace.machine}"]',
            )
        rows = [
            row
            for name in users
            for rows in lock.environments[name].packages.values()
            for row in rows
        ]
        # What conda provides everywhere needs no range.
        is_chosen = self.kind.is_chosen(spec, rows)
        versions = self.kind.versions(spec, rows) if is_chosen else []
        return self.kind.pinned(workspace, spec, versions)

    def _edited(self, workspace: Workspace, specs: Sequence[Spec]) -> str:
        document = workspace.manifest.document
        return self.kind.edited(document, self.options.feature, specs)
