"""Settings that reach the engine: mirrors, certificates, offline, credentials."""

from __future__ import annotations

import base64
import json
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from support.channel import ChannelBuilder
from support.pixi import CLOSED_NETWORK

if TYPE_CHECKING:
    from pathlib import Path

    from support.pixi import Pixi
    from support.pypi_index import IndexBuilder
    from support.python_channel import PythonChannel
    from support.server import FolderServer
    from support.workspace import WorkspaceBuilder

_NOWHERE = "http://127.0.0.1:9/somewhere"


@pytest.fixture
def kelp(channel: ChannelBuilder) -> ChannelBuilder:
    """A channel with one package."""
    channel.package("kelp").write()
    return channel


def _configure(pixi: Pixi, text: str) -> None:
    path = pixi.home / ".pixi" / "config.toml"
    path.parent.mkdir(parents=True)
    path.write_text(text)


@pytest.mark.parametrize("more", ["", "tls-no-verify = true\n"])
def test_mirror_is_asked_in_place_of_the_channel(
    workspace: WorkspaceBuilder,
    kelp: ChannelBuilder,
    channel_server: FolderServer,
    pixi: Pixi,
    more: str,
) -> None:
    assert kelp.archives("kelp")
    _configure(pixi, f'{more}[mirrors]\n"{_NOWHERE}" = ["{channel_server.url}"]\n')
    workspace.channels(_NOWHERE).dependencies(kelp="*").write()
    done = pixi("install").ok()
    assert done.stderr.count("TLS verification is disabled") == bool(more)
    assert f"- url: {_NOWHERE}/" in (pixi.cwd / "pixi.lock").read_text()


def test_s3_options_are_accepted_without_certificate_checks(
    workspace: WorkspaceBuilder, kelp: ChannelBuilder, pixi: Pixi
) -> None:
    options = (
        "tls-no-verify = true\n[s3-options.bucket]\n"
        'endpoint-url = "https://s3.example"\nregion = "eu"\nforce-path-style = true\n'
    )
    _configure(pixi, options)
    workspace.channels(kelp.url).dependencies(kelp="*").write()
    pixi("install").ok()


def test_offline_asks_no_server(
    workspace: WorkspaceBuilder,
    kelp: ChannelBuilder,
    channel_server: FolderServer,
    pixi: Pixi,
) -> None:
    assert kelp.archives("kelp")
    workspace.channels(channel_server.url).dependencies(kelp="*").write()
    failed = pixi.having(PIXI_NO_WRAP="1")("lock", "--offline").failed(1)
    assert "cannot read channel" in failed.stderr
    assert channel_server.requests == []
    assert not (pixi.cwd / "pixi.lock").exists()
    pixi("install").ok()
    channel_server.forget()
    pixi.having(PIXI_OFFLINE="yes")("install").ok()
    assert channel_server.requests == []


def test_credentials_file_is_used_and_never_shown(
    workspace: WorkspaceBuilder,
    kelp: ChannelBuilder,
    channel_server: FolderServer,
    pixi: Pixi,
    tmp_path: Path,
) -> None:
    assert kelp.archives("kelp")
    secret = base64.b64encode(b"ada:geheim").decode()
    channel_server.authorization = f"Basic {secret}"
    store = tmp_path / "credentials.json"
    login = {"BasicHTTP": {"username": "ada", "password": "geheim"}}
    store.write_text(json.dumps({"127.0.0.1": login}))
    workspace.channels(channel_server.url).dependencies(kelp="*").write()
    pixi("lock").failed(1)
    done = pixi("-vvv", "install", "--auth-file", str(store)).ok()
    assert "geheim" not in done.stderr
    assert "geheim" not in (pixi.cwd / "pixi.lock").read_text()


def test_copies_replace_hard_links_when_told_so(
    workspace: WorkspaceBuilder, channel: ChannelBuilder, pixi: Pixi
) -> None:
    channel.package("kelp", files={"share/kelp.txt": "one\n"}).write()
    workspace.channels(channel.url).dependencies(kelp="*").write()
    pixi("install", "--no-hard-links", "--no-ref-links").ok()
    path = pixi.cwd / ".pixi" / "envs" / "default" / "share" / "kelp.txt"
    assert path.stat().st_nlink == 1


