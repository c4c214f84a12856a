"""Environments that live outside of their workspace."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
import xxhash

if TYPE_CHECKING:
    from pathlib import Path

    from support.channel import ChannelBuilder
    from support.pixi import Pixi
    from support.workspace import WorkspaceBuilder

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="links of folders")


@pytest.fixture
def kelp(workspace: WorkspaceBuilder, channel: ChannelBuilder) -> WorkspaceBuilder:
    """A workspace with one package."""
    channel.package("kelp", executables={"bin/kelp": "#!/bin/sh\necho green\n"}).write()
    return workspace.channels(channel.url).dependencies(kelp="*")


def _configure(pixi: Pixi, text: str) -> None:
    path = pixi.home / ".pixi" / "config.toml"
    path.parent.mkdir(parents=True)
    path.write_text(text)


def _folder(base: Path, root: Path, name: str = "workspace") -> Path:
    number = xxhash.xxh3_64(str(root).encode()).intdigest()
    return base / f"{name}-{number}"


@pytest.mark.parametrize("case", ["true", "path", "variable", "cache"])
def test_environments_live_where_the_settings_say(
    kelp: WorkspaceBuilder, pixi: Pixi, tmp_path: Path, case: str
) -> None:
    kelp.write()
    place = tmp_path / "elsewhere"
    user = pixi
    match case:
        case "true":
            place = pixi.home / "cache" / "pixi" / "envs"
            _configure(pixi, "detached-environments = true\n")
        case "path":
            _configure(pixi, f"detached-environments = '{place}'\n")
        case "variable":
            _configure(pixi, "detached-environments = true\n")
            user = pixi.having(PIXI_CACHE_DETACHED_ENVIRONMENTS_DIR=str(place))
        case _:
            text = (
                f"detached-environments = true\ncache.detached-environments = '{place}'"
            )
            _configure(pixi, text)
    quiet = user.having(PIXI_NO_WRAP="1")
    done = quiet("install").ok()
    assert f"The default environment has been installed in '{place}'." in done.stderr
    envs = _folder(place, kelp.root) / "envs"
    assert (envs / "default" / "bin" / "kelp").exists()
    assert (kelp.root / ".pixi" / "envs").readlink() == envs
    assert quiet.process("run", "kelp").ok().stdout == "green\n"
    assert "nothing to do" in quiet("install").ok().stderr
    (row,) = quiet("info", "--json").json()["environments_info"]
    assert row["prefix"] == str(envs / "default")


def test_name_of_the_workspace_is_that_of_the_folder(
    kelp: WorkspaceBuilder, pixi: Pixi, tmp_path: Path
) -> None:
    _configure(pixi, f"detached-environments = '{tmp_path / 'e'}'\n")
    manifest = kelp.write()
    text = manifest.read_text()
    manifest.write_text(text.replace('"workspace"', '"kelp & co"'))
    pixi("install").ok()
    assert _folder(tmp_path / "e", kelp.root, "kelp & co").is_dir()
    manifest.write_text(text.replace('"workspace"', '"../kelp"'))
    assert "cannot be the name of a folder" in pixi("install").failed(1).stderr


def test_environments_in_the_way_stay_and_are_told_of(
    kelp: WorkspaceBuilder, pixi: Pixi, tmp_path: Path
) -> None:
    kelp.write()
    pixi("install").ok()
    _configure(pixi, f"detached-environments = '{tmp_path / 'e'}'\n")
    done = pixi.having(PIXI_NO_WRAP="1")("install").ok()
    envs = kelp.root / ".pixi" / "envs"
    assert f"Environments found in '{envs}', this will be ignored" in done.stderr
    assert not envs.is_symlink()
    assert (_folder(tmp_path / "e", kelp.root) / "envs" / "default").is_dir()


def test_stale_link_is_replaced(
    kelp: WorkspaceBuilder, pixi: Pixi, tmp_path: Path
) -> None:
    _configure(pixi, f"detached-environments = '{tmp_path / 'e'}'\n")
    kelp.write()
    link = kelp.root / ".pixi" / "envs"
    link.parent.mkdir()
    link.symlink_to("/nowhere")
    pixi("install").ok()
    assert link.readlink() == _folder(tmp_path / "e", kelp.root) / "envs"


def test_link_stays_where_environments_are_detached_no_more(
    kelp: WorkspaceBuilder, pixi: Pixi, tmp_path: Path
) -> None:
    """As with the original: what is installed stays in use until the link goes."""
    _configure(pixi, f"detached-environments = '{tmp_path / 'e'}'\n")
    kelp.write()
    pixi("install").ok()
    link = kelp.root / ".pixi" / "envs"
    target = link.readlink()
    assert "nothing to do" in pixi("install", "--no-config").ok().stderr
    assert link.readlink() == target
    link.unlink()
    pixi("install", "--no-config").ok()
    assert not link.is_symlink()
    assert (link / "default" / "bin" / "kelp").exists()
    assert (target / "default" / "bin" / "kelp").exists()


def test_moved_workspace_has_a_folder_of_its_own(
    kelp: WorkspaceBuilder, pixi: Pixi, tmp_path: Path
) -> None:
    _configure(pixi, f"detached-environments = '{tmp_path / 'e'}'\n")
    kelp.write()
    pixi("install").ok()
    moved = pixi.cwd.rename(tmp_path / "moved")
    there = pixi.at(moved)
    assert there.process("run", "kelp").ok().stdout == "green\n"
    envs = _folder(tmp_path / "e", moved) / "envs"
    assert (moved / ".pixi" / "envs").readlink() == envs
    assert (_folder(tmp_path / "e", kelp.root) / "envs" / "default").is_dir()


def test_settings_and_ignore_files_stay_in_the_workspace(
    kelp: WorkspaceBuilder, pixi: Pixi, tmp_path: Path
) -> None:
    place = tmp_path / "e"
    kelp.file(".pixi/config.toml", f"detached-environments = '{place}'\n").write()
    pixi("install").ok()
    pixi("install").ok()
    assert (kelp.root / ".pixi" / ".gitignore").exists()
    assert {path.name for path in _folder(place, kelp.root).iterdir()} == {"envs"}
