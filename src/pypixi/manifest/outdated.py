"""Warnings about keys of the manifest that have a successor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pypixi.terminal.report import Report

    from .model import Manifest
    from .positions import Key

OUTDATED_DEPENDENCIES = ("host-dependencies", "build-dependencies")
"""Deprecated tables of conda packages; later ones override earlier ones."""

_TOLD_OF_TABLES = (*OUTDATED_DEPENDENCIES, "depends_on")


def warn_of_outdated_keys(manifest: Manifest, report: Report) -> None:
    """Tell of each deprecated key and what to write in its place.

    They are searched in the text: the typed values are those of the successors.
    """
    workspace = manifest.workspace.keys
    if workspace[-1] == "project":
        _warn(manifest, workspace, "workspace", report)
    # Few have such keys, and the tables of all features are many.
    has_any = any(key in manifest.document.text for key in _TOLD_OF_TABLES)
    for keys, table in _tables(manifest) if has_any else ():
        for key in OUTDATED_DEPENDENCIES:
            if key in table:
                _warn(manifest, (*keys, key), "dependencies", report)
        for name, task in table.get("tasks", {}).items():
            if isinstance(task, dict) and "depends_on" in task:
                steps = (*keys, "tasks", name, "depends_on")
                _warn(manifest, steps, "depends-on", report)
    if "system-requirements" in manifest.document.text:
        _warn_of_requirements(manifest, report)
    _warn_of_empty_map(manifest, report)
    for package in manifest.packages:
        from .package.outdated import warn_of_package  # noqa: PLC0415 - few have one

        warn_of_package(package, manifest.document, report)


def _warn(
    manifest: Manifest, keys: tuple[Key, ...], successor: str, report: Report
) -> None:
    report.warn(
        f"The `{keys[-1]}` field is deprecated. Use `{successor}` instead.",
        labels=(manifest.document.at(*keys).key.label(f"now `{successor}`"),),
        help=f"write `{successor}` in its place",
    )


def _warn_of_requirements(manifest: Manifest, report: Report) -> None:
    if not all(platform.is_plain for platform in manifest.workspace.platforms):
        return  # there they are an error
    for feature in manifest.features.values():
        keys = (*feature.keys, "system-requirements")
        if keys[-1] in _at(manifest, feature.keys):
            report.warn(
                "The `system-requirements` table is deprecated. Use platforms with"
                " virtual packages instead.",
                labels=(manifest.document.at(*keys).key.label("now in `platforms`"),),
                help='write for example: platforms = [{ platform = "linux-64",'
                ' cuda = "12.0" }]',
            )


def _warn_of_empty_map(manifest: Manifest, report: Report) -> None:
    keys = manifest.workspace.keys
    if _at(manifest, keys).get("conda-pypi-map") == {}:
        place = manifest.document.at(*keys, "conda-pypi-map")
        report.warn(
            "an empty `conda-pypi-map` is deprecated: it means `false`",
            labels=(place.label("no names are looked up"),),
            help="write conda-pypi-map = false",
        )


def _tables(manifest: Manifest) -> Iterator[tuple[tuple[Key, ...], Any]]:
    """Yield the table of each feature and those of its targets with their keys."""
    for feature in manifest.all_features:
        for target in feature.targets:
            steps = () if target.selector is None else ("target", target.selector)
            keys = (*feature.keys, *steps)
            yield keys, _at(manifest, keys)


def _at(manifest: Manifest, keys: tuple[Key, ...]) -> Any:
    """Return what a document holds behind ``keys``; nothing for what it does not."""
    value: Any = manifest.document.data
    for key in keys:
        value = value.get(key, {})
    return value
