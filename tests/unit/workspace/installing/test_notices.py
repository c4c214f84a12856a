from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pypixi.workspace.installing.goal import prefix_goal
from pypixi.workspace.installing.notices import tell_of_platform
from unit.config.recording import Recorder
from unit.workspace.samples import workspace

if TYPE_CHECKING:
    from pathlib import Path

    from pypixi.workspace.workspace import Workspace


def told(here: Workspace) -> list[str]:
    """Return what is told of the first platform of the default environment."""
    report = Recorder()
    environment = here.environments["default"]
    goal = prefix_goal(here, environment, environment.platforms[0], ())
    tell_of_platform(here, goal, report)
    return report.warnings


def on(machine: str, platform: str, root: Path) -> Workspace:
    text = f"platforms = [{platform}]\n"
    return workspace(text, machine=machine, root=root)


@pytest.mark.parametrize(
    ("machine", "subdir", "shown", "how"),
    [
        ("osx-arm64", "osx-64", "osx-arm64 (Apple Silicon)", "emulated with Rosetta"),
        ("win-arm64", "win-64", "win-arm64", "emulation"),
        ("win-64", "win-32", "win-64", "emulation"),
    ],
)
def test_emulation_is_told_once(
    machine: str, subdir: str, shown: str, how: str, tmp_path: Path
) -> None:
    here = on(machine, f"'{subdir}'", tmp_path)
    (text,) = told(here)
    assert text.startswith(f"{shown} is not supported by the current environment")
    assert text.endswith(f"falling back to {subdir} ({how})")
    assert told(here) == []


def test_platform_that_cannot_run_here_is_told_each_time(tmp_path: Path) -> None:
    here = on("linux-64", "'win-64'", tmp_path)
    assert told(here) == told(here) != []


@pytest.mark.parametrize("platform", ["'linux-64'", "'emscripten-wasm32'"])
def test_platform_that_fits_is_not_worth_a_word(platform: str, tmp_path: Path) -> None:
    assert told(on("linux-64", platform, tmp_path)) == []


def test_workspace_that_cannot_be_written_to_is_told_all_the_same(
    tmp_path: Path,
) -> None:
    (tmp_path / ".pixi").write_text("in the way")
    here = on("osx-arm64", "'osx-64'", tmp_path)
    assert len(told(here)) == len(told(here)) == 1