def test_broken_settings_are_told_and_passed_over(
    workspace: WorkspaceBuilder, kelp: ChannelBuilder, pixi: Pixi
) -> None:
    _configure(pixi, "offline = 3\n")
    workspace.channels(kelp.url).dependencies(kelp="*").write()
    done = pixi.having(PIXI_NO_WRAP="1")("lock").ok()
    assert "Failed to load global config" in done.stderr
    assert pixi("lock", "--no-config").ok().stderr.count("Failed to load") == 0


@pytest.mark.parametrize("by_variable", [False, True])
def test_old_word_for_root_certificates_is_told(
    workspace: WorkspaceBuilder, pixi: Pixi, *, by_variable: bool
) -> None:
    workspace.write()
    user = pixi.having(PIXI_NO_WRAP="1")
    if by_variable:
        done = user.having(PIXI_TLS_ROOT_CERTS="native")("lock").ok()
    else:
        done = user("lock", "--tls-root-certs", "native").ok()
    assert "'tls-root-certs = \"native\"' is deprecated" in done.stderr
    assert "deprecated" not in user("lock", "--tls-root-certs", "system").ok().stderr
    assert "choose from" in user("lock", "--tls-root-certs", "mine").failed(2).stderr


def test_flags_of_all_settings_are_accepted(
    workspace: WorkspaceBuilder, pixi: Pixi
) -> None:
    workspace.write()
    flags = [
        "--auth-file=keys.json",
        "--concurrent-downloads=3",
        "--concurrent-solves=1",
        "--pinning-strategy=semver",
        "--pypi-keyring-provider=subprocess",
        "--run-post-link-scripts",
        "--no-symbolic-links",
        "--no-hard-links",
        "--no-ref-links",
        "--tls-no-verify",
        "--offline=no",
        "--tls-root-certs=webpki",
        "--use-environment-activation-cache",
    ]
    pixi("install", *flags).ok()


def test_workspace_that_decides_for_the_user_is_told_of(
    workspace: WorkspaceBuilder, kelp: ChannelBuilder, pixi: Pixi
) -> None:
    workspace.file(".pixi/config.toml", 'run-post-link-scripts = "insecure"\n')
    workspace.channels(kelp.url).dependencies(kelp="*").write()
    done = pixi.having(PIXI_NO_WRAP="1")("lock").ok()
    assert "sets 'run-post-link-scripts'" in done.stderr


def test_copies_replace_hard_links_by_a_setting(
    workspace: WorkspaceBuilder, channel: ChannelBuilder, pixi: Pixi
) -> None:
    _configure(pixi, "allow-hard-links = false\nallow-ref-links = false\n")
    channel.package("kelp", files={"share/kelp.txt": "one\n"}).write()
    workspace.channels(channel.url).dependencies(kelp="*").write()
    pixi("install").ok()
    path = pixi.cwd / ".pixi" / "envs" / "default" / "share" / "kelp.txt"
    assert path.stat().st_nlink == 1


@pytest.mark.skipif(sys.platform == "win32", reason="links take rights there")
@pytest.mark.parametrize("way", ["nothing", "setting", "flag", "variable"])
def test_links_of_packages_are_copies_when_told_so(
    workspace: WorkspaceBuilder, channel: ChannelBuilder, pixi: Pixi, way: str
) -> None:
    channel.package("kelp", files={"share/k": "one\n"}, links={"share/l": "k"})
    workspace.channels(channel.url).dependencies(kelp="*").write()
    if way == "setting":
        _configure(pixi, "allow-symbolic-links = false\n")
    user = pixi.having(PIXI_NO_SYMBOLIC_LINKS="true") if way == "variable" else pixi
    user("install", *(["--no-symbolic-links"] if way == "flag" else [])).ok()
    link = pixi.cwd / ".pixi" / "envs" / "default" / "share" / "l"
    assert link.is_symlink() is (way == "nothing")
    assert link.read_text() == "one\n"


@pytest.mark.parametrize("variable", ["PIXI_NO_HARD_LINKS", "PIXI_NO_REF_LINKS"])
def test_variables_stand_for_flags_of_links(
    workspace: WorkspaceBuilder, channel: ChannelBuilder, pixi: Pixi, variable: str
) -> None:
    channel.package("kelp", files={"share/kelp.txt": "one\n"}).write()
    workspace.channels(channel.url).dependencies(kelp="*").write()
    both = {"--no-hard-links", "--no-ref-links"}
    flag = variable.lower().replace("pixi_", "--").replace("_", "-")
    pixi.having(**{variable: "true"})("install", *(both - {flag})).ok()
    path = pixi.cwd / ".pixi" / "envs" / "default" / "share" / "kelp.txt"
    assert path.lstat().st_nlink == 1


