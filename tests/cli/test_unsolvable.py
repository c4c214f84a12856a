"""Requirements that cannot be met: why, and what to write instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from support.channel import ChannelBuilder
    from support.pixi import Pixi
    from support.workspace import WorkspaceBuilder


@pytest.mark.parametrize(
    ("asked", "found", "entry"),
    [
        ("__cuda >=12", "has no __cuda", 'cuda = "12"'),
        ("__glibc >=2.30,<3", "has __glibc=2.28", 'glibc = "2.30"'),
        ("__archspec * x86_64_v3", "has __archspec=0=x86_64", 'archspec = "x86_64_v3"'),
    ],
)
def test_package_that_asks_for_another_machine(
    workspace: WorkspaceBuilder,
    channel: ChannelBuilder,
    pixi: Pixi,
    asked: str,
    found: str,
    entry: str,
) -> None:
    channel.package("deep", depends=["shallow"]).package("shallow", depends=[asked])
    workspace.channels(channel.url).platforms("linux-64").dependencies(deep="*").write()
    error = pixi.having(PIXI_NO_WRAP="1")("lock").failed(1).stderr
    name, _, rest = asked.partition(" ")
    assert f"{name} {rest}" in error
    advice = f'write platforms = [{{ platform = "linux-64", {entry} }}]'
    assert f"platform 'linux-64' {found}; if its machines have it, {advice}" in error


def test_workspace_that_asks_for_another_machine(
    workspace: WorkspaceBuilder, channel: ChannelBuilder, pixi: Pixi
) -> None:
    workspace.channels(channel.url).platforms("linux-64")
    workspace.dependencies({"__cuda": ">=12"}).write()
    error = pixi.having(PIXI_NO_WRAP="1")("lock").failed(1).stderr
    assert "platform 'linux-64' has no __cuda; if its machines have it, write" in error
    assert 'platforms = [{ platform = "linux-64", cuda = "12" }]' in error


def test_package_that_asks_for_another_system(
    workspace: WorkspaceBuilder, channel: ChannelBuilder, pixi: Pixi
) -> None:
    channel.package("kelp", depends=["__osx >=11"])
    workspace.channels(channel.url).platforms("linux-64").dependencies(kelp="*").write()
    error = pixi.having(PIXI_NO_WRAP="1")("lock").failed(1).stderr
    advice = "leave the package out there, as in [target.<platform>]"
    assert f"help: platform 'linux-64' has no __osx: {advice}" in error


def test_advice_for_another_machine_can_be_followed(
    workspace: WorkspaceBuilder, channel: ChannelBuilder, pixi: Pixi
) -> None:
    channel.package("shallow", depends=["__glibc >=2.30,<3"])
    table = {"platform": "linux-64", "glibc": "2.30"}
    workspace.channels(channel.url).table("workspace", platforms=[table])
    workspace.dependencies(shallow="*").write()
    pixi("lock").ok()


def test_package_of_a_channel_that_is_not_listed(
    workspace: WorkspaceBuilder, channel: ChannelBuilder, pixi: Pixi
) -> None:
    channel.package("kelp")
    spec = {"version": "*", "channel": "elsewhere"}
    workspace.channels(channel.url).dependencies(kelp=spec).write()
    error = pixi.having(PIXI_NO_WRAP="1")("lock").failed(1).stderr
    assert "Package 'kelp' requested unavailable channel 'elsewhere'" in error
    assert "[pixi.toml:7:35]" in error
    assert f"help: add 'elsewhere' to `channels`, which are: {channel.url}" in error
    assert not (pixi.cwd / "pixi.lock").exists()


def test_no_channels_at_all(workspace: WorkspaceBuilder, pixi: Pixi) -> None:
    workspace.platforms("linux-64").dependencies(kelp="*").write()
    error = pixi.having(PIXI_NO_WRAP="1")("lock").failed(1).stderr
    assert "no package named 'kelp' for linux-64 as there are no channels" in error


def test_member_of_a_solve_group_on_other_machines_is_named(
    workspace: WorkspaceBuilder, channel: ChannelBuilder, pixi: Pixi
) -> None:
    channel.package("wave", depends=["__cuda >=12"])
    gpu = {"name": "gpu", "platform": "linux-64", "cuda": "12"}
    workspace.channels(channel.url).table("workspace", platforms=["linux-64", gpu])
    workspace.feature("cuda", platforms=["gpu"], dependencies={"wave": "*"})
    workspace.feature("cpu", platforms=["linux-64"])
    workspace.environments(
        cpu={"features": ["cpu"], "solve-group": "g"},
        cuda={"features": ["cuda"], "solve-group": "g"},
    ).write()
    error = pixi.having(PIXI_NO_WRAP="1")("lock").failed(1).stderr
    assert "solve group 'g' for platform 'linux-64'" in error
    assert "help: platform 'linux-64' has no such machines, but 'cuda'" in error


def test_cutoff_is_among_what_may_be_changed(
    workspace: WorkspaceBuilder, channel: ChannelBuilder, pixi: Pixi
) -> None:
    channel.package("kelp", timestamp=1_600_000_000_000)
    workspace.channels(channel.url).dependencies(kelp="*")
    workspace.table("workspace", exclude_newer="2020-01-01").write()
    error = pixi.having(PIXI_NO_WRAP="1")("lock").failed(1).stderr
    assert "help: loosen one of the requirements named above, or move" in error


def test_all_failures_are_told_with_environment_and_platform(
    workspace: WorkspaceBuilder, channel: ChannelBuilder, pixi: Pixi
) -> None:
    channel.package("kelp").package("coral")
    workspace.channels(channel.url).platforms("linux-64", "win-64")
    workspace.feature("one", dependencies={"kelp": ">=2"})
    workspace.feature("two", dependencies={"coral": ">=3"})
    workspace.feature("three", platforms=["win-64"], dependencies={"crab": "*"})
    workspace.environments(
        {"one": ["one"], "one-again": ["one"], "two": ["two"], "three": ["three"]}
    ).write()
    error = pixi.having(PIXI_NO_WRAP="1")("lock").failed(1).stderr
    assert error.count("help: ") == 3
    assert (
        "failed to solve requirements of environment 'one' for platform 'linux-64'"
        in error
    )
    assert (
        "the same goes for environment 'one' on win-64;"
        " environment 'one-again' on linux-64, win-64" in error
    )
    assert "requirements of environment 'two' for platform 'linux-64'" in error
    assert "the same goes for environment 'two' on win-64\n" in error
    assert "no package named 'crab' for win-64" in error
    assert "failed to solve requirements of environment 'three'" in error
    assert not (pixi.cwd / "pixi.lock").exists()


def test_channel_that_cannot_be_read_is_told_once_for_all(
    workspace: WorkspaceBuilder, channel: ChannelBuilder, pixi: Pixi
) -> None:
    url = (channel.path / "nowhere").as_uri()
    workspace.channels(url).platforms("linux-64", "win-64").dependencies(kelp="*")
    workspace.environments(test=[]).write()
    error = pixi.having(PIXI_NO_WRAP="1")("lock").failed(1).stderr
    assert error.count("cannot read channel") == 1
    assert (
        "needed for environment 'default' on linux-64, win-64;"
        " environment 'test' on linux-64, win-64" in error
    )


def test_channel_whose_index_is_broken_is_named_and_told_once(
    workspace: WorkspaceBuilder, channel: ChannelBuilder, pixi: Pixi
) -> None:
    """The engine gives the reason to the one solve that reads, and names no channel."""
    channel.package("kelp").write()
    (channel.path / "noarch" / "repodata.json").write_text("{ nonsense")
    workspace.channels(channel.url).platforms("linux-64", "osx-arm64")
    workspace.dependencies(kelp="*").write()
    error = pixi.having(PIXI_NO_WRAP="1")("lock").failed(1).stderr
    assert error.count("cannot read") == 1
    assert f"cannot read channel '{channel.url}'" in error
    assert "failed to parse repodata.json" in error
    assert "needed for environment 'default' on linux-64, osx-arm64" in error
    assert f"check that the files repodata.json in {channel.url}" in error


def test_requirement_that_no_version_meets_is_shown_with_those_there_are(
    workspace: WorkspaceBuilder, channel: ChannelBuilder, pixi: Pixi
) -> None:
    for version in ("1.9", "1.10", "0.1", "0.2", "0.3", "0.4"):
        channel.package("kelp", version)
    workspace.channels(channel.url).dependencies(kelp=">=9").write()
    error = pixi.having(PIXI_NO_WRAP="1")("lock").failed(1).stderr
    assert "No candidates were found for kelp >=9" in error
    listed = "1.10, 1.9, 0.4, 0.3, 0.2 and 1 older"
    assert f"the channels have 'kelp' {listed}" in error
    assert "[pixi.toml:7:8]" in error
    assert 'kelp = ">=9"' in error


def test_requirements_that_contradict_each_other_are_shown(
    workspace: WorkspaceBuilder, channel: ChannelBuilder, pixi: Pixi
) -> None:
    channel.package("kelp", "1.0").package("kelp", "2.0").package("whelk")
    channel.package("coral", depends=["kelp <2"])
    workspace.channels(channel.url).dependencies(kelp="2.*").write()
    pixi("lock").ok()
    workspace.dependencies(whelk="*", coral="*").write()
    error = pixi.having(PIXI_NO_WRAP="1")("lock").failed(1).stderr
    shown = [line for line in error.splitlines() if "·" in line]
    assert len(shown) == 2
    assert 'kelp = "2.*"' in error
    assert 'coral = "*"' in error
    told = [line for line in error.splitlines() if "kelp 2.0" in line]
    assert len(told) <= 1
