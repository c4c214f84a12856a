from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest

from pypixi.config.caches import cache_dirs
from pypixi.config.load import load_config
from pypixi.errors import PixiError
from pypixi.pypi.uv import (
    MissingUvError,
    Uv,
    default_index,
    find_uv,
    open_uv,
    run_uv,
    shielded,
)
from pypixi.values import replace

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def uv(tmp_path: Path) -> Uv:
    return Uv(
        program=find_uv(),
        cache=tmp_path / "uv-cache",
        notes=tmp_path / "notes",
        env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path / "home")},
    )


def _opened(tmp_path: Path, settings: str, **variables: str) -> Uv:
    env = {"HOME": str(tmp_path), "PIXI_CACHE_DIR": str(tmp_path / "c"), **variables}
    file = tmp_path / "config.toml"
    file.write_text(settings)
    config = load_config(root=None, env=env, config_file=file)
    return open_uv(config, cache_dirs(config, env), env)


@pytest.mark.parametrize(
    ("name", "is_kept"),
    [
        ("UV_DEFAULT_INDEX", False),
        ("UV_CONFIG_FILE", False),
        ("UV_HTTP_TIMEOUT", True),
        ("UV_CONCURRENT_BUILDS", True),
        ("VIRTUAL_ENV", False),
        ("PYTHONPATH", False),
        ("CONDA_PREFIX", False),
        ("PKG_CONFIG_PATH", True),
    ],
)
def test_variables_that_change_what_uv_does_are_hidden(
    name: str, is_kept: bool
) -> None:
    assert shielded({name: "x"}) == ({name: "x"} if is_kept else {})


def test_uv_runs_with_our_cache_whatever_the_user_sets(uv: Uv) -> None:
    hostile = replace(uv, env={**uv.env, "UV_CACHE_DIR": "/elsewhere"})
    done = run_uv(hostile, ["cache", "dir"])
    assert (done.code, done.stdout.decode().strip()) == (0, str(uv.cache))


def test_activated_environment_replaces_the_callers_variables(uv: Uv) -> None:
    prefix = "/somewhere/env"
    env = {"PATH": "/usr/bin", "CONDA_PREFIX": prefix, "UV_CACHE_DIR": "/elsewhere"}
    done = run_uv(uv, ["cache", "dir"], env=env)
    assert done.stdout.decode().strip() == str(uv.cache)


def test_lines_of_standard_error_are_heard(uv: Uv) -> None:
    heard: list[str] = []
    done = run_uv(uv, ["pip", "compile", "missing.txt"], on_line=heard.append)
    assert done.code == 2
    assert "\n".join(heard) == done.stderr.decode().rstrip("\n")
    assert any("missing.txt" in line for line in heard)


def test_debug_log_makes_uv_say_more(uv: Uv, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        done = run_uv(uv, ["cache", "dir"])
    assert b"DEBUG" in done.stderr
    assert any("running" in record.message for record in caplog.records)


def test_uv_that_is_missing_is_reported(uv: Uv, tmp_path: Path) -> None:
    with pytest.raises(MissingUvError) as caught:
        run_uv(replace(uv, program=tmp_path / "none"), ["cache", "dir"])
    assert "install pypixi anew" in str(caught.value.help)


def test_default_index_is_that_of_uv_and_not_of_the_user(uv: Uv) -> None:
    hostile = {**uv.env, "UV_DEFAULT_INDEX": "https://index.example.org/simple"}
    url = default_index(replace(uv, env=hostile, options=("--offline",)))
    assert url.startswith("https://")
    assert "example.org" not in url


def test_default_index_is_asked_once(uv: Uv) -> None:
    default_index(uv)
    (note,) = uv.notes.iterdir()
    note.write_text("https://remembered.example.org/simple")
    assert default_index(uv) == "https://remembered.example.org/simple"


def test_death_in_place_of_the_default_index_is_told(uv: Uv, tmp_path: Path) -> None:
    program = tmp_path / "uv"
    program.write_text("#!/bin/sh\nkill -XFSZ $$\n")
    program.chmod(0o755)
    with pytest.raises(PixiError) as caught:
        default_index(replace(uv, program=program))
    assert caught.value.message == "uv does not tell its default index"
    assert caught.value.notes == ("uv was ended by signal SIGXFSZ",)
    assert "disk space" in str(caught.value.help)


def test_settings_become_options(tmp_path: Path) -> None:
    settings = (
        'offline = true\ntls-root-certs = "system"\n'
        '[pypi-config]\nallow-insecure-host = ["h"]\nkeyring-provider = "subprocess"\n'
    )
    assert _opened(tmp_path, settings).options == (
        "--offline",
        "--system-certs",
        *("--allow-insecure-host", "h"),
        *("--keyring-provider", "subprocess"),
    )


def test_unchecked_certificates_are_those_of_all_hosts(tmp_path: Path) -> None:
    settings = 'tls-no-verify = true\npypi-config.allow-insecure-host = ["h"]\n'
    assert _opened(tmp_path, settings).options == ("--allow-insecure-host", "*")


def test_default_settings_leave_the_choice_to_uv(tmp_path: Path) -> None:
    opened = _opened(tmp_path, "")
    assert (opened.options, opened.link_mode) == ((), None)
    assert "UV_CONCURRENT_DOWNLOADS" not in opened.env


def test_cache_and_links_follow_the_settings(tmp_path: Path) -> None:
    opened = _opened(tmp_path, "allow-hard-links = false\n")
    assert opened.cache == tmp_path / "c" / "uv-cache"
    assert opened.link_mode == "copy"


def test_downloads_are_limited_unless_the_user_limits_uv(tmp_path: Path) -> None:
    settings = "[concurrency]\ndownloads = 3\n"
    assert _opened(tmp_path, settings).env["UV_CONCURRENT_DOWNLOADS"] == "3"
    own = _opened(tmp_path, settings, UV_CONCURRENT_DOWNLOADS="7")
    assert own.env["UV_CONCURRENT_DOWNLOADS"] == "7"


def test_proxies_of_the_settings_reach_uv(tmp_path: Path) -> None:
    settings = '[proxy-config]\nhttps = "http://proxy.example.org:80"\n'
    env = _opened(tmp_path, settings).env
    assert env["https_proxy"] == "http://proxy.example.org:80"
