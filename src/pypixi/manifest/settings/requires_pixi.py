"""Whether a manifest is meant for this version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.errors import PixiError
from pypixi.manifest.reading.faults import InvalidValueError
from pypixi.version import COMPATIBLE_VERSION

if TYPE_CHECKING:
    from pypixi.manifest.document import DocumentPlace
    from pypixi.manifest.reading.tables import Table


class WrongPixiError(PixiError):
    """A manifest is for other versions of pixi."""

    def __init__(self, place: DocumentPlace, spec: str) -> None:
        super().__init__(
            f"this project requires pixi '{spec}', but you have pixi"
            f" {COMPATIBLE_VERSION}",
            labels=[place.label("this version requirement is not satisfied")],
            help="use a version of pixi that fits, or change `requires-pixi`"
            if any(character.isdigit() for character in spec)
            else "write a range of versions: requires-pixi = '>=0.50'",
        )


def check_requires_pixi(table: Table) -> None:
    """Raise unless this version fits ``requires-pixi`` of a workspace's table.

    Raises:
        PixiError: If it does not, or that is no range of versions.
    """
    spec = table.string("requires-pixi")
    if spec is None:
        return
    from pypixi.specs.versions import version_matches  # noqa: PLC0415 - few ask for it

    place = table.at("requires-pixi")
    try:
        fits = version_matches(COMPATIBLE_VERSION, spec)
    except ValueError as error:
        raise InvalidValueError(
            place,
            "invalid version specifier in 'requires-pixi'",
            label=str(error),
            help='write for example requires-pixi = ">=0.50"',
        ) from error
    if not fits:
        raise WrongPixiError(place, spec)
