from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest

from pypixi.config.flags import NO_FLAGS, ConfigFlags
from pypixi.config.load import load_config, workspace_config
from pypixi.config.places import ConfigPlaces
from pypixi.config.settings import InvalidSettingError
from unit.config.recording import Recorder

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pypixi.config.model import Config

TRUST = "make sure that you trust the workspace, or remove these settings"


class Machine:
    """A machine with a workspace, whose configuration files a test writes."""

    def __init__(self, root: Path) -> None:
        self.root = root / "work"
        self.places = ConfigPlaces(
            system=root / "system.toml",
            xdg=root / "xdg.toml",
            user=root / "user.toml",
            home=root / "home.toml",
        )
        self.report = Recorder()

    def write(self, layer: str, text: str) -> Path:
        """Write the file of a layer: system, xdg, user, home or workspace."""
        path: Path = (
            workspace_config(self.root)
            if layer == "workspace"
            else getattr(self.places, layer)
        )
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def load(
        self,
        *,
        env: Mapping[str, str] | None = None,
        inside: bool = True,
        no_config: bool = False,
        config_file: Path | None = None,
        flags: ConfigFlags = NO_FLAGS,
    ) -> Config:
        return load_config(
            root=self.root if inside else None,
            env=env or {},
            places=self.places,
            no_config=no_config,
            config_file=config_file,
            flags=flags,
            report=self.report,
        )


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


LAYERS = ("system", "xdg", "user", "home", "workspace")


def test_without_files_everything_is_default(machine: Machine) -> None:
    config = machine.load()
    assert config.given == frozenset()
    assert config.loaded_from == ()
    assert machine.report.warnings == []


@pytest.mark.parametrize("highest", range(len(LAYERS)))
def test_higher_file_wins(machine: Machine, highest: int) -> None:
    for number, layer in enumerate(LAYERS[: highest + 1]):
        machine.write(layer, f"concurrency.solves = {number + 1}")
    assert machine.load().concurrency.solves == highest + 1


def test_loaded_files_are_listed_highest_first(machine: Machine) -> None:
    paths = [machine.write(layer, "") for layer in LAYERS]
    assert machine.load().loaded_from == tuple(reversed(paths))


def test_only_files_that_exist_are_listed(machine: Machine) -> None:
    user = machine.write("user", "")
    assert machine.load().loaded_from == (user,)


def test_workspace_file_is_not_read_outside(machine: Machine) -> None:
    machine.write("workspace", "offline = true")
    assert not machine.load(inside=False).offline


def test_variable_beats_the_files_of_the_user(machine: Machine) -> None:
    machine.write("home", "offline = false")
    assert machine.load(env={"PIXI_OFFLINE": "1"}).offline


def test_workspace_beats_the_variable(machine: Machine) -> None:
    machine.write("workspace", "offline = false")
    assert not machine.load(env={"PIXI_OFFLINE": "1"}).offline


def test_flag_beats_the_workspace(machine: Machine) -> None:
    machine.write("workspace", "offline = false\nconcurrency.downloads = 10")
    config = machine.load(flags=ConfigFlags(offline=True, concurrent_downloads=50))
    assert config.offline
    assert config.concurrency.downloads == 50


def test_no_config_leaves_only_the_files_of_the_user_out(machine: Machine) -> None:
    for layer in LAYERS[:-1]:
        machine.write(layer, "tls-no-verify = true")
    own = machine.write("workspace", "shell.change-ps1 = false")
    config = machine.load(
        no_config=True,
        env={"PIXI_OFFLINE": "yes"},
        flags=ConfigFlags(concurrent_solves=2),
    )
    assert config.loaded_from == (own,)
    assert config.given == {"shell.change-ps1", "offline", "concurrency.solves"}


