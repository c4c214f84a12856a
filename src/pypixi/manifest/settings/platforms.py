"""From ``platforms`` of the workspace to typed platforms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.manifest.reading.faults import (
    InvalidValueError,
    RepeatedError,
    WrongTypeError,
)
from pypixi.manifest.reading.tables import Table
from pypixi.manifest.schema.settings import PLATFORM
from pypixi.specs.platform import (
    FAMILIES,
    SUBDIRS,
    Platform,
    derived_name,
    is_platform_name,
    subdir_platform,
)

from .machine import parse_virtual_packages

if TYPE_CHECKING:
    from pypixi.manifest.document import DocumentPlace

_EXAMPLE = '{ platform = "linux-64", cuda = "12.0" }'


def parse_platforms(table: Table) -> tuple[Platform, ...]:
    """Return the platforms that ``[workspace]`` lists, each name once."""
    found: dict[str, Platform] = {}
    indexes: dict[str, int] = {}
    for index, value in enumerate(table.array("platforms") or []):
        place = table.at("platforms", index)
        platform = _platform(table, place, value)
        if platform is None:
            continue
        if platform.name in found:
            message = f"platform '{platform.name}' is listed twice"
            fault = RepeatedError(
                message,
                again=place,
                first=table.at("platforms", indexes[platform.name]),
                help="list it once, or give one of the two another `name`",
            )
            table.faults.append(fault)
        found.setdefault(platform.name, platform)
        indexes.setdefault(platform.name, index)
    return tuple(found.values())


def _platform(table: Table, place: DocumentPlace, value: object) -> Platform | None:
    if isinstance(value, str):
        is_known = _check_subdir(table, place, value)
        return subdir_platform(value) if is_known else None
    if not isinstance(value, dict):
        help_text = 'write for example "linux-64"'
        fault = WrongTypeError(place, "string or table", value, help=help_text)
        table.faults.append(fault)
        return None
    return _rich_platform(Table(table.context, value, place.keys))


def _rich_platform(table: Table) -> Platform | None:
    """Return the platform of a table, None where it has faults."""
    before = len(table.faults)
    name, subdir = table.string("name"), table.string("platform")
    if subdir is None and name in SUBDIRS:
        subdir = name
    declared = parse_virtual_packages(table)
    _refuse_unknown(table)
    if subdir is None:
        table.require("platform", _EXAMPLE)
    elif _check_subdir(table, table.at("platform"), subdir):
        named = Platform(
            name=name if name is not None else derived_name(subdir, declared),
            subdir=subdir,
            declared=declared,
        )
        _check_name(table, named, is_written=name is not None)
        if len(table.faults) == before:
            is_plain = named.name == subdir
            return subdir_platform(subdir) if is_plain else named
    return None


def _refuse_unknown(table: Table) -> None:
    known = {key: value for key, value in table.data.items() if key[:2] != "__"}
    table.inner(known).finish(PLATFORM)


def _check_subdir(table: Table, place: DocumentPlace, subdir: str) -> bool:
    if subdir in SUBDIRS:
        return True
    from pypixi.manifest.reading.advice import subdir_advice  # noqa: PLC0415 - for errors

    table.faults.append(
        InvalidValueError(
            place,
            f"'{subdir}' is not a platform",
            label="expected a conda subdir such as 'linux-64'",
            help=subdir_advice(subdir, SUBDIRS),
        )
    )
    return False


def _check_name(table: Table, platform: Platform, *, is_written: bool) -> None:
    name = platform.name
    place = table.at("name") if is_written else table.at()
    if not is_platform_name(name):
        fault = InvalidValueError(
            place,
            f"'{name}' is not a valid platform name (allowed: alphanumeric, '-')",
            label="stands for a family of systems"
            if name in FAMILIES
            else "expected a letter first, and at most 64 characters",
            help=f"write for example: name = '{platform.subdir}-gpu'",
        )
        table.faults.append(fault)
    elif name in SUBDIRS and name != platform.subdir:
        fault = InvalidValueError(
            place,
            f"platform '{name}' has the name of another subdir than"
            f" '{platform.subdir}'",
            help="give the entry a name that is no subdir",
        )
        table.faults.append(fault)
    elif name == platform.subdir and platform.declared and is_written:
        fault = InvalidValueError(
            place,
            f"platform '{name}' is a plain subdir and cannot carry virtual packages",
            help="either drop the virtual packages or give the entry a name distinct"
            " from its subdir",
        )
        table.faults.append(fault)
