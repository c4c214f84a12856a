"""The configuration as a document, the way a file would say it."""

from __future__ import annotations

from operator import attrgetter
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import tomlkit

from pypixi.config.layer import SETTINGS
from pypixi.config.package_format import PackageFormat
from pypixi.specs.channel import without_credentials
from pypixi.values import fields

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pypixi.config.model import Config

    from .keys import Path

_CHANNELS = "repodata-config.<url>"


def document_of(config: Config, path: Path = ()) -> dict[str, Any]:
    """Return what is configured at or below ``path``; defaults are left out."""
    document: dict[str, Any] = {}
    for key in SETTINGS:
        if key in config.given:
            value = _plain(_value(config, key))
            if value not in ([], {}):
                _put(document, key, value)
    return _part(document, path)


def toml_of(document: Mapping[str, Any]) -> str:
    """Return a document as TOML, lists of several items with one on each line."""
    return tomlkit.dumps(_laid_out(document)).strip()


def _value(config: Config, key: str) -> Any:
    name = "repodata_config.channels" if key == _CHANNELS else key.replace("-", "_")
    return attrgetter(name)(config)


def _put(document: dict[str, Any], key: str, value: Any) -> None:
    *tables, name = key.split(".")
    for table in tables:
        document = document.setdefault(table, {})
    if key == _CHANNELS:  # a table each, beside the keys for all channels
        document.update(value)
    else:
        document[name] = value


def _part(document: dict[str, Any], path: Path) -> dict[str, Any]:
    if not path:
        return document
    name, *rest = path
    if name not in document:
        return {}
    if not rest:
        return {name: document[name]}
    below = _part(document[name], tuple(rest))
    return {name: below} if below else {}


def _plain(value: Any) -> Any:
    """Return a value of the model as TOML and JSON have it, passwords left out."""
    match value:
        case bool() | int():
            return value
        case str():
            return without_credentials(str(value))  # a name of a closed set, too
        case PurePath() | PackageFormat():
            return str(value)
        case tuple():
            return [_plain(item) for item in value]
        case dict():
            return {_plain(name): _plain(item) for name, item in value.items()}
        case _:
            items = {field.name: getattr(value, field.name) for field in fields(value)}
            return {
                name.replace("_", "-"): _plain(item)
                for name, item in items.items()
                if item is not None
            }


def _laid_out(value: Any) -> Any:
    match value:
        case dict():
            return {name: _laid_out(item) for name, item in value.items()}
        case [_, _, *_]:
            array = tomlkit.array()
            array.extend(value)
            return array.multiline(multiline=True)
        case _:
            return value
