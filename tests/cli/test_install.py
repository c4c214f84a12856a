"""``pixi install``: prefixes that follow the lock file."""

from __future__ import annotations

import base64
import json
import shutil
from typing import TYPE_CHECKING

import pytest

from support.workspace import current_subdir

if TYPE_CHECKING:
    from pathlib import Path

    from support.channel import ChannelBuilder
    from support.pixi import Pixi
    from support.server import FolderServer
    from support.workspace import WorkspaceBuilder


@pytest.fixture
def installed(workspace: WorkspaceBuilder, channel: ChannelBuilder, pixi: Pixi) -> Pixi:
    """``pixi`` in a workspace with two installed packages."""
    channel.package("kelp", "1.0", files={"share/kelp.txt": "one\n"})
    channel.package("coral", "1.0", files={"share/coral.txt": "reef\n"})
    workspace.channels(channel.url).dependencies(kelp="*", coral="*")
    workspace.environments({"extra": []}).write()
    pixi("install").ok()
    return pixi


def _prefix(pixi: Pixi, name: str = "default") -> Path:
    return pixi.cwd / ".pixi" / "envs" / name


def test_marker_says_for_what_the_prefix_was_installed(installed: Pixi) -> None:
    meta = _prefix(installed) / "conda-meta"
    marker = json.loads((meta / "pixi").read_text())
    assert list(marker) == [
        "manifest_path",
        "environment_name",
        "pixi_version",
        "environment_lock_file_hash",
        "resolved_platform",
        "minimum_supported_platform",
    ]
    assert marker["manifest_path"] == str(installed.cwd / "pixi.toml")
    assert marker["environment_name"] == "default"
    assert marker["pixi_version"] == "0.77.0"
    assert marker["resolved_platform"]["subdir"] == current_subdir()
    assert not (meta / "pixi").read_text().endswith("\n")


def test_small_files_of_a_prefix_are_those_of_the_original(installed: Pixi) -> None:
    meta = _prefix(installed) / "conda-meta"
    history = "// not relevant for pixi but for `conda run -p`"
    assert (meta / "history").read_text() == history
    assert (meta / "pixi_env_prefix").read_text() == str(meta)
    fingerprint = (meta / ".pixi-environment-fingerprint").read_bytes()
    assert len(fingerprint) == 16
    assert int(fingerprint, 16) >= 0
    tag = (_prefix(installed) / "CACHEDIR.TAG").read_text()
    assert tag.startswith("Signature: 8a477f597d28d172789f06886806bc55")


def test_git_sees_nothing_of_the_folder(installed: Pixi) -> None:
    folder = installed.cwd / ".pixi"
    assert (folder / ".gitignore").read_text() == "*\n!config.toml\n"
    assert (folder / ".condapackageignore").read_text() == ".pixi\n!.pixi/config.toml\n"


def test_package_that_left_the_manifest_leaves_the_prefix(installed: Pixi) -> None:
    manifest = installed.cwd / "pixi.toml"
    manifest.write_text(manifest.read_text().replace('coral = "*"\n', ""))
    installed("install").ok()
    assert not (_prefix(installed) / "share" / "coral.txt").exists()
    assert (_prefix(installed) / "share" / "kelp.txt").is_file()


@pytest.mark.parametrize("damage", ["delete", "shorten"])
def test_install_restores_what_somebody_broke(installed: Pixi, damage: str) -> None:
    """The original leaves a deleted file deleted."""
    path = _prefix(installed) / "share" / "kelp.txt"
    path.unlink()
    if damage == "shorten":
        path.write_text("o")  # a new file: the package cache keeps its own
    done = installed("install").ok()
    assert path.read_text() == "one\n"
    assert "nothing to do" not in done.stderr
    assert "nothing to do" in installed("install").ok().stderr


@pytest.mark.parametrize("victim", ["envs/default", "envs", "."])
def test_deleted_environments_come_back(installed: Pixi, victim: str) -> None:
    shutil.rmtree(installed.cwd / ".pixi" / victim)
    installed("install").ok()
    assert (_prefix(installed) / "share" / "kelp.txt").read_text() == "one\n"


def test_interrupted_install_is_not_trusted(installed: Pixi) -> None:
    """The original runs in a prefix whose install did not end."""
    meta = _prefix(installed) / "conda-meta"
    (meta / ".pixi-environment-fingerprint").write_bytes(b"pixi:installing!")
    (_prefix(installed) / "share" / "kelp.txt").unlink()
    installed.process("run", "true").ok()
    assert (_prefix(installed) / "share" / "kelp.txt").read_text() == "one\n"


def test_several_environments_are_installed_by_name_or_all(installed: Pixi) -> None:
    done = installed("install", "-e", "extra", "-e", "default").ok()
    assert "The following environments have been installed: extra, default" in (
        done.stderr
    )
    assert (_prefix(installed, "extra") / "share" / "kelp.txt").is_file()
    done = installed("install", "--all").ok()
    assert "default, extra (nothing to do: already up-to-date)." in done.stderr


def test_foreign_platform_is_refused_with_what_to_add(
    workspace: WorkspaceBuilder, channel: ChannelBuilder, pixi: Pixi
) -> None:
    channel.package("kelp")
    workspace.channels(channel.url).platforms("zos-z").dependencies(kelp="*").write()
    failed = pixi.having(PIXI_NO_WRAP="1")("install").failed(1)
    assert "Cannot install environment 'default'" in failed.stderr
    assert f"The workspace does not support '{current_subdir()}'" in failed.stderr
    assert f'add "{current_subdir()}" to `platforms`' in failed.stderr


