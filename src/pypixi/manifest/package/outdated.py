"""Warnings about keys of a package that have a successor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.manifest.outdated import warn_of_successor

from .conditions import lowered

if TYPE_CHECKING:
    from pypixi.manifest.document import Document
    from pypixi.manifest.package_model import PackageTable
    from pypixi.terminal.report import Report

_BUILD = {
    "configuration": "config",
    "channels": "backend.channels",
    "additional-dependencies": "backend.additional-dependencies",
}


def warn_of_package(package: PackageTable, document: Document, report: Report) -> None:
    """Tell of each deprecated key of a package and what to write in its place.

    They are searched in the text: the typed values are those of the successors.
    """
    place = document.at(*package.keys)
    build = place.inside("build")
    for key, successor in _BUILD.items():
        if key in build.value:
            warn_of_successor(build.inside(key), successor, report)
    targets = place.inside("target")
    for selector, target in (targets.value or {}).items():
        condition = f'"if({lowered(selector)})"'
        names = " and ".join(f"{name}.{condition}" for name in target)
        report.warn(
            "The `target` field is deprecated. Use `if(...)` instead.",
            labels=(targets.inside(selector).key.label(f"now {condition}"),),
            help=f"write {names} in its place" if names else "leave it out",
        )
