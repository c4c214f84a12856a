from __future__ import annotations

from pathlib import Path

import pytest

from pypixi.config.places import (
    ConfigPlaces,
    NoHomeDirectoryError,
    cache_home,
    config_places,
    home_directory,
    pixi_home,
    temporary_directory,
)

HOME = Path("/home/me")
WINDOWS = Path("C:\\ProgramData", "pixi", "config.toml")
ETC = Path("/etc/pixi/config.toml")


@pytest.mark.parametrize(
    ("system", "variable"),
    [("linux", "HOME"), ("darwin", "HOME"), ("win32", "USERPROFILE")],
)
def test_home_is_named_by_the_variable_of_the_system(
    system: str, variable: str
) -> None:
    assert home_directory({variable: "/home/me"}, system) == HOME
    assert home_directory({variable: ""}, system) is None
    assert home_directory({}, system) is None


@pytest.mark.parametrize(
    ("system", "env", "places"),
    [
        pytest.param(
            "linux",
            {},
            ConfigPlaces(
                system=ETC,
                user=HOME / ".config/pixi/config.toml",
                home=HOME / ".pixi/config.toml",
            ),
            id="linux",
        ),
        pytest.param(
            "linux",
            {"XDG_CONFIG_HOME": "/xdg", "PIXI_HOME": "/pixi"},
            ConfigPlaces(
                system=ETC,
                user=Path("/xdg/pixi/config.toml"),
                home=Path("/pixi/config.toml"),
            ),
            id="linux by variables",
        ),
        pytest.param(
            "linux",
            {"XDG_CONFIG_HOME": "relative"},
            ConfigPlaces(
                system=ETC,
                user=HOME / ".config/pixi/config.toml",
                home=HOME / ".pixi/config.toml",
            ),
            id="linux with a relative XDG folder",
        ),
        pytest.param(
            "darwin",
            {},
            ConfigPlaces(
                system=ETC,
                user=HOME / "Library/Application Support/pixi/config.toml",
                home=HOME / ".pixi/config.toml",
            ),
            id="macos",
        ),
        pytest.param(
            "darwin",
            {"XDG_CONFIG_HOME": "/xdg"},
            ConfigPlaces(
                system=ETC,
                xdg=Path("/xdg/pixi/config.toml"),
                user=HOME / "Library/Application Support/pixi/config.toml",
                home=HOME / ".pixi/config.toml",
            ),
            id="macos with an XDG folder",
        ),
        pytest.param(
            "win32",
            {"APPDATA": "D:/roaming", "XDG_CONFIG_HOME": "/xdg"},
            ConfigPlaces(
                system=WINDOWS,
                user=Path("D:/roaming/pixi/config.toml"),
                home=HOME / ".pixi/config.toml",
            ),
            id="windows",
        ),
        pytest.param(
            "win32",
            {},
            ConfigPlaces(
                system=WINDOWS,
                user=HOME / "AppData/Roaming/pixi/config.toml",
                home=HOME / ".pixi/config.toml",
            ),
            id="windows without variables",
        ),
    ],
)
def test_config_places(system: str, env: dict[str, str], places: ConfigPlaces) -> None:
    assert config_places(env, system, HOME) == places


def test_without_a_home_only_named_places_are_left() -> None:
    places = config_places({"PIXI_HOME": "/pixi"}, "linux", None)
    assert places.ascending == (ETC, Path("/pixi/config.toml"))


def test_pixi_home_is_in_the_home_unless_named() -> None:
    assert pixi_home({}, HOME) == HOME / ".pixi"
    assert pixi_home({"PIXI_HOME": "/pixi"}, HOME) == Path("/pixi")
    assert pixi_home({}, None) is None


@pytest.mark.parametrize(
    ("system", "env", "folder"),
    [
        ("linux", {}, HOME / ".cache"),
        ("linux", {"XDG_CACHE_HOME": "/xdg"}, Path("/xdg")),
        ("linux", {"XDG_CACHE_HOME": "xdg"}, HOME / ".cache"),
        ("darwin", {"XDG_CACHE_HOME": "/xdg"}, HOME / "Library/Caches"),
        ("win32", {"LOCALAPPDATA": "D:/local"}, Path("D:/local")),
        ("win32", {}, HOME / "AppData/Local"),
    ],
)
def test_cache_home(system: str, env: dict[str, str], folder: Path) -> None:
    assert cache_home(env, system, HOME) == folder


@pytest.mark.parametrize(
    ("system", "env", "folder"),
    [
        ("linux", {}, Path("/tmp")),
        ("linux", {"TMPDIR": "/scratch"}, Path("/scratch")),
        ("win32", {"TMP": "D:/t", "TEMP": "D:/u"}, Path("D:/t")),
        ("win32", {"TEMP": "D:/u"}, Path("D:/u")),
        ("win32", {}, Path("C:\\Windows\\Temp")),
    ],
)
def test_temporary_directory(system: str, env: dict[str, str], folder: Path) -> None:
    assert temporary_directory(env, system) == folder


@pytest.mark.parametrize(
    ("system", "variable"), [("linux", "HOME"), ("win32", "USERPROFILE")]
)
def test_missing_home_names_the_variable_to_set(system: str, variable: str) -> None:
    error = NoHomeDirectoryError(system)
    assert error.message == "cannot find your home directory"
    assert error.help == f"set the environment variable {variable}"
