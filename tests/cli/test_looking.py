"""``pixi list``."""

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
