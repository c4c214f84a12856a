"""From ``preview`` to the features to come that it asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.manifest.model import PIXI_BUILD
from pypixi.manifest.reading.faults import WrongTypeError

if TYPE_CHECKING:
    from pypixi.manifest.reading.tables import Table


def parse_preview(table: Table) -> tuple[str, ...]:
    """Return the names that ``preview`` of the workspace lists, known or not."""
    value = table.data.get("preview")
    if value is None or isinstance(value, bool):
        return (PIXI_BUILD,) if value else ()
    if not isinstance(value, list):
        place = table.at("preview")
        table.faults.append(WrongTypeError(place, "boolean or array", value))
        return ()
    return table.strings("preview") or ()
