"""Warnings about what a manifest may say but hardly means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.errors import did_you_mean
from pypixi.patterns import regex
from pypixi.specs.channel import without_credentials
from pypixi.specs.indexes import NO_OPTIONS
from pypixi.specs.names import DEFAULT_FEATURE
from pypixi.specs.platform import FAMILIES, SUBDIRS, subdir_platform

from .model import PIXI_BUILD
from .targets import selects

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pypixi.specs.matchspec import CondaSpec
    from pypixi.specs.platform import Platform
    from pypixi.terminal.report import Report

    from .model import Feature, Manifest, Target

_CHANNEL_SECRETS = "a file that RATTLER_AUTH_FILE names"
_INDEX_SECRETS = "your netrc file"
_USUAL = ("linux-64", "osx-arm64", "win-64")
_BARE_VERSION = regex(r"\d[\w.!+-]*")


def warn_of_oddities(manifest: Manifest, report: Report) -> None:
    """Tell of what is unused, ambiguous or secret."""
    _warn_of_unused_features(manifest, report)
    _warn_of_unknown_previews(manifest, report)
    _warn_of_idle_selectors(manifest, report)
    _warn_of_bare_versions(manifest.workspace.dependencies.values(), report)
    for feature in manifest.all_features:
        for target in feature.targets:
            _warn_of_bare_versions(target.dependencies.values(), report)
            if target.constraints:
                _warn_of_bare_versions(target.constraints.values(), report)
    for package in manifest.packages:
        from pypixi.manifest.package.outdated import warn_of_package  # noqa: PLC0415 - few have one

        warn_of_package(package, manifest.document, report)
        _warn_of_bare_versions(package.conda_specs(), report)
    for text in dict.fromkeys(_channels(manifest)):
        _warn_of_credentials(f"the channel '{text}'", _CHANNEL_SECRETS, report)
    for url in dict.fromkeys(_index_urls(manifest)):
        _warn_of_credentials(f"the index '{url}'", _INDEX_SECRETS, report)


def _warn_of_unused_features(manifest: Manifest, report: Report) -> None:
    used = {name for entry in manifest.environments.values() for name in entry.features}
    for name, feature in manifest.features.items():
        if name != DEFAULT_FEATURE and name not in used and feature.place is not None:
            report.warn(
                f"The feature '{name}' is defined but not used in any environment",
                labels=(feature.place.label("unused feature"),),
                help=f'list it under [environments], for example: test = ["{name}"]',
            )


def _warn_of_idle_selectors(manifest: Manifest, report: Report) -> None:
    # One selector stands in many features, most of which have the same platforms.
    busy: set[tuple[str, tuple[str, ...] | None]] = set()
    for feature in manifest.all_features:
        for target in feature.targets:
            selector = target.selector
            if selector is None or (selector, feature.platforms) in busy:
                continue
            platforms = _supported(manifest, feature)
            if not platforms or any(selects(selector, row) for row in platforms):
                busy.add((selector, feature.platforms))
            elif not _may_be_made(manifest, selector, platforms):
                owner = "workspace" if feature.platforms is None else feature.title
                _warn_of_idle_selector(target, owner, platforms, report)


def _may_be_made(manifest: Manifest, selector: str, platforms: list[Platform]) -> bool:
    """Tell whether requirements on the system may give a platform such a name."""
    if not any(feature.system_requirements for feature in manifest.features.values()):
        return False
    return "*" in selector or selector.startswith(
        tuple(f"{platform.subdir}-" for platform in platforms)
    )


def _supported(manifest: Manifest, feature: Feature) -> list[Platform]:
    """Return the platforms that a feature may meet: its own, or the workspace's."""
    declared = manifest.workspace.platforms
    names = feature.platforms
    if names is None:
        return [*declared]
    known = {name for platform in declared for name in (platform.name, platform.subdir)}
    listed = [row for row in declared if row.name in names or row.subdir in names]
    undeclared = [name for name in names if name in SUBDIRS and name not in known]
    return [*listed, *map(subdir_platform, undeclared)]


def _warn_of_idle_selector(
    target: Target, owner: str, platforms: list[Platform], report: Report
) -> None:
    selector = target.selector or ""
    if selector in SUBDIRS:
        advice = f"add '{selector}' to `platforms` of the {owner}"
    elif selector in FAMILIES:
        subdirs = [name for name in _USUAL if selects(selector, subdir_platform(name))]
        advice = f"add for example '{subdirs[0]}' to `platforms` of the {owner}"
    else:
        names = [platform.name for platform in platforms]
        near = did_you_mean(selector, [*names, *FAMILIES])
        advice = near or f"the platforms are: {', '.join(names)}"
    labels = () if target.place is None else (target.place.label("matches nothing"),)
    report.warn(
        f"The target selector '{selector}' does not match any of the platforms"
        f" supported by the {owner}",
        labels=labels,
        help=advice,
    )


def _warn_of_unknown_previews(manifest: Manifest, report: Report) -> None:
    keys = manifest.workspace.keys
    for index, name in enumerate(manifest.workspace.preview):
        if name != PIXI_BUILD:
            place = manifest.document.at(*keys, "preview", index)
            report.warn(
                f"The preview flag: {name} is defined in the manifest but un-used in"
                " pixi",
                labels=(place.label("unknown flag"),),
                help=did_you_mean(name, [PIXI_BUILD]) or "take it out",
            )


def _warn_of_bare_versions(specs: Iterable[CondaSpec], report: Report) -> None:
    for spec in specs:
        version = spec.version
        # Most begin with an operator: the pattern is for the others.
        if version and version[0].isdigit() and _BARE_VERSION.fullmatch(version):
            _warn_of_bare_version(spec, version, report)


def _warn_of_bare_version(spec: CondaSpec, version: str, report: Report) -> None:
    place = spec.place
    entry = None if place is None else place.value
    if isinstance(entry, dict) and "workspace" in entry:
        return  # told of the entry that it refers to
    labels = () if place is None else (place.inside("version").label("ambiguous"),)
    key = "version" if isinstance(entry, dict) else spec.name
    report.warn(
        f"the version '{version}' of '{spec.name}' is ambiguous: it could mean"
        f" '{version}.*', and is taken as '=={version}'; this will become an error",
        labels=labels,
        help=f'write {key} = "{version}.*" or {key} = "=={version}"',
    )


def _warn_of_credentials(subject: str, where_to: str, report: Report) -> None:
    shown = without_credentials(subject)
    if shown == subject:
        return
    # Without a label: the source line would show what must not be shown.
    report.warn(
        f"{shown} is written with credentials, which will be in pixi.lock too",
        help=f"keep them in {where_to}, and out of the URL",
    )


def _channels(manifest: Manifest) -> Iterator[str]:
    yield from (channel.text for channel in manifest.workspace.channels)
    for feature in manifest.all_features:
        if feature.channels:
            yield from (channel.text for channel in feature.channels)


def _index_urls(manifest: Manifest) -> Iterator[str]:
    options = [feature.pypi_options for feature in manifest.all_features]
    for part in [manifest.workspace.pypi_options, *options]:
        if part is NO_OPTIONS:
            continue
        yield from filter(None, [part.index_url, *part.extra_index_urls])
        yield from (row.url for row in part.find_links if row.url is not None)
