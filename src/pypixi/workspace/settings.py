"""The configuration files that a command shows, and changes key by key."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

import tomli

from pypixi.config.layer import InvalidConfigError, read_layer
from pypixi.config.load import load_config, workspace_config
from pypixi.config.places import (
    ConfigPlaces,
    NoHomeDirectoryError,
    config_places,
    home_directory,
)
from pypixi.config.settings import InvalidSettingError
from pypixi.errors import PixiError
from pypixi.files.atomic import UnwritableFileError, write_text
from pypixi.manifest.discovery import NoManifestError, discover_manifest
from pypixi.prefix.layout import make_pixi_folder
from pypixi.values import frozen

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pypixi.config.model import Config
    from pypixi.terminal.report import Report

    from .workspace import Caller

_HOME_VARIABLES = ("HOME", "USERPROFILE")
_SOURCE_VARIABLES = ("PIXI_NO_CONFIG", "PIXI_CONFIG_FILE")


class Scope(StrEnum):
    """Whose settings are meant."""

    LOCAL = "local"
    """Those of the workspace."""
    GLOBAL = "global"
    """Those of the user."""
    SYSTEM = "system"
    """Those of the machine."""


class NoWorkspaceError(PixiError):
    """The settings of a workspace are meant where there is none."""

    def __init__(self) -> None:
        super().__init__(
            "--local flag can only be used inside a pixi workspace but no workspace"
            " could be found",
            help="use --global for your own settings, or name a workspace with -m",
        )


@frozen
class SettingsPlace:
    """The file that is shown and changed, in what it belongs to."""

    scope: Scope
    root: Path | None
    """The workspace, for its own settings."""
    file: Path


def settings_place(
    caller: Caller, scope: Scope | None, manifest_path: Path | None = None
) -> SettingsPlace:
    """Return the place of the settings that are meant.

    Args:
        caller: Its folder is where a workspace is looked for.
        scope: Whose they are; the workspace's where there is one, else the user's.
        manifest_path: A manifest or its folder, which replaces the search.

    Raises:
        NoWorkspaceError: If they are a workspace's, and there is none.
        NoHomeDirectoryError: If they are the user's, whose home is unknown.
        PixiError: If the manifest path leads nowhere.
    """
    root = None
    if scope in (None, Scope.LOCAL):
        root = _root(caller, manifest_path)
        if root is None and scope is Scope.LOCAL:
            raise NoWorkspaceError
    if root is not None:
        return SettingsPlace(scope=Scope.LOCAL, root=root, file=workspace_config(root))
    places = _places(caller)
    scope = scope or Scope.GLOBAL
    file = places.system if scope is Scope.SYSTEM else _of_user(places)
    if file is None:
        raise NoHomeDirectoryError(caller.system)
    return SettingsPlace(scope=scope, root=None, file=file)


def settings_at(caller: Caller, place: SettingsPlace, report: Report) -> Config:
    """Return the settings that hold at a place, those of the layers below included.

    Where files are left out by variables is a matter of other commands.
    """
    places, env = _places(caller), caller.env
    if place.scope is Scope.SYSTEM:
        places = ConfigPlaces(system=places.system)
        env = {name: env[name] for name in _HOME_VARIABLES if name in env}
    env = {name: env[name] for name in env if name not in _SOURCE_VARIABLES}
    return load_config(root=place.root, env=env, places=places, report=report)


def change_settings(place: SettingsPlace, change: Callable[[str], str]) -> bool:
    """Change the text of a configuration file; return whether it is another one now.

    Raises:
        InvalidConfigError: If it is no configuration file.
        UnwritableFileError: If it cannot be written.
        PixiError: If the change is refused.
    """
    before = _read(place.file)
    try:
        tomli.loads(before)
        after = change(before)
    except (tomli.TOMLDecodeError, InvalidSettingError) as error:
        raise InvalidConfigError(place.file, "parse", str(error)) from error
    if after == before:
        return False
    make_folder(place)
    write_text(place.file, after)
    return True


def make_folder(place: SettingsPlace) -> None:
    """Make the folder of a configuration file where it is missing.

    Raises:
        PixiError: If it cannot be made.
    """
    if place.root is not None:
        make_pixi_folder(place.root)
        return
    try:
        place.file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UnwritableFileError(place.file, error) from error


def check_settings(caller: Caller, place: SettingsPlace, report: Report) -> None:
    """Warn of what is wrong with a configuration file, which somebody wrote by hand."""
    try:
        layer = read_layer(place.file, home_directory(caller.env, caller.system))
    except FileNotFoundError:
        return
    except InvalidConfigError as error:
        report.warn(error.message, help="the file is passed over until it is mended")
        return
    if layer.unknown:
        report.warn(f"Ignoring '{', '.join(layer.unknown)}' in {place.file}")


def _root(caller: Caller, manifest_path: Path | None) -> Path | None:
    """Return the workspace, whose manifest may have mistakes, or None."""
    try:
        found = discover_manifest(
            cwd=caller.cwd, env=caller.env, manifest_path=manifest_path
        )
    except NoManifestError:
        return None
    return found.parent


def _places(caller: Caller) -> ConfigPlaces:
    home = home_directory(caller.env, caller.system)
    return config_places(caller.env, caller.system, home)


def _of_user(places: ConfigPlaces) -> Path | None:
    """Return the user's file: the first there is, else the one in pixi's home."""
    in_folders = [path for path in (places.xdg, places.user) if path is not None]
    return next((path for path in in_folders if path.is_file()), places.home)


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode()
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except OSError as error:
        raise InvalidConfigError(path, "read", error.strerror or str(error)) from error
    except UnicodeDecodeError as error:
        raise InvalidConfigError(path, "parse", str(error)) from error
