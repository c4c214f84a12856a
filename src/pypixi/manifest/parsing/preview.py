"""From ``preview`` to the features to come that it asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .faults import InvalidValueError, WrongTypeError

if TYPE_CHECKING:
    from pypixi.manifest.document import DocumentPlace

    from .tables import Table

PIXI_BUILD = "pixi-build"
"""The only flag there is: packages built from source."""


def parse_preview(table: Table) -> tuple[str, ...]:
    """Return the names that ``preview`` of the workspace lists, known or not."""
    value = table.value("preview")
    place = table.at("preview")
    if value is None or isinstance(value, bool):
        if value:
            table.faults.append(_unsupported(place, "`true` includes it"))
        return ()
    if not isinstance(value, list):
        table.faults.append(WrongTypeError(place, "boolean or array", value))
        return ()
    names = table.strings("preview") or ()
    if PIXI_BUILD in value:
        place = table.at("preview", value.index(PIXI_BUILD))
        table.faults.append(_unsupported(place, "this version of pypixi cannot use it"))
    return names


def _unsupported(place: DocumentPlace, label: str) -> InvalidValueError:
    return InvalidValueError(
        place,
        f"the preview feature '{PIXI_BUILD}' is not supported yet",
        label=label,
        help="leave it out for now; a later version will know it",
    )