@pytest.mark.skipif(sys.platform == "win32", reason="a script of Unix")
@pytest.mark.parametrize("runs", [False, True])
def test_scripts_of_packages_run_when_told_so(
    workspace: WorkspaceBuilder, channel: ChannelBuilder, pixi: Pixi, *, runs: bool
) -> None:
    script = '#!/bin/sh\necho linked > "$PREFIX/linked.txt"\n'
    channel.package("kelp", executables={"bin/.kelp-post-link.sh": script}).write()
    workspace.channels(channel.url).dependencies(kelp="*").write()
    word = "insecure" if runs else "false"
    _configure(pixi, f"run-post-link-scripts = '{word}'\n")
    user = pixi.having(PIXI_NO_WRAP="1")
    said = user("install").ok().stderr
    linked = pixi.cwd / ".pixi" / "envs" / "default" / "linked.txt"
    assert linked.exists() is runs
    skipped = (
        "Skipped running the post-link scripts because `run-post-link-scripts` ="
        " `false`: bin/.kelp-post-link.sh"
    )
    assert (skipped in said) is not runs
    channel.package("coral").write()
    workspace.dependencies(coral="*").write()
    assert "Skipped" not in user("install").ok().stderr
    assert ("Skipped" in user("reinstall").ok().stderr) is not runs


@pytest.mark.parametrize("prefix", ["", '."{url}"'])
def test_forms_of_an_index_are_skipped(
    workspace: WorkspaceBuilder,
    kelp: ChannelBuilder,
    channel_server: FolderServer,
    pixi: Pixi,
    prefix: str,
) -> None:
    assert kelp.archives("kelp")
    workspace.channels(channel_server.url).dependencies(kelp="*").write()
    table = f"repodata-config{prefix.format(url=channel_server.url)}"
    keys = ("disable-zstd", "disable-bzip2", "disable-sharded")
    _configure(pixi, "".join(f"{table}.{key} = true\n" for key in keys))
    pixi("lock").ok()
    asked = {request.path.rpartition("/")[2] for request in channel_server.requests}
    assert asked == {"repodata.json"}


@pytest.mark.parametrize("by_variable", [False, True])
def test_cache_of_indexes_is_placed_by_itself(
    workspace: WorkspaceBuilder,
    kelp: ChannelBuilder,
    channel_server: FolderServer,
    pixi: Pixi,
    tmp_path: Path,
    *,
    by_variable: bool,
) -> None:
    assert kelp.archives("kelp")
    workspace.channels(channel_server.url).dependencies(kelp="*").write()
    place = tmp_path / "indexes"
    if by_variable:
        pixi.having(PIXI_CACHE_REPODATA_DIR=str(place))("lock").ok()
    else:
        _configure(pixi, f"cache.repodata = '{place}'\n")
        pixi("lock").ok()
    assert list(place.glob("*.json"))


@pytest.mark.parametrize("way", ["nothing", "setting", "variable"])
def test_caches_of_pypi_are_placed_by_themselves(
    pypi_workspace: WorkspaceBuilder,
    python_channel: PythonChannel,
    channel_server: FolderServer,
    pypi_index: IndexBuilder,
    pixi: Pixi,
    way: str,
) -> None:
    ChannelBuilder(channel_server.folder).package("kelp").write()
    (channel_server.folder / "names.json").write_text('{"kelp": null}')
    pypi_index.wheel("krill")
    url = channel_server.url
    rule = {"location": f"{url}/names.json", "mapping-mode": "replace"}
    pypi_workspace.channels(python_channel.url, url).dependencies(kelp="*")
    names_of = {python_channel.url: False, url: rule}
    pypi_workspace.table("workspace", conda_pypi_map=names_of)
    pypi_workspace.pypi_dependencies(krill="*").write()
    wheels, names = pixi.home / "wheels", pixi.home / "names"
    user = pixi
    if way == "setting":
        _configure(pixi, f"[cache]\npypi-wheels='{wheels}'\npypi-mapping='{names}'\n")
    if way == "variable":
        user = pixi.having(
            PIXI_CACHE_PYPI_WHEELS_DIR=str(wheels),
            PIXI_CACHE_PYPI_MAPPING_DIR=str(names),
        )
    user("lock").ok()
    root = pixi.home / "cache" / "pixi"
    places = [wheels, names]
    if way == "nothing":
        places = [root / "uv-cache", root / "conda-pypi-mapping"]
    assert all(any(place.iterdir()) for place in places)


