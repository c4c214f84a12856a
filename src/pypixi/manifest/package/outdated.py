"""Warnings about keys of a package that have a successor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .conditions import lowered

if TYPE_CHECKING:
    from pypixi.manifest.document import Document
    from pypixi.manifest.package_model import PackageTable
    from pypixi.manifest.positions import Key
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
    table = _at(document, package.keys)
    for key, successor in _BUILD.items():
        if key in table["build"]:
            report.warn(
                f"The `{key}` field is deprecated. Use `{successor}` instead.",
                labels=(
                    document.at(*package.keys, "build", key).key.label(
                        f"now `{successor}`"
                    ),
                ),
                help=f"write `{successor}` in its place",
            )
    for selector, target in table.get("target", {}).items():
        place = document.at(*package.keys, "target", selector).key
        condition = f'"if({lowered(selector)})"'
        names = " and ".join(f"{name}.{condition}" for name in target)
        report.warn(
            "The `target` field is deprecated. Use `if(...)` instead.",
            labels=(place.label(f"now {condition}"),),
            help=f"write {names} in its place" if names else "leave it out",
        )


def _at(document: Document, keys: tuple[Key, ...]) -> dict[str, Any]:
    value: Any = document.data
    for key in keys:
        value = value[key]
    found: dict[str, Any] = value
    return found
