"""``channel-priority`` and ``solve-strategy``: which of several packages is taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.channel import ChannelBuilder

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from support.pixi import Pixi
    from support.workspace import WorkspaceBuilder


@pytest.fixture
def second(channel: ChannelBuilder, tmp_path: Path) -> ChannelBuilder:
    """A channel with newer bricks than the one in front of it, and what needs them."""
    channel.package("brick", "2.0").package("brick", "3.0")
    other = ChannelBuilder(tmp_path / "second")
    return other.package("brick", "4.0").package("wall", depends=["brick >=4"])


@pytest.fixture
def bricks(
    workspace: WorkspaceBuilder, channel: ChannelBuilder, second: ChannelBuilder
) -> WorkspaceBuilder:
    """A workspace for the packages of both channels."""
    return workspace.channels(channel.url, second.url).platforms("linux-64")


def _locked(workspace: WorkspaceBuilder, pixi: Pixi) -> Mapping[str, str]:
    """Lock, see that it stays true, and return the versions of the packages."""
    workspace.write()
    pixi("lock").ok()
    pixi("lock", "--check").ok()
    rows = pixi("list", "--json", "--no-install", "--platform", "linux-64").json()
    return {row["name"]: row["version"] for row in rows}


def test_strict_priority_keeps_packages_to_the_first_channel_that_has_them(
    bricks: WorkspaceBuilder, pixi: Pixi
) -> None:
    bricks.dependencies(wall="*").write()

    def reason() -> str:
        error = pixi("lock").failed().stderr.partition("╭─")[0]
        return " ".join(error.split())

    failed = reason()
    assert "brick 4.0 is excluded" in failed
    assert "due to strict channel priority" in failed
    bricks.table("workspace", channel_priority="strict").write()
    assert reason() == failed


@pytest.mark.parametrize("priority", ["flexible", "disabled"])
def test_other_priorities_let_a_later_channel_help_out(
    bricks: WorkspaceBuilder, pixi: Pixi, priority: str
) -> None:
    bricks.dependencies(wall="*").table("workspace", channel_priority=priority)
    assert _locked(bricks, pixi) == {"brick": "4.0", "wall": "1.0"}


@pytest.mark.parametrize(
    ("priority", "version"),
    [("strict", "3.0"), ("flexible", "3.0"), ("disabled", "4.0")],
)
def test_order_of_channels_counts_unless_it_is_disabled(
    bricks: WorkspaceBuilder, pixi: Pixi, priority: str, version: str
) -> None:
    bricks.dependencies(brick="*").table("workspace", channel_priority=priority)
    assert _locked(bricks, pixi) == {"brick": version}


@pytest.mark.parametrize("priority", ["strict", "flexible", "disabled"])
def test_direct_requirement_is_met_from_any_channel(
    bricks: WorkspaceBuilder, pixi: Pixi, priority: str
) -> None:
    bricks.dependencies(brick=">=4").table("workspace", channel_priority=priority)
    assert _locked(bricks, pixi) == {"brick": "4.0"}


@pytest.mark.parametrize(
    ("strategy", "wall", "brick"),
    [
        ("highest", "2.0", "3.0"),
        ("lowest-direct", "1.0", "3.0"),
        ("lowest", "1.0", "2.0"),
    ],
)
def test_strategy_decides_which_end_of_the_versions_is_taken(
    workspace: WorkspaceBuilder,
    channel: ChannelBuilder,
    pixi: Pixi,
    strategy: str,
    wall: str,
    brick: str,
) -> None:
    channel.package("brick", "1.0").package("brick", "2.0").package("brick", "3.0")
    for version in ("1.0", "2.0"):
        channel.package("wall", version, depends=["brick >=2"])
    workspace.channels(channel.url).platforms("linux-64").dependencies(wall="*")
    workspace.table("workspace", solve_strategy=strategy)
    assert _locked(workspace, pixi) == {"brick": brick, "wall": wall}