def test_root_of_the_caches_is_a_setting(
    workspace: WorkspaceBuilder, kelp: ChannelBuilder, pixi: Pixi, tmp_path: Path
) -> None:
    workspace.channels(kelp.url).dependencies(kelp="*").write()
    _configure(pixi, f"cache.root = '{tmp_path / 'root'}'\n")
    pixi.having(PIXI_CACHE_DIR="", RATTLER_CACHE_DIR="")("install").ok()
    assert list((tmp_path / "root" / "pkgs").glob("kelp-*"))


def test_credentials_file_is_a_setting_that_a_variable_beats(
    workspace: WorkspaceBuilder,
    kelp: ChannelBuilder,
    channel_server: FolderServer,
    pixi: Pixi,
    tmp_path: Path,
) -> None:
    assert kelp.archives("kelp")
    channel_server.authorization = "Bearer geheim"
    store = tmp_path / "credentials.json"
    store.write_text(json.dumps({"127.0.0.1": {"BearerToken": "geheim"}}))
    _configure(pixi, f"authentication-override-file = '{store}'\n")
    workspace.channels(channel_server.url).dependencies(kelp="*").write()
    empty = tmp_path / "empty.json"
    empty.write_text("{}")
    pixi.having(RATTLER_AUTH_FILE=str(empty)).process("lock").failed(1)
    pixi.process("lock").ok()


@pytest.mark.parametrize("case", ["setting", "variable", "bypassed"])
def test_proxy_is_a_setting_that_a_variable_beats(
    workspace: WorkspaceBuilder,
    kelp: ChannelBuilder,
    channel_server: FolderServer,
    pixi: Pixi,
    monkeypatch: pytest.MonkeyPatch,
    case: str,
) -> None:
    assert kelp.archives("kelp")
    proxy = channel_server.url if case == "setting" else _NOWHERE
    hosts = "'127.0.0.1'" if case == "bypassed" else ""
    _configure(pixi, f"[proxy-config]\nhttp = '{proxy}'\nnon-proxy-hosts = [{hosts}]\n")
    channel = channel_server.url if case == "bypassed" else "http://kelp.test"
    workspace.channels(channel).dependencies(kelp="*").write()
    for name in CLOSED_NETWORK:  # they would keep the proxy itself from being used
        monkeypatch.delenv(name, raising=False)
    user = replace(pixi, online=True)
    if case == "variable":
        user = user.having(http_proxy=channel_server.url)
    user.process("lock").ok()
    assert channel_server.requests


def test_files_of_settings_are_left_out_or_replaced(
    workspace: WorkspaceBuilder, pixi: Pixi, tmp_path: Path
) -> None:
    workspace.write()
    _configure(pixi, "colour = 1\n")
    named = tmp_path / "named.toml"
    named.write_text("taste = 1\n")
    user = pixi.having(PIXI_NO_WRAP="1")
    assert "Ignoring 'colour'" in user("lock").ok().stderr
    assert "Ignoring" not in user("lock", "--no-config").ok().stderr
    for done in (
        user("lock", "--config-file", str(named)).ok(),
        user.having(PIXI_CONFIG_FILE=str(named))("lock").ok(),
    ):
        assert "Ignoring 'taste'" in done.stderr
        assert "colour" not in done.stderr
    both = user("lock", "--no-config", "--config-file", str(named)).failed(2)
    assert "not allowed with argument" in both.stderr


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("PIXI_OFFLINE", "perhaps", 1),
        ("PIXI_NO_CONFIG", "perhaps", 1),
        ("PIXI_TLS_ROOT_CERTS", "mine", 1),
        ("PIXI_NO_HARD_LINKS", "1", 2),
        ("PIXI_NO_SYMBOLIC_LINKS", "1", 2),
        ("PIXI_NO_REF_LINKS", "1", 2),
        ("PIXI_NO_PROGRESS", "1", 2),
        ("PIXI_FROZEN", "1", 2),
    ],
)
def test_variable_with_a_wrong_value_is_named(
    workspace: WorkspaceBuilder, pixi: Pixi, name: str, value: str, code: int
) -> None:
    workspace.write()
    failed = pixi.having(**{name: value})("install").failed(code)
    assert name in failed.stderr
    assert value in failed.stderr
