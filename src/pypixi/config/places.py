"""Where a user's configuration and caches live on each system."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pypixi.errors import PixiError
from pypixi.values import frozen

if TYPE_CHECKING:
    from collections.abc import Mapping

# Written out instead of asked from a library: those read the environment of the
# process, and these rules are the ones of the original.


class NoHomeDirectoryError(PixiError):
    """Something lives in the home directory, and nobody says where that is."""

    def __init__(self, system: str) -> None:
        super().__init__(
            "cannot find your home directory",
            help=f"set the environment variable {_home_variable(system)}",
        )


@frozen
class ConfigPlaces:
    """The configuration files outside of a workspace; None where there is no place."""

    system: Path | None = None
    """Of the whole machine."""
    xdg: Path | None = None
    """Below ``XDG_CONFIG_HOME`` on macOS, where that is not the user's folder."""
    user: Path | None = None
    """In the user's configuration folder."""
    home: Path | None = None
    """In pixi's own home."""

    @property
    def ascending(self) -> tuple[Path, ...]:
        """The files there may be, lowest priority first."""
        every = (self.system, self.xdg, self.user, self.home)
        return tuple(place for place in every if place is not None)


def home_directory(env: Mapping[str, str], system: str) -> Path | None:
    """Return the user's home directory, or None if the environment has none.

    Args:
        env: The environment variables.
        system: As ``sys.platform`` names it.
    """
    text = env.get(_home_variable(system))
    return Path(text) if text else None


def pixi_home(env: Mapping[str, str], home: Path | None) -> Path | None:
    """Return pixi's own home, where global tools live."""
    text = env.get("PIXI_HOME")
    return Path(text) if text else _below(home, ".pixi")


def config_places(
    env: Mapping[str, str], system: str, home: Path | None
) -> ConfigPlaces:
    """Return where the configuration files of a machine and its user are."""
    machine = r"C:\ProgramData" if system == "win32" else "/etc"
    xdg = env.get("XDG_CONFIG_HOME") if system == "darwin" else None
    return ConfigPlaces(
        system=_file(Path(machine)),
        xdg=_file(Path(xdg)) if xdg else None,
        user=_file(_config_home(env, system, home)),
        home=_below(pixi_home(env, home), "config.toml"),
    )


def cache_home(env: Mapping[str, str], system: str, home: Path | None) -> Path | None:
    """Return the user's cache folder."""
    match system:
        case "win32":
            return _from_variable(env, "LOCALAPPDATA") or _below(
                home, "AppData", "Local"
            )
        case "darwin":
            return _below(home, "Library", "Caches")
        case _:
            return _xdg(env, "XDG_CACHE_HOME") or _below(home, ".cache")


def temporary_directory(env: Mapping[str, str], system: str) -> Path:
    """Return the folder for temporary files."""
    if system == "win32":
        found = _from_variable(env, "TMP") or _from_variable(env, "TEMP")
        return found or Path(r"C:\Windows\Temp")
    return _from_variable(env, "TMPDIR") or Path("/tmp")  # noqa: S108 - only its name


def _config_home(env: Mapping[str, str], system: str, home: Path | None) -> Path | None:
    match system:
        case "win32":
            return _from_variable(env, "APPDATA") or _below(home, "AppData", "Roaming")
        case "darwin":
            return _below(home, "Library", "Application Support")
        case _:
            return _xdg(env, "XDG_CONFIG_HOME") or _below(home, ".config")


def _home_variable(system: str) -> str:
    return "USERPROFILE" if system == "win32" else "HOME"


def _from_variable(env: Mapping[str, str], name: str) -> Path | None:
    text = env.get(name)
    return Path(text) if text else None


def _xdg(env: Mapping[str, str], name: str) -> Path | None:
    """Return what a variable of the XDG specification names: relative ones are void."""
    path = _from_variable(env, name)
    return path if path is not None and path.is_absolute() else None


def _file(folder: Path | None) -> Path | None:
    return _below(folder, "pixi", "config.toml")


def _below(folder: Path | None, *names: str) -> Path | None:
    return None if folder is None else folder.joinpath(*names)