@pytest.mark.parametrize(
    ("word", "left_out"), [("1", True), ("YES", True), ("off", False), ("n", False)]
)
def test_variable_leaves_files_out(
    machine: Machine, word: str, *, left_out: bool
) -> None:
    machine.write("user", "offline = true")
    assert machine.load(env={"PIXI_NO_CONFIG": word}).offline is not left_out


@pytest.mark.parametrize("by_variable", [False, True])
def test_named_file_replaces_the_files_of_the_user(
    machine: Machine, tmp_path: Path, *, by_variable: bool
) -> None:
    named = tmp_path / "named.toml"
    named.write_text("offline = true")
    machine.write("user", "tls-no-verify = true")
    own = machine.write("workspace", "shell.change-ps1 = false")
    config = (
        machine.load(env={"PIXI_CONFIG_FILE": str(named)})
        if by_variable
        else machine.load(config_file=named)
    )
    assert config.loaded_from == (own, named)
    assert config.given == {"offline", "shell.change-ps1"}


def test_named_file_beats_variables(machine: Machine, tmp_path: Path) -> None:
    named = tmp_path / "named.toml"
    named.write_text("offline = true")
    env = {"PIXI_NO_CONFIG": "true", "PIXI_CONFIG_FILE": "other.toml"}
    assert machine.load(config_file=named, env=env).offline


def test_no_config_beats_the_variable(machine: Machine) -> None:
    machine.load(no_config=True, env={"PIXI_CONFIG_FILE": "missing.toml"})
    assert machine.report.warnings == []


def test_named_file_that_is_missing_is_a_warning(
    machine: Machine, tmp_path: Path
) -> None:
    named = tmp_path / "named.toml"
    assert machine.load(config_file=named).loaded_from == ()
    assert machine.report.warnings == [
        (
            f"Failed to load config file '{named}' (from --config-file / "
            f"PIXI_CONFIG_FILE): no file was found at {named}"
        )
    ]


def test_named_file_that_is_wrong_is_a_warning(
    machine: Machine, tmp_path: Path
) -> None:
    named = tmp_path / "named.toml"
    named.write_text("offline = 1")
    assert not machine.load(config_file=named).offline
    assert machine.report.warnings == [
        (
            f"Failed to load config file '{named}' (from --config-file / "
            f"PIXI_CONFIG_FILE): failed to parse config of {named}: "
            "'offline' must be true or false, found 1"
        )
    ]


@pytest.mark.parametrize("layer", LAYERS[:-1])
def test_wrong_file_is_skipped_with_a_warning(machine: Machine, layer: str) -> None:
    path = machine.write(layer, "offline = true\ncache.root = 'here'")
    assert machine.load().given == frozenset()
    assert machine.report.warnings == [
        (
            f"Failed to load global config '{path}' with error: failed to parse config "
            f"of {path}: 'cache.root' must be an absolute path, found 'here'"
        )
    ]


def test_wrong_file_of_the_workspace_is_skipped_in_silence(
    machine: Machine, caplog: pytest.LogCaptureFixture
) -> None:
    path = machine.write("workspace", "offline = true\nshell = 1")
    with caplog.at_level(logging.DEBUG, "pypixi.config.load"):
        assert not machine.load().offline
    assert machine.report.warnings == []
    assert caplog.messages == [
        (
            f"Failed to load local config: failed to parse config of {path}: "
            "'shell' must be a table, found 1"
        )
    ]


@pytest.mark.parametrize("layer", LAYERS)
def test_unknown_keys_are_a_warning(machine: Machine, layer: str) -> None:
    path = machine.write(layer, "shell.colour = 1\noffline = true\nabc = 2")
    assert machine.load().offline
    assert machine.report.warnings == [f"Ignoring 'abc, shell.colour' in {path}"]


def test_deprecated_key_is_a_warning_naming_the_file(machine: Machine) -> None:
    path = machine.write("user", "change-ps1 = false")
    assert not machine.load().shell.change_ps1
    assert machine.report.warnings == [
        (
            f"In '{path}': Please replace 'change-ps1' with 'shell.change-ps1', "
            "the field is deprecated and will be removed in a future release."
        )
    ]


