"""A layer: the settings that one file gives, and how layers make a configuration."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import tomli

from pypixi.errors import PixiError
from pypixi.values import frozen, replace

from .model import Config
from .readers import boolean, is_url, table
from .settings import (
    InvalidSettingError,
    Notes,
    Spot,
    assemble,
    rules,
    sections,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

SETTINGS = rules(Config)
"""Every key with its rule, in the order of the model."""

SECTIONS = sections(Config)
"""Every key that is a table of keys."""

ALIASES = {
    "default_channels": "default-channels",
    "authentication_override_file": "authentication-override-file",
    "tls_no_verify": "tls-no-verify",
    "repodata_config": "repodata-config",
    "repodata-config.disable_bzip2": "repodata-config.disable-bzip2",
    "repodata-config.disable_zstd": "repodata-config.disable-zstd",
    "repodata-config.disable_sharded": "repodata-config.disable-sharded",
    "change_ps1": "change-ps1",
}
"""Old spellings that are still read."""

DEPRECATED = {
    "change-ps1": "shell.change-ps1",
    "force-activate": "shell.force-activate",
}
"""Keys that moved, read with a warning."""

_CHANNELS = "repodata-config.<url>"

Values: TypeAlias = "Mapping[str, object]"
"""Values of the model by key."""


@frozen
class Layer:
    """The settings that one file gives."""

    values: Values
    unknown: tuple[str, ...] = ()
    """Keys that mean nothing, sorted."""
    warnings: tuple[str, ...] = ()


class InvalidConfigError(PixiError):
    """A file is no configuration file."""

    def __init__(self, path: Path, reason: str, cause: str) -> None:
        super().__init__(f"failed to {reason} config of {path}: {cause}")


def read_layer(path: Path, home: Path | None) -> Layer:
    """Read a configuration file.

    Args:
        path: The file.
        home: What a leading ``~`` in its paths stands for.

    Raises:
        FileNotFoundError: If there is none.
        InvalidConfigError: If it cannot be read or one of its values is wrong.
    """
    try:
        return parse_layer(path.read_bytes().decode(), home)
    except NotADirectoryError as error:
        raise FileNotFoundError(*error.args) from error
    except FileNotFoundError:
        raise
    except OSError as error:
        cause = error.strerror or str(error)
        raise InvalidConfigError(path, "read", cause) from error
    except (tomli.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InvalidConfigError(path, "parse", str(error)) from error
    except InvalidSettingError as error:
        raise InvalidConfigError(path, "parse", error.message) from error


def parse_layer(text: str, home: Path | None) -> Layer:
    """Return the layer that a TOML document is.

    Raises:
        tomli.TOMLDecodeError: If it is not TOML.
        InvalidSettingError: If one of its values is wrong.
    """
    return layer_of(tomli.loads(text), home)


def layer_of(document: Mapping[str, object], home: Path | None) -> Layer:
    """Return the layer that the content of a TOML document is.

    Raises:
        InvalidSettingError: If one of its values is wrong.
    """
    notes = Notes()
    values: dict[str, object] = {}
    moved: dict[str, object] = {}
    _walk(document, Spot("", notes, home), values, moved)
    values |= moved  # the deprecated key wins over its successor, as in the original
    if any(key.startswith("proxy-config.") for key in values):
        # Naming a proxy voids the exceptions of lower layers.
        values.setdefault("proxy-config.non-proxy-hosts", ())
    given = {key: v for key, v in values.items() if v != SETTINGS[key].unset}
    return Layer(
        values=given,
        unknown=tuple(sorted(notes.unknown)),
        warnings=tuple(notes.warnings),
    )


def merge(layers: Iterable[Values]) -> dict[str, object]:
    """Return the values of all layers, which come lowest priority first."""
    merged: dict[str, object] = {}
    for layer in layers:
        for key, value in layer.items():
            both = key in merged
            merged[key] = SETTINGS[key].merge(merged[key], value) if both else value
    return merged


def configuration(values: Values, loaded_from: tuple[Path, ...] = ()) -> Config:
    """Return the configuration that merged values make."""
    return replace(
        assemble(Config, values), given=frozenset(values), loaded_from=loaded_from
    )


def _walk(
    entries: Mapping[str, object],
    parent: Spot,
    values: dict[str, object],
    moved: dict[str, object],
) -> None:
    channels: dict[str, object] = {}
    for name, value in entries.items():
        spot = parent.child(name)
        spot = spot.at(ALIASES.get(spot.key, spot.key))
        if spot.key in SECTIONS:
            _walk(table(value, spot), spot, values, moved)
        elif spot.key in DEPRECATED:
            moved[DEPRECATED[spot.key]] = boolean(value, spot)
            parent.notes.warnings.append(_deprecation(spot.key))
        elif spot.key in SETTINGS:
            if spot.key in values:
                raise InvalidSettingError(
                    spot.key, expected="written once", found="it twice"
                )
            values[spot.key] = SETTINGS[spot.key].read(value, spot)
        elif parent.key == "repodata-config" and is_url(name):
            channels[name] = value
        else:
            parent.notes.unknown.append(spot.key)
    if channels:
        values[_CHANNELS] = SETTINGS[_CHANNELS].read(channels, parent)


def _deprecation(key: str) -> str:
    return (
        f"Please replace '{key}' with '{DEPRECATED[key]}', the field is deprecated "
        "and will be removed in a future release."
    )
