"""Loading the configuration from all its layers."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from pypixi.terminal.report import SILENT, Report

from .flags import (
    NO_FLAGS,
    ConfigFlags,
    boolish_variable,
    flag_values,
    flags_from_environment,
)
from .layer import (
    InvalidConfigError,
    Layer,
    Values,
    configuration,
    merge,
    read_layer,
)
from .model import Config, RunPostLinkScripts
from .places import ConfigPlaces, config_places, home_directory

if TYPE_CHECKING:
    from collections.abc import Mapping

# Paths, too: they say where we write, or what we read passwords from.
_TRUSTED_ONLY = (
    "run-post-link-scripts",
    "mirrors",
    "proxy-config.http",
    "proxy-config.https",
    "proxy-config.non-proxy-hosts",
    "tls-no-verify",
    "pypi-config.allow-insecure-host",
)
_HARMLESS: tuple[object, ...] = (RunPostLinkScripts.FALSE, False, {}, ())


def load_config(  # noqa: PLR0913 - all by name, and each a layer or where it is
    *,
    root: Path | None,
    env: Mapping[str, str],
    places: ConfigPlaces | None = None,
    no_config: bool = False,
    config_file: Path | None = None,
    flags: ConfigFlags = NO_FLAGS,
    report: Report = SILENT,
) -> Config:
    """Load the configuration of a command.

    Args:
        root: The workspace, or None outside of one.
        env: The environment variables.
        places: Where the user's files are; found from ``env`` by default.
        no_config: Whether the user's files are left out.
        config_file: A file to read in place of the user's.
        flags: The command's own flags; see ``flags_with_environment``.
        report: Hears what is wrong with the files, which is never fatal.

    Raises:
        InvalidSettingError: If an environment variable has a value it cannot have.
    """
    home = home_directory(env, sys.platform)
    without = boolish_variable(env, "PIXI_NO_CONFIG") and config_file is None
    named = config_file or _path(env.get("PIXI_CONFIG_FILE"))
    if no_config or without:
        layers = {}
    elif named is not None:
        layers = _named_layer(named, home, report)
    else:
        places = places or config_places(env, sys.platform, home)
        layers = _searched_layers(places, home, report)
    variables = flag_values(flags_from_environment(env, report))
    below = merge([*(layer.values for layer in layers.values()), variables])
    own = {} if root is None else _workspace_layer(root, home, report)
    for path, layer in own.items():
        _warn_of_trust(path, layer.values, below, report)
    merged = merge([below, *(lay.values for lay in own.values()), flag_values(flags)])
    _warn_of_void(merged, report)
    return configuration(merged, loaded_from=(*own, *reversed(layers)))


def workspace_config(root: Path) -> Path:
    """Return where a workspace's own configuration is."""
    return root / ".pixi" / "config.toml"


def _searched_layers(
    places: ConfigPlaces, home: Path | None, report: Report
) -> dict[Path, Layer]:
    """Read the user's files that exist, lowest priority first."""
    layers: dict[Path, Layer] = {}
    for path in places.ascending:
        try:
            layers[path] = _read(path, home, report)
        except FileNotFoundError:
            continue
        except InvalidConfigError as error:
            report.warn(
                f"Failed to load global config '{path}' with error: {error.message}"
            )
    return layers


def _named_layer(path: Path, home: Path | None, report: Report) -> dict[Path, Layer]:
    """Read the file that was asked for: if it cannot be, defaults hold."""
    try:
        return {path: _read(path, home, report)}
    except FileNotFoundError:
        cause = f"no file was found at {path}"
    except InvalidConfigError as error:
        cause = error.message
    report.warn(
        f"Failed to load config file '{path}' "
        f"(from --config-file / PIXI_CONFIG_FILE): {cause}"
    )
    return {}


def _workspace_layer(
    root: Path, home: Path | None, report: Report
) -> dict[Path, Layer]:
    path = workspace_config(root)
    try:
        return {path: _read(path, home, report)}
    except FileNotFoundError:
        return {}
    except InvalidConfigError as error:
        # The original says no word about a broken file of the workspace but here.
        import logging  # noqa: PLC0415 - only for a broken file

        logging.getLogger(__name__).debug("Failed to load local config: %s", error)
        return {}


def _read(path: Path, home: Path | None, report: Report) -> Layer:
    layer = read_layer(path, home)
    for warning in layer.warnings:
        report.warn(f"In '{path}': {warning}")
    if layer.unknown:
        report.warn(f"Ignoring '{', '.join(layer.unknown)}' in {path}")
    return layer


def _warn_of_trust(path: Path, own: Values, below: Values, report: Report) -> None:
    """Warn of what a workspace that came from elsewhere should not decide alone."""
    keys = [
        key
        for key, value in own.items()
        if key in _TRUSTED_ONLY or isinstance(value, Path)
        if value not in _HARMLESS and value != below.get(key)
    ]
    if keys:
        report.warn(
            f"'{path}', a file of the workspace, sets "
            + ", ".join(f"'{key}'" for key in sorted(keys)),
            help="make sure that you trust the workspace, or remove these settings",
        )


def _warn_of_void(merged: Values, report: Report) -> None:
    hosts = merged.get("proxy-config.non-proxy-hosts")
    if hosts and not merged.keys() & {"proxy-config.http", "proxy-config.https"}:
        report.warn(
            "proxy-config.non-proxy-hosts is not empty but will be ignored, "
            "as no https or http config is set."
        )


def _path(text: str | None) -> Path | None:
    return Path(text) if text else None
