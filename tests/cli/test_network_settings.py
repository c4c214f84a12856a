"""Settings that decide how servers are reached, held against real ones."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import pytest

from support.certificate import NoOpensslError, make_certificate
from support.server import FolderServer

if TYPE_CHECKING:
    from pathlib import Path

    from support.channel import ChannelBuilder
    from support.pixi import Pixi
    from support.pypi_index import IndexBuilder
    from support.workspace import WorkspaceBuilder

NOWHERE = "http://127.0.0.1:9/somewhere"
SLOW = 0.05
"""Seconds that an answer takes where requests shall meet."""


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key with a certificate that nobody trusts."""
    try:
        return make_certificate(tmp_path_factory.mktemp("certificate"))
    except NoOpensslError as error:
        pytest.skip(str(error))


@pytest.fixture
def kelp(channel: ChannelBuilder) -> ChannelBuilder:
    """A channel with one package."""
    channel.package("kelp").write()
    return channel


def _configure(pixi: Pixi, text: str) -> None:
    path = pixi.home / ".pixi" / "config.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def _is_locked(pixi: Pixi) -> bool:
    return (pixi.cwd / "pixi.lock").exists()


@pytest.mark.parametrize("way", ["nothing", "setting", "flag", "certificate"])
def test_channel_is_trusted_when_told_so(
    workspace: WorkspaceBuilder,
    kelp: ChannelBuilder,
    pixi: Pixi,
    certificate: Path,
    way: str,
) -> None:
    flags = ["--tls-no-verify"] if way == "flag" else []
    if way == "setting":
        _configure(pixi, "tls-no-verify = true\n")
    if way == "certificate":
        pixi = pixi.having(SSL_CERT_FILE=str(certificate.with_name("certificate.pem")))
    with FolderServer(kelp.path, certificate=certificate) as server:
        workspace.channels(server.url).dependencies(kelp="*").write()
        done = pixi.process("install", *flags)
    assert (done.code == 0) is (way != "nothing")
    assert ("invalid peer certificate" in done.stderr) is (way == "nothing")
    is_unchecked = way in ("setting", "flag")
    assert ("TLS verification is disabled" in done.stderr) is is_unchecked


@pytest.mark.parametrize("flags", [(), ("--tls-no-verify",)])
def test_servers_see_the_release_we_match_and_are_asked_again(
    workspace: WorkspaceBuilder,
    kelp: ChannelBuilder,
    pixi: Pixi,
    flags: tuple[str, ...],
) -> None:
    with FolderServer(kelp.path) as server:
        server.fail("/noarch", status=503, times=2)
        workspace.channels(server.url).dependencies(kelp="*").write()
        pixi.process("install", *flags).ok()
        found = {request.headers["user-agent"] for request in server.requests}
    assert found == {"pixi/0.77.0"}


@pytest.mark.parametrize("way", ["nothing", "host", "no-verify", "certificate"])
def test_index_is_trusted_when_told_so(
    pypi_workspace: WorkspaceBuilder,
    pypi_index: IndexBuilder,
    pixi: Pixi,
    certificate: Path,
    way: str,
) -> None:
    pypi_index.wheel("krill")
    settings = {
        "host": "pypi-config.allow-insecure-host = ['127.0.0.1']\n",
        "no-verify": "tls-no-verify = true\n",
        "certificate": "tls-root-certs = 'system'\n",
    }
    _configure(pixi, settings.get(way, ""))
    pixi = pixi.having(UV_HTTP_RETRIES="0")
    if way == "certificate":
        pixi = pixi.having(SSL_CERT_FILE=str(certificate.with_name("certificate.pem")))
    with FolderServer(pypi_index.path, certificate=certificate) as server:
        pypi_workspace.pypi_options(index_url=f"{server.url}/simple")
        pypi_workspace.pypi_dependencies(krill="*").write()
        done = pixi.process("lock")
    assert (done.code == 0) is (way != "nothing")


@pytest.mark.skipif(sys.platform == "win32", reason="a script of Unix")
@pytest.mark.parametrize("way", ["nothing", "setting", "flag"])
def test_keyring_is_asked_when_told_so(
    pypi_workspace: WorkspaceBuilder,
    pypi_index: IndexBuilder,
    pixi: Pixi,
    tmp_path: Path,
    way: str,
) -> None:
    pypi_index.wheel("krill")
    pypi_index.server.authorization = "Basic YWRhOmdlaGVpbQ=="  # ada:geheim
    program = tmp_path / "bin" / "keyring"
    program.parent.mkdir()
    program.write_text('#!/bin/sh\n[ "$3" = ada ] && echo geheim\n')
    program.chmod(0o755)
    if way == "setting":
        _configure(pixi, "pypi-config.keyring-provider = 'subprocess'\n")
    flags = ["--pypi-keyring-provider=subprocess"] if way == "flag" else []
    url = pypi_index.url.replace("://", "://ada@")
    pypi_workspace.pypi_options(index_url=url).pypi_dependencies(krill="*").write()
    user = pixi.having(PATH=f"{program.parent}:/usr/bin:/bin")
    done = user.process("lock", *flags)
    assert (done.code == 0) is (way != "nothing")
    assert "geheim" not in done.stderr
    if way != "nothing":
        assert "geheim" not in (pixi.cwd / "pixi.lock").read_text()


