"""``pixi init``: files in, files out."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest
import tomli

from support.workspace import current_subdir

if TYPE_CHECKING:
    from support.pixi import Pixi


def test_init_writes_a_manifest_that_loads(pixi: Pixi) -> None:
    done = pixi("init", "demo", "-c", "conda-forge", "-c", "bioconda").ok()
    manifest = pixi.cwd / "demo" / "pixi.toml"
    assert f"Created {manifest}" in done.stderr.replace("\n", "")
    data = tomli.loads(manifest.read_text())
    assert data == {
        "workspace": {
            "channels": ["conda-forge", "bioconda"],
            "name": "demo",
            "platforms": [current_subdir()],
            "version": "0.1.0",
        },
        "tasks": {},
        "dependencies": {},
    }
    pixi.at(manifest.parent)("lock").ok()


def test_init_takes_channels_from_the_settings(pixi: Pixi) -> None:
    config = pixi.home / ".pixi" / "config.toml"
    config.parent.mkdir(parents=True)
    config.write_text('default-channels = ["mine"]\n')
    pixi("init").ok()
    data = tomli.loads((pixi.cwd / "pixi.toml").read_text())
    assert data["workspace"]["channels"] == ["mine"]
    assert data["workspace"]["name"] == pixi.cwd.name


def test_init_takes_indexes_and_buckets_from_the_settings(pixi: Pixi) -> None:
    config = pixi.home / ".pixi" / "config.toml"
    config.parent.mkdir(parents=True)
    bucket = {
        "endpoint-url": "https://s3.example",
        "region": "eu",
        "force-path-style": True,
    }
    config.write_text(
        "[pypi-config]\nindex-url = 'https://ada:geheim@a.example/simple'\n"
        "extra-index-urls = ['https://b.example/simple']\n[s3-options.'my.bucket']\n"
        "endpoint-url = 'https://s3.example'\nregion = 'eu'\nforce-path-style = true\n"
    )
    pixi("init").ok()
    text = (pixi.cwd / "pixi.toml").read_text()
    assert "geheim" not in text
    data = tomli.loads(text)
    assert data["pypi-options"] == {
        "index-url": "https://a.example/simple",
        "extra-index-urls": ["https://b.example/simple"],
    }
    assert data["workspace"]["s3-options"] == {"my.bucket": bucket}
    assert pixi("lock").ok().stderr.count("WARN") == 0


def test_init_names_the_author_that_git_knows(pixi: Pixi) -> None:
    pixi.home.mkdir()
    (pixi.home / ".gitconfig").write_text('[user]\nname = "Ada"\nemail = a@b.example\n')
    pixi("init").ok()
    data = tomli.loads((pixi.cwd / "pixi.toml").read_text())
    assert data["workspace"]["authors"] == ["Ada <a@b.example>"]


def test_init_lists_each_platform_once(pixi: Pixi) -> None:
    pixi("init", "-p", "osx-arm64", "-p", "win-64", "-p", "osx-arm64").ok()
    data = tomli.loads((pixi.cwd / "pixi.toml").read_text())
    assert data["workspace"]["platforms"] == ["osx-arm64", "win-64"]


def test_init_appends_to_git_files_once(pixi: Pixi) -> None:
    (pixi.cwd / ".gitignore").write_text("*.log")
    pixi("init").ok()
    (pixi.cwd / "pixi.toml").unlink()
    pixi("init").ok()
    ignored = (pixi.cwd / ".gitignore").read_text().splitlines()
    assert ignored[0] == "*.log"
    assert ignored.count(".pixi/*") == ignored.count("!.pixi/config.toml") == 1
    (attributes,) = [
        line
        for line in (pixi.cwd / ".gitattributes").read_text().splitlines()
        if line.startswith("pixi.lock ")
    ]
    assert "merge=binary" in attributes
    assert attributes.endswith("-diff")


def test_init_quotes_odd_folder_names(pixi: Pixi) -> None:
    pixi("init", 'a "quoted" \\ näme').ok()
    folder = pixi.cwd / 'a "quoted" \\ näme'
    data = tomli.loads((folder / "pixi.toml").read_text(encoding="utf-8"))
    assert data["workspace"]["name"] == folder.name


@pytest.mark.parametrize("name", ["pixi.toml", "mojoproject.toml"])
def test_init_overwrites_nothing(pixi: Pixi, name: str) -> None:
    (pixi.cwd / name).write_text("mine")
    failed = pixi("init").failed(1)
    assert f"{name} already exists" in failed.stderr
    assert [path.name for path in pixi.cwd.iterdir()] == [name]
    assert (pixi.cwd / name).read_text() == "mine"


def test_init_offers_the_platform_that_was_meant(pixi: Pixi) -> None:
    failed = pixi("init", "-p", "linux-46").failed(1)
    assert "'linux-46' is not a platform" in failed.stderr
    assert "did you mean 'linux-64'" in failed.stderr
    assert list(pixi.cwd.iterdir()) == []


@pytest.mark.parametrize("content", [b"caf\xe9\n", b"a\r\nb\r\n"])
def test_init_keeps_the_bytes_of_git_files(pixi: Pixi, content: bytes) -> None:
    (pixi.cwd / ".gitignore").write_bytes(content)
    pixi("init").ok()
    after = (pixi.cwd / ".gitignore").read_bytes()
    assert after.startswith(content)
    assert after.count(b"\r\n") in (0, after.count(b"\n"))


def test_init_that_cannot_write_all_makes_no_workspace(pixi: Pixi) -> None:
    (pixi.cwd / ".gitignore").mkdir()
    failed = pixi("init").failed(1)
    assert "cannot write" in failed.stderr
    assert not (pixi.cwd / "pixi.toml").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="names are bytes on Linux only")
def test_init_in_a_folder_whose_name_is_no_text(pixi: Pixi) -> None:
    folder = pixi.cwd / os.fsdecode(b"x\xffy")
    folder.mkdir()
    pixi.at(folder)("init").ok()
    data = tomli.loads((folder / "pixi.toml").read_text(encoding="utf-8"))
    assert data["workspace"]["name"] == "x\ufffdy"


def test_init_leaves_the_home_folder_alone(pixi: Pixi) -> None:
    pixi.home.mkdir()
    failed = pixi.at(pixi.home)("init").failed(1)
    assert "pixi init NAME" in failed.stderr
    assert not (pixi.home / "pixi.toml").exists()
