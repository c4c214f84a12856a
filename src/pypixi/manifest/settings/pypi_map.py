"""From ``conda-pypi-map`` to typed rules for each channel."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from pypixi.manifest.model import ChannelPypiMap, PypiMap
from pypixi.manifest.reading.faults import (
    InvalidValueError,
    RepeatedError,
    WrongTypeError,
)
from pypixi.manifest.schema.manifest import PYPI_MAP_CHANNEL
from pypixi.specs.channel import channel_url

if TYPE_CHECKING:
    from pypixi.manifest.document import DocumentPlace
    from pypixi.manifest.reading.tables import Table


class _MappingMode(StrEnum):
    OVERLAY = "overlay"
    REPLACE = "replace"


def parse_pypi_map(parent: Table) -> PypiMap:
    """Return the ``conda-pypi-map`` of a workspace's table."""
    value = parent.data.get("conda-pypi-map")
    place = parent.at("conda-pypi-map")
    if value is None:
        return PypiMap()
    if value is True:
        parent.faults.append(_TrueError(place, "`false` to look up no names at all"))
    elif value is not False and not isinstance(value, dict):
        parent.faults.append(WrongTypeError(place, "table or `false`", value))
    if not value or not isinstance(value, dict):
        # The original takes an empty table for `false`, too.
        return PypiMap(is_on=False)
    return PypiMap(channels=_channels(parent))


class _TrueError(InvalidValueError):
    """``true`` stands where only ``false`` means something."""

    def __init__(self, place: DocumentPlace, instead: str) -> None:
        super().__init__(
            place,
            f"`{place.keys[-1]} = true` is not supported",
            label="`true` means nothing here",
            help=f"leave it out, or write {instead}",
        )


def _channels(parent: Table) -> tuple[ChannelPypiMap, ...]:
    found: dict[str, ChannelPypiMap] = {}
    keys: dict[str, str] = {}
    for table, key, value in parent.entries("conda-pypi-map"):
        url = channel_url(key, table.context.folder)
        if url in keys:
            message = f"'{key}' is the same channel as an earlier entry"
            fault = RepeatedError(
                message,
                again=table.at(key).key,
                first=table.at(keys[url]).key,
                help="write the channel once",
            )
            table.faults.append(fault)
            continue
        keys[url] = key
        rules = _channel(table, key, value, url)
        if rules is not None:
            found[url] = rules
    return tuple(found.values())


def _channel(table: Table, key: str, value: object, url: str) -> ChannelPypiMap | None:
    place = table.at(key)
    if value is True:
        instead = "`false` to look up no names of this channel"
        table.faults.append(_TrueError(place, instead))
        return None
    if value is False:
        return ChannelPypiMap(channel=url, is_on=False, place=place)
    if isinstance(value, str):
        return ChannelPypiMap(channel=url, location=value, place=place)
    if not isinstance(value, dict):
        expected = "string, table or `false`"
        table.faults.append(WrongTypeError(place, expected, value))
        return None
    child = table.table(key)
    return None if child is None else _channel_table(child, url)


def _channel_table(table: Table, url: str) -> ChannelPypiMap:
    table.finish(PYPI_MAP_CHANNEL)
    rules = ChannelPypiMap(
        channel=url,
        location=table.string("location"),
        mapping=_mapping(table),
        replaces_default=table.choice("mapping-mode", _MappingMode)
        is _MappingMode.REPLACE,
        same_name=table.boolean("same-name-heuristic"),
        place=table.at(),
    )
    if not table.data:
        message = "one of `location`, `mapping`, … must be specified"
        help_text = "write `false` in its place to look up no names of this channel"
        table.refuse(message, label="empty table", help=help_text)
    return rules


def _mapping(parent: Table) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for table, key, value in parent.entries("mapping"):
        place = table.at(key)
        if value is True:
            instead = "`false` for what is not on PyPI"
            table.faults.append(_TrueError(place, instead))
        elif isinstance(value, str):
            found[key.lower()] = (value,)
        elif value is False:
            found[key.lower()] = ()
        elif isinstance(value, list):
            found[key.lower()] = table.strings(key) or ()
        else:
            expected = "string, array or `false`"
            table.faults.append(WrongTypeError(place, expected, value))
    return found
