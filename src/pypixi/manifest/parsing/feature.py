"""From the tables of a feature to its typed values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.manifest.model import Feature, Target
from pypixi.specs.channel import Channel, channel_url
from pypixi.specs.matchspec import CondaSpec
from pypixi.specs.names import DEFAULT_FEATURE, package_name
from pypixi.specs.solving import ChannelPriority, SolveStrategy

from .entries import package_entries
from .faults import InvalidValueError, MissingKeyError, WrongTypeError
from .pypi import parse_pypi_dependencies
from .pypi_options import parse_pypi_options
from .tables import Table
from .tasks import parse_tasks

if TYPE_CHECKING:
    from pathlib import Path

    from pypixi.specs.names import PackageName

    from .entries import PackageEntry

_UNSUPPORTED_FEATURE = (
    "constraints",
    "dev",
    "host-dependencies",
    "build-dependencies",
    "activation",
    "system-requirements",
    "target",
)
_UNSUPPORTED_SPEC = (
    "extras",
    "flags",
    "track-features",
    "license-family",
    "when",
    "git",
    "url",
    "path",
    "branch",
    "tag",
    "rev",
    "subdirectory",
    "lfs",
    "package",
    "workspace",
)


def parse_default_feature(root: Table) -> Feature:
    """Return the feature made of the root's tables and the workspace's settings."""
    settings = root.data.get("workspace")
    table = Table(
        root.document,
        ("workspace",),
        settings if isinstance(settings, dict) else {},
        [],  # its faults are reported with the workspace table
    )
    return Feature(
        name=DEFAULT_FEATURE,
        targets=(_target(root),),
        channel_priority=table.choice("channel-priority", ChannelPriority),
        solve_strategy=table.choice("solve-strategy", SolveStrategy),
        pypi_options=parse_pypi_options(root),
    )


def parse_feature(name: str, table: Table, folder: Path) -> Feature:
    """Return the feature that a ``[feature.<name>]`` table describes.

    Args:
        name: The feature's name.
        table: Its table.
        folder: What relative channel paths start from.
    """
    feature = Feature(
        name=name,
        targets=(_target(table),),
        channels=parse_channels(table, folder),
        platforms=table.strings("platforms"),
        channel_priority=table.choice("channel-priority", ChannelPriority),
        solve_strategy=table.choice("solve-strategy", SolveStrategy),
        pypi_options=parse_pypi_options(table),
        place=table.at().key,
    )
    table.unsupported(*_UNSUPPORTED_FEATURE)
    table.finish()
    return feature


def parse_channels(table: Table, folder: Path) -> tuple[Channel, ...] | None:
    """Return the channels listed in ``table``, None where it has no such key."""
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
    table.unsupported("exclude-newer")
    table.finish()
    if text is None:
        if "channel" not in table.data:
            example = '{ channel = "conda-forge", priority = 1 }'
            table.faults.append(MissingKeyError(table.at(), "channel", example))
        return None
    url = channel_url(text, folder)
    return Channel(
        text=text, url=url, priority=priority or 0, place=table.at("channel")
    )


def _target(table: Table) -> Target:
    return Target(
        dependencies=_dependencies(table),
        pypi_dependencies=parse_pypi_dependencies(table),
        tasks=parse_tasks(table),
    )


def _dependencies(parent: Table) -> dict[PackageName, CondaSpec]:
    found: dict[PackageName, CondaSpec] = {}
    for name, entry in package_entries(parent, "dependencies", package_name, "conda"):
        spec = _spec(name, entry)
        if spec is not None:
            found[name] = spec
    return found


def _spec(name: PackageName, entry: PackageEntry) -> CondaSpec | None:
    table, key, value = entry
    place = table.at(key)
    if isinstance(value, str):
        return CondaSpec(name=name, version=value, place=place)
    if not isinstance(value, dict):
        table.faults.append(WrongTypeError(place, "string or table", value))
        return None
    child = Table(table.document, place.keys, value, table.faults)
    spec = CondaSpec(
        name=name,
        version=child.string("version"),
        build=child.string("build"),
        build_number=child.string("build-number"),
        channel=child.string("channel"),
        subdir=child.string("subdir"),
        file_name=child.string("file-name"),
        md5=child.string("md5"),
        sha256=child.string("sha256"),
        license=child.string("license"),
        place=place,
    )
    child.unsupported(*_UNSUPPORTED_SPEC)
    child.finish()
    if not value:
        message = "one of `version`, `build`, … must be specified"
        table.faults.append(InvalidValueError(place, message, label="empty table"))
    return spec
