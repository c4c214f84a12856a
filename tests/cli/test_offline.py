"""Offline mode: what is cached is used, and nothing else is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.workspace import current_subdir

if TYPE_CHECKING:
    from support.channel import ChannelBuilder
    from support.pixi import Outcome, Pixi
    from support.server import FolderServer
    from support.workspace import WorkspaceBuilder

HINT = (
    "help: offline mode is on: run the command without --offline, unset PIXI_OFFLINE, "
    "or set the option with `pixi config set offline false`"
)
OTHER = "win-64" if current_subdir() != "win-64" else "linux-64"


@pytest.fixture
def stocked(
    workspace: WorkspaceBuilder,
    channel: ChannelBuilder,
    channel_server: FolderServer,
    pixi: Pixi,
) -> WorkspaceBuilder:
    """A workspace whose channel is known, and of whose packages kelp 1.0 is cached."""
    for version in ("1.0", "2.0"):
        channel.package("kelp", version)
    for subdir in (current_subdir(), OTHER):  # an index that is missing is not cached
        channel.package("moss", subdir=subdir)
    channel.write()
    workspace.channels(channel_server.url).platforms(current_subdir(), OTHER)
    workspace.dependencies(kelp="==1.0").write()
    pixi("install").ok()
    (pixi.cwd / "pixi.lock").unlink()
    channel_server.forget()
    return workspace


def _offline(pixi: Pixi, *argv: str) -> Outcome:
    return pixi.having(PIXI_OFFLINE="1", PIXI_NO_WRAP="1")(*argv)


def test_what_is_cached_is_chosen_for_this_machine(
    stocked: WorkspaceBuilder, channel_server: FolderServer, pixi: Pixi
) -> None:
    stocked.table("dependencies", kelp="*").write()
    done = _offline(pixi, "lock").ok()
    assert channel_server.requests == []
    assert "restricted to locally available packages" in done.stderr
    here, there = (
        pixi("list", "--json", "--platform", name, "--no-install").json()
        for name in (current_subdir(), OTHER)
    )
    assert [row["version"] for row in here] == ["1.0"]
    assert [row["version"] for row in there] == ["2.0"]
    _offline(pixi, "install").ok()


def test_what_is_locked_and_not_cached_is_not_chosen_again(
    stocked: WorkspaceBuilder, pixi: Pixi
) -> None:
    stocked.table("dependencies", kelp="*").write()
    pixi("lock").ok()
    assert "kelp-2.0" in (pixi.cwd / "pixi.lock").read_text()
    _offline(pixi, "update").ok()
    assert "kelp-1.0" in (pixi.cwd / "pixi.lock").read_text()


@pytest.mark.parametrize(
    ("dependencies", "note"),
    [({"kelp": ">=2"}, "the channels have 'kelp' 2.0, 1.0"), ({"moss": "*"}, "moss")],
)
def test_what_is_not_cached_is_told_as_the_reason(
    stocked: WorkspaceBuilder, pixi: Pixi, dependencies: dict[str, str], note: str
) -> None:
    stocked.table("dependencies", **dependencies).write()
    failed = _offline(pixi, "lock").failed(1)
    assert note in failed.stderr
    assert "packages that are not available locally were left out" in failed.stderr
    assert HINT in failed.stderr


def test_local_channels_have_all_their_packages(
    stocked: WorkspaceBuilder, channel: ChannelBuilder, pixi: Pixi
) -> None:
    stocked.channels(channel.url).table("dependencies", kelp="*", moss="*").write()
    _offline(pixi, "install").ok()
    assert "kelp-2.0" in (pixi.cwd / "pixi.lock").read_text()


def test_channel_that_was_never_read_is_told_of(
    stocked: WorkspaceBuilder, channel_server: FolderServer, pixi: Pixi
) -> None:
    stocked.channels(f"{channel_server.url}/other").write()
    failed = _offline(pixi, "lock").failed(1)
    assert "no usable repodata cache for" in failed.stderr
    assert HINT in failed.stderr
    assert channel_server.requests == []


def test_archive_that_is_not_cached_is_told_of(
    stocked: WorkspaceBuilder, channel_server: FolderServer, pixi: Pixi
) -> None:
    stocked.table("dependencies", kelp="*").write()
    pixi("lock").ok()
    channel_server.forget()
    failed = _offline(pixi, "install").failed(1)
    assert "network access is disabled by offline mode" in failed.stderr
    assert HINT in failed.stderr
    assert channel_server.requests == []
