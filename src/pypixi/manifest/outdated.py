"""Warnings about keys of the manifest that have a successor."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pypixi.terminal.report import Report

    from .document import DocumentPlace
    from .model import Manifest

_SHOWN = 3
"""How many places one warning quotes at most."""


def warn_of_outdated_keys(
    manifest: Manifest, found: Iterable[tuple[DocumentPlace, str]], report: Report
) -> None:
    """Tell of deprecated keys and what to write in their place.

    Args:
        manifest: That of a workspace.
        found: Keys with their successors, as reading came across them.
        report: Is told.
    """
    workspace = manifest.document.at(*manifest.workspace.keys)
    if workspace.keys[-1] == "project":
        warn_of_successor(workspace, "workspace", report)
    for place, successor in found:
        warn_of_successor(place, successor, report)
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
