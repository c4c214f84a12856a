"""Which requirements an upgrade is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.errors import PixiError, did_you_mean, near_or_all
from pypixi.manifest.environments import select_environment
from pypixi.values import frozen
from pypixi.workspace.locking.outcome import LockUse

from .entries import manifest_entries, places

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pypixi.manifest.model import Feature
    from pypixi.terminal.report import Report
    from pypixi.workspace.workspace import Workspace

    from .entries import Entry


@frozen
class UpgradeOptions:
    """Which requirements are upgraded, and how; nothing named means all."""

    packages: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    """Packages that are left alone."""
    feature: str | None = None
    environment: str | None = None
    """Whose own requirements are meant, not those of its features."""
    use: LockUse = LockUse.UPDATE
    """With anything but ``UPDATE`` the manifest is edited and nothing is solved."""
    dry_run: bool = False
    """Whether nothing is written, and no prefix made."""
    may_install: bool = True
    """Whether a prefix may be made for building PyPI packages."""


class UnknownFeatureError(PixiError):
    """An upgrade names a feature that the manifest does not define."""

    def __init__(self, name: str, known: Iterable[str]) -> None:
        super().__init__(
            f"could not find a feature named '{name}'",
            help=near_or_all(name, "features", known),
        )


class NothingInlineError(PixiError):
    """An upgrade names an environment that asks for nothing in its own table."""

    def __init__(self, name: str, features: Iterable[str]) -> None:
        flags = " or ".join(f"`--feature {each}`" for each in features)
        super().__init__(
            f"the environment '{name}' does not define any content inline",
            help=f"what it is made of stands in its features: use {flags}",
        )


class UnaskedPackageError(PixiError):
    """An upgrade names a package that nothing in question asks for."""

    def __init__(
        self, name: str, known: Iterable[str], others: Iterable[Entry]
    ) -> None:
        askers = dict.fromkeys(row.owners[0].feature.title for row in others)
        asked = f"{' and '.join(askers)} asks for it" if askers else None
        super().__init__(
            f"could not find a package named '{name}'",
            help=asked
            or did_you_mean(name, known)
            or "only what the manifest asks for can be upgraded: to move what other"
            f" packages brought, run `pixi update {name}`",
        )


def chosen_entries(
    workspace: Workspace, options: UpgradeOptions, report: Report
) -> list[Entry]:
    """Return the requirements that are meant, whether they can be upgraded or not.

    Raises:
        PixiError: If something is named that there is not.
    """
    manifest = workspace.manifest
    entries = manifest_entries(manifest, _features(workspace, options))
    every = manifest_entries(manifest, manifest.all_features)
    known = {row.spec.name for row in entries}
    for name in options.packages:
        if not any(row.is_called(name) for row in entries):
            others = (row for row in every if row.is_called(name))
            raise UnaskedPackageError(name, known, others)
    for name in options.exclude:
        if not any(row.is_called(name) for row in every):
            report.warn(
                f"'{name}' is excluded, and nothing asks for a package of that name",
                help=did_you_mean(name, known),
            )
    return [row for row in entries if _is_meant(row, options)]


def upgradable(
    entries: Sequence[Entry],
    workspace: Workspace,
    options: UpgradeOptions,
    report: Report,
) -> list[Entry]:
    """Return those of the requirements that can be upgraded.

    Args:
        entries: Those that are meant.
        workspace: Whose environments have them, or none has.
        options: What was named, which is worth a warning.
        report: Hears of what is left alone.
    """
    _tell_of_others(entries, options, report)
    found = [row for row in entries if row.is_upgradable]
    if options.use is not LockUse.UPDATE:
        return found
    return [row for row in found if _is_used(workspace, row, options, report)]


def _features(workspace: Workspace, options: UpgradeOptions) -> Sequence[Feature]:
    """Return the features whose requirements are meant.

    Raises:
        PixiError: If there is none of the name, or nothing in the environment.
    """
    manifest = workspace.manifest
    if options.feature is not None:
        if options.feature not in manifest.features:
            raise UnknownFeatureError(options.feature, manifest.features)
        return [manifest.features[options.feature]]
    if options.environment is None:
        return manifest.all_features
    environment = select_environment(workspace.environments, options.environment)
    entry = manifest.environments[environment.name]
    if entry.inline is None:
        names = [feature.name for feature in environment.features]
        raise NothingInlineError(environment.name, names)
    return [entry.inline]


def _is_meant(entry: Entry, options: UpgradeOptions) -> bool:
    if any(map(entry.is_called, options.exclude)):
        return False
    return not options.packages or any(map(entry.is_called, options.packages))


def _is_used(
    workspace: Workspace, entry: Entry, options: UpgradeOptions, report: Report
) -> bool:
    """Tell whether an environment has a requirement; warn where it was named."""
    if next(places(workspace.environments, entry), None) is not None:
        return True
    name = entry.owners[0].feature.name
    if options.feature is not None or options.packages:
        report.warn(
            f"feature '{name}' is not used by any environment on a platform that it is"
            f" for, so no version of '{entry.spec.name}' could be chosen",
            help="add the feature to an environment under [environments]",
        )
    return False


def _tell_of_others(
    entries: Iterable[Entry], options: UpgradeOptions, report: Report
) -> None:
    """Warn of what was named and cannot be upgraded, and of what is asked for twice."""
    for entry in entries:
        name = entry.spec.name
        if entry.is_repeated and entry.has_range:
            report.warn(
                f"'{name}' is asked for in several ways at once, left unchanged",
                help="change the versions yourself, then run `pixi lock`",
            )
        elif not entry.has_range and options.packages:
            report.warn(
                f"'{name}' comes from a path, a URL or a repository, left unchanged",
                help=f"run `pixi update {name}` to lock what is there now",
            )
