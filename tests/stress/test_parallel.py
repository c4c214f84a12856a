"""Processes that work on one workspace at the same time lose nothing."""

from __future__ import annotations

import shutil
import tomllib
from typing import TYPE_CHECKING

import pytest

from support.pixi import Outcome

if TYPE_CHECKING:
    from pathlib import Path

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


def test_commands_of_all_kinds_at_once_get_along(
    ocean: Pixi, workspace: WorkspaceBuilder, rounds: range
) -> None:
    """What is added is there, what runs sees its package whole."""
    workspace.dependencies({_NAMES[0]: "*"})
    shown = ("run", "-x", "cat", f".pixi/envs/default/share/{_NAMES[0]}/0.txt")
    added = [("add", name) for name in _NAMES[1:]]
    for _ in rounds:
        _start_afresh(ocean, workspace)
        commands = [("install",), shown, *added, ("install",), shown, shown]
        for outcome in _at_once(ocean, commands):
            outcome.ok()
            if outcome.argv == shown:
                assert outcome.stdout == _NAMES[0]
        manifest = tomllib.loads((ocean.cwd / "pixi.toml").read_text("utf-8"))
        assert sorted(manifest["dependencies"]) == [*_NAMES]
        ocean("lock", "--check").ok()
        ocean("install").ok()
        assert _installed(ocean) == [*_NAMES]


def test_workspaces_installed_at_once_share_a_cache(
    ocean: Pixi, workspace: WorkspaceBuilder, tmp_path: Path, rounds: range
) -> None:
    workspace.dependencies(dict.fromkeys(_NAMES, "*"))
    for number in rounds:
        _start_afresh(ocean, workspace)
        cache = tmp_path / f"cache-{number}"
        users = [ocean.at(tmp_path / f"{number}-{each}") for each in range(8)]
        for user in users:
            shutil.copytree(ocean.cwd, user.cwd)
        shared = [user.sharing(cache) for user in users]
        running = [user.start("install") for user in shared]
        for process in running:
            _, said = process.communicate(timeout=300)
            assert process.returncode == 0, said
            assert "nothing to do" not in said
        for user in users:
            assert _installed(user) == [*_NAMES]
        kept = [path.name for path in (cache / "pkgs").iterdir() if path.is_dir()]
        assert sorted(name.partition("-")[0] for name in kept) == [*_NAMES]


def test_environment_is_removed_and_installed_at_once(
    ocean: Pixi, workspace: WorkspaceBuilder, rounds: range
) -> None:
    """Whoever comes first, the next install finds nothing half done."""
    workspace.dependencies(dict.fromkeys(_NAMES, "*"))
    for _ in rounds:
        _start_afresh(ocean, workspace)
        for outcome in _at_once(ocean, [("install",), ("clean",)] * 3):
            outcome.ok()
        ocean("install").ok()
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