def test_exceptions_without_a_proxy_are_a_warning(machine: Machine) -> None:
    machine.write("user", "proxy-config.non-proxy-hosts = ['localhost']")
    machine.load()
    assert machine.report.warnings == [
        (
            "proxy-config.non-proxy-hosts is not empty but will be ignored, "
            "as no https or http config is set."
        )
    ]


def test_tilde_is_the_home_of_the_environment(machine: Machine, tmp_path: Path) -> None:
    machine.write("user", "cache.root = '~/c'")
    env = {"HOME": str(tmp_path), "USERPROFILE": str(tmp_path)}
    assert machine.load(env=env).cache.root == tmp_path / "c"


def test_places_are_found_from_the_environment(tmp_path: Path) -> None:
    home = tmp_path / "pixi"
    home.mkdir()
    (home / "config.toml").write_text("offline = true")
    config = load_config(root=None, env={"PIXI_HOME": str(home)})
    assert config.loaded_from[0] == home / "config.toml"


def test_wrong_variable_is_an_error(machine: Machine) -> None:
    message = "'PIXI_NO_CONFIG' must be true or false, found 'maybe'"
    with pytest.raises(InvalidSettingError, match=message):
        machine.load(env={"PIXI_NO_CONFIG": "maybe"})


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("run-post-link-scripts = 'insecure'", "'run-post-link-scripts'"),
        ("authentication-override-file = 'k'", "'authentication-override-file'"),
        ("mirrors = {'https://a.test' = ['https://b.test']}", "'mirrors'"),
        ("proxy-config.http = 'http://p.test'", "'proxy-config.http'"),
        ("proxy-config.https = 'http://p.test'", "'proxy-config.https'"),
        (
            "proxy-config = {http = 'http://p.test', non-proxy-hosts = ['a']}",
            "'proxy-config.http', 'proxy-config.non-proxy-hosts'",
        ),
        ("tls-no-verify = true", "'tls-no-verify'"),
        ("detached-environments = '/home/ada'", "'detached-environments'"),
        ("cache.root = '/home/ada'", "'cache.root'"),
        (
            "pypi-config.allow-insecure-host = ['a']",
            "'pypi-config.allow-insecure-host'",
        ),
        (
            (
                "mirrors = {'https://a.test' = ['https://b.test']}\n"
                "run-post-link-scripts = 'insecure'"
            ),
            "'mirrors', 'run-post-link-scripts'",
        ),
    ],
)
def test_workspace_that_asks_for_trust_is_a_warning(
    machine: Machine, text: str, keys: str
) -> None:
    path = machine.write("workspace", text)
    machine.load()
    assert machine.report.warnings == [
        f"'{path}', a file of the workspace, sets {keys}"
    ]
    assert machine.report.helps == [TRUST]


@pytest.mark.parametrize(
    "text",
    [
        "run-post-link-scripts = 'false'",
        "mirrors = {}",
        "tls-no-verify = false",
        "detached-environments = true",
        "pypi-config.allow-insecure-host = []",
        "proxy-config.non-proxy-hosts = []",
        "pinning-strategy = 'minor'",
        "shell.change-ps1 = false",
    ],
)
def test_workspace_that_asks_for_no_trust_is_silent(
    machine: Machine, text: str
) -> None:
    machine.write("workspace", text)
    machine.load()
    assert machine.report.warnings == []


def test_workspace_that_repeats_the_user_is_silent(machine: Machine) -> None:
    text = "mirrors = {'https://a.test' = ['https://b.test']}"
    machine.write("user", text)
    machine.write("workspace", text)
    machine.load()
    assert machine.report.warnings == []


def test_user_may_switch_on_what_a_workspace_may_not(machine: Machine) -> None:
    machine.write("user", "run-post-link-scripts = 'insecure'")
    machine.load()
    assert machine.report.warnings == []
