"""Warnings about keys of the manifest that have a successor."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pypixi.terminal.report import Report

    from .document import DocumentPlace
    from .model import Manifest

OUTDATED_DEPENDENCIES = ("host-dependencies", "build-dependencies")
"""Deprecated tables of conda packages; later ones override earlier ones."""

_SHOWN = 3
"""How many places one warning quotes at most."""
_TOLD_OF_TABLES = (*OUTDATED_DEPENDENCIES, "depends_on")


def warn_of_outdated_keys(manifest: Manifest, report: Report) -> None:
    """Tell of each deprecated key and what to write in its place.

    They are searched in the text: the typed values are those of the successors.
    """
    workspace = manifest.document.at(*manifest.workspace.keys)
    if workspace.keys[-1] == "project":
        warn_of_successor(workspace, "workspace", report)
    # Few have such keys, and the tables of all features are many.
    has_any = any(key in manifest.document.text for key in _TOLD_OF_TABLES)
    for place in _tables(manifest) if has_any else ():
        table = place.value or {}
        for key in OUTDATED_DEPENDENCIES:
            if key in table:
                warn_of_successor(place.inside(key), "dependencies", report)
        for name, task in table.get("tasks", {}).items():
            if isinstance(task, dict) and "depends_on" in task:
                old = place.inside("tasks").inside(name).inside("depends_on")
                warn_of_successor(old, "depends-on", report)
    if "system-requirements" in manifest.document.text:
        _warn_of_requirements(manifest, report)
    _warn_of_empty_map(manifest, report)


def warn_of_successor(place: DocumentPlace, successor: str, report: Report) -> None:
    """Tell that the key at a place has another name now."""
    report.warn(
        f"The `{place.keys[-1]}` field is deprecated. Use `{successor}` instead.",
        labels=(place.key.label(f"now `{successor}`"),),
        help=f"write `{successor}` in its place",
    )


def _warn_of_requirements(manifest: Manifest, report: Report) -> None:
    if not all(platform.is_plain for platform in manifest.workspace.platforms):
        return  # there they are an error
    places = [
        manifest.document.at(*feature.keys, "system-requirements")
        for feature in manifest.features.values()
    ]
    found = [place.key for place in places if place.value is not None]
    if found:
        further = len(found) - _SHOWN
        report.warn(
            "The `system-requirements` table is deprecated. Use platforms with"
            " virtual packages instead.",
            labels=tuple(place.label("now in `platforms`") for place in found[:_SHOWN]),
            help='write for example: platforms = [{ platform = "linux-64",'
            ' cuda = "12.0" }]'
            + (f"; there are {further} more of these tables" if further > 0 else ""),
        )


def _warn_of_empty_map(manifest: Manifest, report: Report) -> None:
    place = manifest.document.at(*manifest.workspace.keys, "conda-pypi-map")
    if place.value == {}:
        report.warn(
            "an empty `conda-pypi-map` is deprecated: it means `false`",
            labels=(place.label("no names are looked up"),),
            help="write conda-pypi-map = false",
        )


def _tables(manifest: Manifest) -> Iterator[DocumentPlace]:
    """Yield where the table of each feature is, and those of its targets."""
    for feature in manifest.all_features:
        for target in feature.targets:
            steps = () if target.selector is None else ("target", target.selector)
            yield manifest.document.at(*feature.keys, *steps)