def test_packages_come_over_http_once(
    workspace: WorkspaceBuilder,
    channel: ChannelBuilder,
    channel_server: FolderServer,
    pixi: Pixi,
) -> None:
    channel.package("kelp", files={"share/kelp.txt": "one\n"}).write()
    workspace.channels(channel_server.url).dependencies(kelp="*").write()
    pixi("install").ok()
    assert (_prefix(pixi) / "share" / "kelp.txt").read_text() == "one\n"
    channel_server.forget()
    (pixi.cwd / ".pixi" / "envs" / "default" / "share" / "kelp.txt").unlink()
    pixi("install").ok()
    assert channel_server.paths() == []


def test_server_that_fails_for_a_moment_is_asked_again(
    workspace: WorkspaceBuilder,
    channel: ChannelBuilder,
    channel_server: FolderServer,
    pixi: Pixi,
) -> None:
    channel.package("kelp").write()
    workspace.channels(channel_server.url).dependencies(kelp="*").write()
    channel_server.fail("/noarch/repodata.json", status=503, times=1)
    pixi("install").ok()


def test_credentials_reach_the_server_and_no_message(
    workspace: WorkspaceBuilder,
    channel: ChannelBuilder,
    channel_server: FolderServer,
    pixi: Pixi,
) -> None:
    secret = base64.b64encode(b"ada:geheim").decode()
    channel_server.authorization = f"Basic {secret}"
    channel.package("kelp").write()
    url = channel_server.url.replace("http://", "http://ada:geheim@")
    workspace.channels(url).dependencies(kelp="*").write()
    done = pixi("install").ok()
    assert "geheim" not in done.stderr
    assert "geheim" not in pixi("list", "--json").ok().stdout
    channel_server.authorization = "Basic other"
    failed = pixi.at(pixi.cwd).having(PIXI_CACHE_DIR=str(pixi.home / "new"))
    (pixi.cwd / "pixi.lock").unlink()
    error = failed("lock").failed(1).stderr
    assert "geheim" not in error
    assert "401" in error


def test_settings_place_the_package_cache(
    workspace: WorkspaceBuilder, channel: ChannelBuilder, pixi: Pixi, tmp_path: Path
) -> None:
    channel.package("kelp")
    workspace.channels(channel.url).dependencies(kelp="*").write()
    here = pixi.having(PIXI_CACHE_DIR=str(tmp_path / "here"))
    here("install").ok()
    assert (tmp_path / "here" / "pkgs" / "kelp-1.0-0").is_dir()


def test_remains_of_an_interrupted_install_are_removed(installed: Pixi) -> None:
    """Files of half-linked packages stand in no record: nobody else would find them."""
    prefix = _prefix(installed)
    (prefix / "conda-meta" / ".pixi-environment-fingerprint").write_bytes(
        b"pixi:installing!"
    )
    (prefix / "share" / "half-linked.txt").write_text("orphan")
    (prefix / "outside").symlink_to(installed.home)
    (installed.home / "mine.txt").write_text("mine")
    installed("install").ok()
    assert sorted(path.name for path in (prefix / "share").iterdir()) == [
        "coral.txt",
        "kelp.txt",
    ]
    assert not (prefix / "outside").is_symlink()
    assert (installed.home / "mine.txt").read_text() == "mine"
    assert "nothing to do" in installed("install").ok().stderr


@pytest.mark.parametrize("content", [None, "{", "[1]", '{"name": "kelp"}'])
def test_install_mends_lost_and_unreadable_metadata(
    installed: Pixi, content: str | None
) -> None:
    metadata = _prefix(installed) / "conda-meta" / "kelp-1.0-0.json"
    metadata.unlink()
    if content is not None:
        metadata.write_text(content)
    (_prefix(installed) / "share" / "kelp.txt").unlink()
    installed("install").ok()
    assert (_prefix(installed) / "share" / "kelp.txt").read_text() == "one\n"
    assert json.loads(metadata.read_text())["name"] == "kelp"


@pytest.mark.parametrize(
    "place",
    [
        "default",
        "default/conda-meta",
        "default/conda-meta/.pixi-environment-fingerprint",
    ],
)
def test_links_in_a_repository_lead_to_no_change_elsewhere(
    workspace: WorkspaceBuilder, channel: ChannelBuilder, pixi: Pixi, place: str
) -> None:
    channel.package("kelp")
    workspace.channels(channel.url).dependencies(kelp="*").write()
    victim = pixi.cwd / "victim"
    link = pixi.cwd / ".pixi" / "envs" / place
    link.parent.mkdir(parents=True)
    if place.endswith("fingerprint"):
        victim.write_text("pixi:installing! and more")
    else:
        (victim / "conda-meta").mkdir(parents=True)
        for folder in (victim, victim / "conda-meta"):
            (folder / ".pixi-environment-fingerprint").write_text("pixi:installing!")
    before = sorted(path for path in victim.rglob("*"))
    link.symlink_to(victim)
    failed = pixi("install").failed(1)
    assert "help:" in failed.stderr
    assert sorted(path for path in victim.rglob("*")) == before
    if victim.is_file():
        assert victim.read_text() == "pixi:installing! and more"
