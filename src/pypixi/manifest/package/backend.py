"""The program that builds a package."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.manifest.package_model import BuildBackend
from pypixi.manifest.requirements.conda import parse_conda_spec
from pypixi.manifest.requirements.entries import NAME_ADVICE
from pypixi.manifest.schema.package import BACKEND
from pypixi.manifest.schema.requirements import CONDA, LOCATION
from pypixi.manifest.settings.channels import parse_channels
from pypixi.specs.matchspec import CondaSpec
from pypixi.specs.names import package_name

from .dependencies import dependency, parse_packages

if TYPE_CHECKING:
    from pypixi.manifest.reading.tables import Table
    from pypixi.specs.channel import Channel

_ADDITIONAL = "additional-dependencies"
_EXAMPLE = 'backend = { name = "pixi-build-python" }'


def parse_backend(build: Table) -> BuildBackend | None:
    """Return the backend in the table ``build`` of a package, None if it has faults.

    Its channels and additional dependencies may stand in that table itself, as they
    once did; those of the backend are stronger.
    """
    old_channels = _channels(build)
    old_additional = parse_packages(build, _ADDITIONAL, dependency)
    table = build.table("backend")
    if table is None:
        build.require("backend", _EXAMPLE)
        return None
    located = [key for key in LOCATION if key in table.data]
    if located:
        _refuse_source(table, located[0])
        table = table.without(*located)
    table.finish(BACKEND)
    channels = _channels(table)
    additional = parse_packages(table, _ADDITIONAL, dependency)
    spec = _spec(table, build)
    if spec is None or located:
        return None
    return BuildBackend(
        spec=spec,
        channels=old_channels if channels is None else channels,
        additional_dependencies=additional
        if _ADDITIONAL in table.data
        else old_additional,
        place=table.at(),
    )


def _spec(table: Table, build: Table) -> CondaSpec | None:
    written = table.string("name")
    if written is None:
        table.require("name", 'name = "pixi-build-python"')
        return None
    name = package_name(written)
    if name is None:
        message = f"'{written}' is not a conda package name"
        table.refuse(message, "name", help=NAME_ADVICE)
        return None
    asked = {key: value for key, value in table.data.items() if key in CONDA.keys}
    if not asked:
        return CondaSpec(name=name, place=table.at())
    spec = parse_conda_spec(name, build, "backend", asked)
    if spec is None or (spec.source is None and spec.url is None):
        return spec
    _refuse_source(table, "workspace")
    return None


def _refuse_source(table: Table, key: str) -> None:
    table.refuse_key(
        "build backends cannot be defined as source dependencies",
        key,
        label="this is not a package of a channel",
        help='write a version, for example version = "*"',
    )


def _channels(table: Table) -> tuple[Channel, ...] | None:
    if table.data.get("channels") == []:
        message = "the channels of a build backend cannot be empty"
        help_text = "leave `channels` out for those of the workspace"
        table.refuse(message, "channels", help=help_text)
        return None
    return parse_channels(table)
