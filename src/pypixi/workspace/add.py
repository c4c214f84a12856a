"""Adding packages: manifest and lock file change together or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.conda.matching import parse_spec_text, sorted_versions
from pypixi.errors import PixiError
from pypixi.files.atomic import write_bytes, write_text
from pypixi.locking.update import unlocked
from pypixi.specs.matchspec import CondaSpec
from pypixi.specs.names import DEFAULT_FEATURE
from pypixi.specs.pinning import MINOR_PACKAGES, pinned_range
from pypixi.terminal.report import SILENT
from pypixi.values import frozen

from .lock import LockOutcome, LockUse, read_lock_or_none, save_lock, solve_lock
from .workspace import Workspace, exclusive_workspace, reload, with_manifest_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pypixi.lockfile.model import LockFile
    from pypixi.locking.update import LockUpdate
    from pypixi.terminal.report import Report


@frozen
class Added:
    """What an ``add`` came to."""

    specs: tuple[CondaSpec, ...]
    """As written into the manifest."""
    present: tuple[CondaSpec, ...]
    """Asked for without a version, but already in the manifest: left alone."""
    outcome: LockOutcome | None
    """None where nothing was locked."""


class BlankFeatureError(PixiError):
    """A command names a feature without a letter in its name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"'{name}' cannot be the name of a feature")


def add_packages(
    workspace: Workspace,
    texts: Sequence[str],
    *,
    feature: str = DEFAULT_FEATURE,
    use: LockUse = LockUse.UPDATE,
    report: Report = SILENT,
) -> Added:
    """Add conda packages to a feature, lock, and write manifest and lock file.

    Packages without a version get the range that the pinning strategy derives from the
    versions that were solved.

    Args:
        workspace: Its files are read again once the workspace is held.
        texts: Package specifications as typed.
        feature: The feature that asks for them.
        use: With anything but ``UPDATE`` the manifest is edited and nothing is solved.
        report: Hears of progress.

    Raises:
        PixiError: If a text is no specification or a solve fails; nothing has changed.
    """
    if not feature.strip():
        raise BlankFeatureError(feature)
    wanted = _parsed(texts)
    with exclusive_workspace(workspace.root, report):
        fresh = reload(workspace, report)
        present, specs = _without_present(fresh, feature, wanted)
        if not specs:
            return Added(specs=(), present=present, outcome=None)
        if use is not LockUse.UPDATE:
            write_text(fresh.manifest.path, _edited(fresh, feature, specs))
            return Added(specs=tuple(specs), present=present, outcome=None)
        pinned, outcome = _solve_and_pin(fresh, feature, specs, report)
        return Added(specs=pinned, present=present, outcome=outcome)


def _parsed(texts: Sequence[str]) -> list[CondaSpec]:
    """Return the requirements typed, one for each package."""
    found: dict[str, CondaSpec] = {}
    for text in texts:
        spec = parse_spec_text(text)
        if found.setdefault(spec.name, spec) != spec:
            raise PixiError(
                f"'{spec.name}' is given twice, and not in the same way",
                help=f"join the conditions by a comma: '{spec.name}>=1,<2'",
            )
    return list(found.values())


def _without_present(
    workspace: Workspace, feature: str, wanted: Sequence[CondaSpec]
) -> tuple[tuple[CondaSpec, ...], list[CondaSpec]]:
    """Split into what is there already and what is to be written."""
    found = workspace.manifest.features.get(feature)
    targets = () if found is None else found.targets
    names = {name for target in targets for name in target.dependencies}
    present = tuple(
        spec
        for spec in wanted
        if spec.name in names and spec == CondaSpec(name=spec.name)
    )
    return present, [spec for spec in wanted if spec not in present]


def _solve_and_pin(
    workspace: Workspace, feature: str, specs: Sequence[CondaSpec], report: Report
) -> tuple[tuple[CondaSpec, ...], LockOutcome]:
    before = read_lock_or_none(workspace, report)
    draft = with_manifest_text(workspace, _edited(workspace, feature, specs))
    names = {spec.name for spec in specs}
    affected = {
        environment.name
        for environment in draft.environments.values()
        if environment.contains(feature)
    }
    update = solve_lock(draft, unlocked(before, names, affected), report)
    pinned = tuple(_pinned(draft, feature, spec, update.lock, report) for spec in specs)
    text = _edited(workspace, feature, pinned)
    _write_both(workspace, text, update)
    outcome = LockOutcome(
        workspace=with_manifest_text(workspace, text),
        before=before,
        lock=update.lock,
        reasons=update.verdict.reasons,
        is_written=update.is_changed,
    )
    return pinned, outcome


def _pinned(
    workspace: Workspace,
    feature: str,
    spec: CondaSpec,
    lock: LockFile,
    report: Report,
) -> CondaSpec:
    """Return the requirement with a range of versions if it came without one."""
    if not spec.is_any:
        return spec
    versions = sorted_versions(
        row.version or ""
        for environment in workspace.environments.values()
        if environment.contains(feature)
        for rows in lock.environments[environment.name].packages.values()
        for row in rows
        if row.name == spec.name
    )
    if not versions:
        report.warn(
            f"feature '{feature}' is not used by any environment,"
            f" so no version of '{spec.name}' could be chosen",
            help="add the feature to an environment under [environments]",
        )
        return spec.with_version("*")
    return spec.with_version(pinned_range(_strategy(workspace, spec), versions))


def _strategy(workspace: Workspace, spec: CondaSpec) -> str:
    config = workspace.config
    if "pinning-strategy" not in config.given and spec.name in MINOR_PACKAGES:
        return "minor"
    return config.pinning_strategy.value


def _edited(workspace: Workspace, feature: str, specs: Sequence[CondaSpec]) -> str:
    # The editor's door: tomlkit costs 20 ms that reading a manifest does not need.
    from pypixi.manifest.edit import with_dependencies  # noqa: PLC0415

    text = workspace.manifest.path.read_bytes().decode()
    return with_dependencies(text, feature, specs)


def _write_both(workspace: Workspace, manifest: str, update: LockUpdate) -> None:
    """Write manifest and lock file; where the second fails, take back the first."""
    path = workspace.manifest.path
    before = path.read_bytes()
    write_text(path, manifest)
    try:
        if update.is_changed:
            save_lock(workspace.lock_path, update.lock)
    except BaseException:
        write_bytes(path, before)
        raise
