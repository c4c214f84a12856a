"""From lists of channels to typed channels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.manifest.reading.faults import (
    InvalidValueError,
    WrongTypeError,
)
from pypixi.manifest.schema.settings import CHANNEL
from pypixi.specs.channel import Channel, channel_url

from .cutoffs import parse_cutoff_at

if TYPE_CHECKING:
    from pypixi.manifest.document import DocumentPlace
    from pypixi.manifest.reading.tables import Table


_EXAMPLE = 'write a name, a URL or a path, for example "conda-forge"'


class EmptyChannelError(InvalidValueError):
    """A text that should lead to a channel is blank."""

    def __init__(self, place: DocumentPlace) -> None:
        super().__init__(
            place,
            "a channel cannot be empty",
            help=_EXAMPLE,
        )


def parse_channels(table: Table) -> tuple[Channel, ...] | None:
    """Return the channels of a workspace, a feature or an environment.

    None where it has no such key.
    """
    entries = table.array("channels")
    if entries is None:
        return None
    channels = (_channel(table, index, value) for index, value in enumerate(entries))
    return tuple(channel for channel in channels if channel is not None)


def _channel(table: Table, index: int, value: object) -> Channel | None:
    if isinstance(value, dict):
        return _channel_table(table.inner(value, "channels", index))
    place = table.at("channels", index)
    if not isinstance(value, str):
        fault = WrongTypeError(place, "string or table", value, help=_EXAMPLE)
        table.faults.append(fault)
        return None
    if not value.strip():
        table.faults.append(EmptyChannelError(place))
        return None
    url = channel_url(value, table.context.folder)
    return Channel(text=value, url=url, place=place)


def _channel_table(table: Table) -> Channel | None:
    table.finish(CHANNEL)
    text = table.string("channel")
    priority = table.integer("priority")
    exclude_newer = parse_cutoff_at(table, "exclude-newer")
    if text is None:
        table.require("channel", '{ channel = "conda-forge", priority = 1 }')
        return None
    if not text.strip():
        table.faults.append(EmptyChannelError(table.at("channel")))
        return None
    return Channel(
        text=text,
        url=channel_url(text, table.context.folder),
        priority=priority or 0,
        exclude_newer=exclude_newer,
        place=table.at("channel"),
    )
