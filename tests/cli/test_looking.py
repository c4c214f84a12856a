"""``pixi list`` and ``pixi info``."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from support.workspace import current_subdir

if TYPE_CHECKING:
    from support.channel import ChannelBuilder
    from support.pixi import Pixi
    from support.workspace import WorkspaceBuilder


@pytest.fixture
def sea(workspace: WorkspaceBuilder, channel: ChannelBuilder, pixi: Pixi) -> Pixi:
    """``pixi`` in a locked workspace with three packages."""
    big = {"share/reef.bin": os.urandom(3000)}
    channel.package("reef", "2.0", "h1_3", build_number=3, files=big, depends=["kelp"])
    channel.package("kelp", "1.0", license="MIT", timestamp=1700000000000)
    channel.package("coral", "0.5", subdir="win-64")
    workspace.channels(channel.url).platforms(current_subdir(), "win-64")
    workspace.dependencies(reef=">=2").feature("w", platforms=["win-64"])
    workspace.feature("w", platforms=["win-64"], dependencies={"coral": "*"})
    workspace.environments({"only-win": ["w"]}).task("hi", "echo").write()
    pixi("lock").ok()
    return pixi


def test_list_shows_a_table(sea: Pixi, channel: ChannelBuilder) -> None:
    lines = sea("list").ok().stdout.splitlines()
    assert lines[0].split() == ["Name", "Version", "Build", "Size", "Kind", "Source"]
    kelp, reef = (line.split() for line in lines[1:])
    source = channel.url.rstrip("/")
    assert kelp[:3] + kelp[5:] == ["kelp", "1.0", "0", "conda", source]
    assert reef[:3] == ["reef", "2.0", "h1_3"]
    assert reef[4] == "KiB"


def test_list_as_json_has_every_key(sea: Pixi) -> None:
    kelp, reef = sea("list", "--json").json()
    assert list(kelp) == [
        "name",
        "version",
        "build",
        "build_number",
        "size_bytes",
        "kind",
        "source",
        "license",
        "license_family",
        "is_explicit",
        "md5",
        "sha256",
        "arch",
        "platform",
        "subdir",
        "timestamp",
        "noarch",
        "file_name",
        "url",
        "index_url",
        "requested_spec",
        "constrains",
        "depends",
        "track_features",
        "run_exports",
    ]
    assert (kelp["license"], kelp["timestamp"]) == ("MIT", 1700000000000)
    assert (kelp["is_explicit"], kelp["requested_spec"]) == (False, None)
    assert (reef["is_explicit"], reef["requested_spec"]) == (True, ">=2")
    assert (reef["build_number"], reef["depends"]) == (3, ["kelp"])


@pytest.mark.parametrize(
    ("argv", "names"),
    [
        pytest.param([], ["kelp", "reef"], id="all, by name"),
        pytest.param(["^r"], ["reef"], id="regular expression"),
        pytest.param(["--explicit"], ["reef"], id="explicit"),
        pytest.param(["--sort-by", "size"], ["kelp", "reef"], id="by size"),
        pytest.param(
            ["-e", "only-win", "--platform", "win-64"],
            ["coral", "kelp", "reef"],
            id="another environment and platform",
        ),
    ],
)
def test_list_shows_what_was_asked_for(
    sea: Pixi, argv: list[str], names: list[str]
) -> None:
    lines = sea("list", *argv).ok().stdout.splitlines()[1:]
    assert [line.split()[0] for line in lines] == names


def test_list_without_a_hit_is_an_error_but_not_as_json(sea: Pixi) -> None:
    failed = sea.having(PIXI_NO_WRAP="1")("list", "whale").failed(1)
    assert (
        f"No packages found in 'default' environment for '{current_subdir()}' platform."
        in failed.stderr
    )
    assert sea("list", "whale", "--json").json() == []


def test_list_refuses_a_pattern_that_is_none(sea: Pixi) -> None:
    failed = sea("list", "[").failed(1)
    assert "Invalid regex" in failed.stderr


def test_list_installs_nothing(sea: Pixi) -> None:
    sea("list").ok()
    assert not (sea.cwd / ".pixi" / "envs").exists()


def test_info_as_json(sea: Pixi, channel: ChannelBuilder) -> None:
    info = sea("info", "--json").json()
    assert info["platform"] == current_subdir()
    assert info["version"] == "0.77.0"
    assert info["cache_dir"] == str(sea.home / "cache" / "pixi")
    assert info["global_info"]["bin_dir"] == str(sea.home / ".pixi" / "bin")
    project = info["project_info"]
    assert project["name"] == "workspace"
    assert project["manifest_path"] == str(sea.cwd / "pixi.toml")
    default, only_win = info["environments_info"]
    assert (default["name"], default["features"]) == ("default", ["default"])
    assert default["dependencies"] == ["reef"]
    assert default["tasks"] == ["hi"]
    assert default["channels"] == [channel.url]
    assert only_win["features"] == ["w", "default"]
    assert [row["name"] for row in only_win["platforms"]] == ["win-64"]


def test_info_as_text_names_the_essentials(sea: Pixi) -> None:
    text = sea("info").ok().stdout
    assert "       Pixi version: 0.77.0\n" in text
    assert f"           Platform: {current_subdir()}\n" in text
    assert "        Environment: only-win\n" in text
    assert "available after `pixi install`" in text


def test_info_works_outside_of_a_workspace(pixi: Pixi) -> None:
    info = pixi("info", "--json").json()
    assert info["project_info"] is None
    assert info["environments_info"] == []


def test_info_shows_what_the_machine_is_said_to_have(pixi: Pixi) -> None:
    info = pixi.having(CONDA_OVERRIDE_CUDA="12.1")("info", "--json").json()
    assert "__cuda=12.1=0" in info["virtual_packages"]
    warned = pixi.having(CONDA_OVERRIDE_CUDA="twelve")("info").ok()
    assert "Ignoring CONDA_OVERRIDE_CUDA: 'twelve' is not a version" in warned.stderr


def test_sizes_are_added_up_when_asked_for(sea: Pixi) -> None:
    sea("install").ok()
    info = sea("info", "--extended", "--json").json()
    assert info["cache_size"].endswith(" MiB")
    assert info["project_info"]["pixi_folder_size"].endswith(" MiB")
    plain = sea("info", "--json").json()
    assert plain["cache_size"] is None
