"""From lists of channels to typed channels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.specs.channel import Channel, channel_url

from .cutoffs import parse_cutoff_at
from .faults import InvalidValueError, MissingKeyError, WrongTypeError
from .tables import Table

if TYPE_CHECKING:
    from pathlib import Path


def parse_channels(table: Table, folder: Path) -> tuple[Channel, ...] | None:
    """Return the channels listed in ``table``, None where it has no such key.

    Args:
        table: That of a workspace, a feature or an environment.
        folder: What relative paths start from.
    """
    entries = table.array("channels")
    if entries is None:
        return None
    channels: list[Channel] = []
    for index, value in enumerate(entries):
        channel = _channel(table, index, value, folder)
        if channel is not None:
            channels.append(channel)
    return tuple(channels)


def _channel(table: Table, index: int, value: object, folder: Path) -> Channel | None:
    place = table.at("channels", index)
    if isinstance(value, dict):
        return _channel_table(
            Table(table.document, place.keys, value, table.faults), folder
        )
    if not isinstance(value, str):
        table.faults.append(WrongTypeError(place, "string or table", value))
        return None
    if not value.strip():
        table.faults.append(InvalidValueError(place, "a channel cannot be empty"))
        return None
    return Channel(text=value, url=channel_url(value, folder), place=place)


def _channel_table(table: Table, folder: Path) -> Channel | None:
    text = table.string("channel")
    priority = table.integer("priority")
    exclude_newer = parse_cutoff_at(table, "exclude-newer")
    table.finish()
    if text is None:
        if "channel" not in table.data:
            example = '{ channel = "conda-forge", priority = 1 }'
            table.faults.append(MissingKeyError(table.at(), "channel", example))
        return None
    return Channel(
        text=text,
        url=channel_url(text, folder),
        priority=priority or 0,
        exclude_newer=exclude_newer,
        place=table.at("channel"),
    )