@pytest.mark.parametrize("way", ["setting", "variable", "home"])
@pytest.mark.parametrize("text", ["{", "[]", '{"a": {"Unknown": 1}}'])
def test_damaged_file_of_credentials_is_named(
    workspace: WorkspaceBuilder, kelp: ChannelBuilder, pixi: Pixi, way: str, text: str
) -> None:
    file = pixi.home / ".rattler" / "credentials.json"
    if way != "home":
        file = pixi.home / "mine.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    if way == "setting":
        _configure(pixi, f"authentication-override-file = '{file}'\n")
    user = pixi.having(RATTLER_AUTH_FILE=str(file)) if way == "variable" else pixi
    workspace.channels(kelp.url).dependencies(kelp="*").write()
    done = user.having(PIXI_NO_WRAP="1").process("lock").failed()
    assert "cannot read the credentials" in done.stderr
    assert str(file) in done.stderr
    assert "bug" not in done.stderr


def test_credentials_come_from_a_netrc_file(
    workspace: WorkspaceBuilder, kelp: ChannelBuilder, pixi: Pixi, tmp_path: Path
) -> None:
    file = tmp_path / "netrc"
    file.write_text("machine 127.0.0.1 login ada password geheim\n")
    wanted = "Basic YWRhOmdlaGVpbQ=="
    with FolderServer(kelp.path, authorization=wanted) as server:
        workspace.channels(server.url).dependencies(kelp="*").write()
        pixi.process("lock").failed(1)
        pixi.having(NETRC=str(file)).process("lock").ok()


@pytest.mark.parametrize("place", ["settings", "manifest"])
def test_bucket_is_reached_as_its_options_say(
    workspace: WorkspaceBuilder,
    channel: ChannelBuilder,
    pixi: Pixi,
    tmp_path: Path,
    place: str,
) -> None:
    channel.package("kelp").write()
    channel.path.rename(tmp_path / "reef")
    (tmp_path / "store").mkdir()
    (tmp_path / "reef").rename(tmp_path / "store" / "reef")
    keys = {"access_key_id": "ada", "secret_access_key": "geheim"}
    store = tmp_path / "credentials.json"
    store.write_text(json.dumps({"s3://reef": {"S3Credentials": keys}}))
    with FolderServer(tmp_path / "store") as server:
        options = {"region": "eu", "force-path-style": True}
        if place == "manifest":
            table = {"reef": {"endpoint-url": server.url, **options}}
            workspace.table("workspace", s3_options=table)
            server_url = NOWHERE  # that of the settings: it is not asked
        else:
            server_url = server.url
        _configure(
            pixi,
            f"s3-options.reef = {{ endpoint-url = '{server_url}', region = 'eu',"
            " force-path-style = true }\n",
        )
        workspace.channels("s3://reef").dependencies(kelp="*").write()
        user = pixi.having(RATTLER_AUTH_FILE=str(store))
        user.process("install").ok()
        assert any(path.startswith("/reef/noarch/kelp-") for path in server.paths())
    assert "geheim" not in (pixi.cwd / "pixi.lock").read_text()


@pytest.mark.parametrize(
    ("mirrors", "works"),
    [
        ({"": ["{url}"]}, True),
        ({"": [NOWHERE, "{url}"]}, True),
        ({"": [NOWHERE]}, False),
        ({"/deep": ["{url}"], "": [NOWHERE]}, True),
        ({"/deep": [NOWHERE], "": ["{url}/other"]}, False),
    ],
    ids=["one", "next", "original left out", "longest", "longest alone"],
)
def test_mirrors_are_tried_in_place_of_the_channel(
    workspace: WorkspaceBuilder,
    kelp: ChannelBuilder,
    pixi: Pixi,
    mirrors: dict[str, list[str]],
    *,
    works: bool,
) -> None:
    channel = "http://127.0.0.1:9/channel"
    with FolderServer(kelp.path) as server:
        text = "[mirrors]\n"
        for below, urls in mirrors.items():
            to = json.dumps([url.format(url=server.url) for url in urls])
            text += f'"{channel}{below}" = {to}\n'
        _configure(pixi, text)
        deep = "/deep" if "/deep" in mirrors else ""
        workspace.channels(f"{channel}{deep}").dependencies(kelp="*").write()
        done = pixi.process("lock")
    assert (done.code == 0) is works
    assert _is_locked(pixi) is works


@pytest.mark.parametrize("by_flag", [False, True])
def test_no_more_is_downloaded_at_once_than_told(
    workspace: WorkspaceBuilder,
    channel: ChannelBuilder,
    pixi: Pixi,
    *,
    by_flag: bool,
) -> None:
    names = [f"part{number}" for number in range(20)]
    for name in names:
        channel.package(name)
    channel.write()
    if not by_flag:
        _configure(pixi, "concurrency.downloads = 1\n")
    flags = ["--concurrent-downloads=1"] if by_flag else []
    with FolderServer(channel.path) as server:
        workspace.channels(server.url).dependencies(dict.fromkeys(names, "*")).write()
        pixi("lock").ok()
        server.forget()
        server.delay = SLOW
        pixi("install", *flags).ok()
        # A request is over for the client before it is for the server.
        assert server.most_at_once <= 3
        assert len(server.paths()) >= len(names)
