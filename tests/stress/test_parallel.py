"""Processes that work on one workspace at the same time lose nothing."""

from __future__ import annotations

import shutil
import tomllib
from typing import TYPE_CHECKING

import pytest

from support.pixi import Outcome

if TYPE_CHECKING:
    from support.channel import ChannelBuilder
    from support.pixi import Pixi
    from support.workspace import WorkspaceBuilder

_NAMES = ("coral", "kelp", "squid", "whelk")
_FILES = 50


@pytest.fixture
def rounds(count: int) -> range:
    """How often four processes are started at once: a round is much work."""
    return range(max(1, count // 10))


@pytest.fixture
def ocean(workspace: WorkspaceBuilder, channel: ChannelBuilder, pixi: Pixi) -> Pixi:
    """``pixi`` in an empty workspace whose channel has four packages."""
    for name in _NAMES:
        files = {f"share/{name}/{number}.txt": name for number in range(_FILES)}
        channel.package(name, files=files, archive="conda")
    workspace.channels(channel.url)
    return pixi


def test_packages_added_at_once_are_all_there(
    ocean: Pixi, workspace: WorkspaceBuilder, rounds: range
) -> None:
    for _ in rounds:
        _start_afresh(ocean, workspace)
        for outcome in _at_once(ocean, [("add", name) for name in _NAMES]):
            outcome.ok()
        manifest = tomllib.loads((ocean.cwd / "pixi.toml").read_text("utf-8"))
        assert sorted(manifest["dependencies"]) == [*_NAMES]
        ocean("lock", "--check").ok()
        listed = ocean("list", "--frozen", "--json").json()
        assert [row["name"] for row in listed] == [*_NAMES]
        assert _installed(ocean) == [*_NAMES]


def test_environment_installed_at_once_is_installed_once(
    ocean: Pixi, workspace: WorkspaceBuilder, rounds: range
) -> None:
    workspace.dependencies(dict.fromkeys(_NAMES, "*"))
    for _ in rounds:
        _start_afresh(ocean, workspace)
        outcomes = _at_once(ocean, [("install",)] * 4)
        for outcome in outcomes:
            outcome.ok()
        idle = ["nothing to do" in outcome.stderr for outcome in outcomes]
        assert sorted(idle) == [False, True, True, True]
        assert _installed(ocean) == [*_NAMES]


def _start_afresh(pixi: Pixi, workspace: WorkspaceBuilder) -> None:
    shutil.rmtree(pixi.cwd / ".pixi", ignore_errors=True)
    (pixi.cwd / "pixi.lock").unlink(missing_ok=True)
    workspace.write()


def _at_once(pixi: Pixi, commands: list[tuple[str, ...]]) -> list[Outcome]:
    """Start all commands, then wait for all of them."""
    running = [(argv, pixi.start(*argv)) for argv in commands]
    outcomes: list[Outcome] = []
    for argv, process in running:
        stdout, stderr = process.communicate(timeout=120)
        outcomes.append(Outcome(argv, process.returncode, stdout, stderr))
    return outcomes


def _installed(pixi: Pixi) -> list[str]:
    """Return the packages all files of which are in the prefix."""
    share = pixi.cwd / ".pixi" / "envs" / "default" / "share"
    return [
        path.name
        for path in sorted(share.iterdir())
        if len([*path.iterdir()]) == _FILES
    ]
