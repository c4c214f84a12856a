"""The same for PyPI packages: only lines of what is asked for anew change."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from support.git_repository import GitRepository
from support.lock_changes import lock_changes, relocking
from support.old_lock import make_version_6
from support.pypi_index import pyproject
from support.tinybuild import About

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from support.channel import ChannelBuilder
    from support.lock_changes import Part
    from support.pixi import Pixi
    from support.pypi_index import IndexBuilder
    from support.workspace import WorkspaceBuilder

PLATFORMS = ("linux-64", "osx-arm64", "win-64")
WITH_CORAL = ("dev", "full", "test")

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="the session channel's Python runs on Linux"
)


@pytest.fixture
def pixi(pixi: Pixi, package_cache: Path) -> Pixi:
    """``pixi`` with the cache of the session, its messages in long lines."""
    return pixi.sharing(package_cache).having(PIXI_NO_WRAP="1", UV_HTTP_RETRIES="0")


@pytest.fixture
def repository(tmp_path: Path) -> GitRepository:
    """A repository with the project whale."""
    found = GitRepository(tmp_path / "whale")
    found.commit(_whale("1.0"))
    return found


@pytest.fixture
def reef(
    pypi_workspace: WorkspaceBuilder,
    channel: ChannelBuilder,
    pypi_index: IndexBuilder,
    repository: GitRepository,
    pixi: Pixi,
) -> WorkspaceBuilder:
    """A locked workspace of 8 environments for 3 platforms, and newer packages."""
    pypi_index.backend()
    _publish(channel, pypi_index, "1.0")
    workspace = pypi_workspace.platforms(*PLATFORMS).dependencies(rock="*")
    workspace.pypi_dependencies(kelp="*")
    for name in ("coral", "crab"):
        workspace.feature(name, pypi_dependencies={name: "*"})
    whale = {"git": repository.url, "branch": "main"}
    workspace.feature("whale", pypi_dependencies={"whale": whale})
    workspace.environments(
        {
            "dev": ["coral"],
            "test": ["coral", "crab"],
            "full": ["coral", "crab", "whale"],
            "sea": ["whale"],
            "prod": {"features": [], "solve-group": "g"},
            "check": {"features": ["crab"], "solve-group": "g"},
            "bare": [],
        }
    ).write()
    pixi("lock").ok()
    for version in ("1.1", "2.0"):
        _publish(channel, pypi_index, version)
    repository.commit(_whale("2.0"))
    return workspace


@pytest.fixture
def relock(reef: WorkspaceBuilder, pixi: Pixi) -> Callable[[], set[Part]]:
    """Locks again, and returns what that changed."""
    return relocking(pixi, reef.root / "pixi.lock")


def _publish(channel: ChannelBuilder, index: IndexBuilder, version: str) -> None:
    """Add a version of everything."""
    channel.package("rock", version).write()
    index.wheel("kelp", version, requires=["algae"]).wheel("algae", version)
    index.wheel("coral", version, requires=["algae"]).wheel("crab", version)


def _whale(version: str) -> dict[str, str]:
    return {"pyproject.toml": pyproject(About(name="whale", version=version))}


def _file(name: str, version: str) -> str:
    return f"files/{name}-{version}-py3-none-any.whl"


def _locked(
    sign: str,
    file: str,
    environments: tuple[str, ...],
    platforms: tuple[str, ...] = PLATFORMS,
) -> set[Part]:
    """Return that a package, and all that refers to it, came or went."""
    return {
        (sign, "locked", environment, platform, file)
        for environment in environments
        for platform in platforms
    } | {(sign, "package", file)}


def test_pypi_requirement_of_one_feature(
    reef: WorkspaceBuilder, relock: Callable[[], set[Part]]
) -> None:
    reef.feature("coral", pypi_dependencies={"coral": ">=1.1,<2"}).write()
    went = _locked("-", _file("coral", "1.0"), WITH_CORAL)
    assert relock() == went | _locked("+", _file("coral", "1.1"), WITH_CORAL)


def test_pypi_requirement_on_one_platform(
    reef: WorkspaceBuilder, relock: Callable[[], set[Part]]
) -> None:
    reef.table("feature.crab.target.win-64.pypi-dependencies", crab=">=1.1,<2").write()
    environments = ("check", "full", "test")
    went = _locked("-", _file("crab", "1.0"), environments, ("win-64",))
    went.remove(("-", "package", _file("crab", "1.0")))
    came = _locked("+", _file("crab", "1.1"), environments, ("win-64",))
    assert relock() == went | came


def test_added_and_removed_pypi_requirement(
    reef: WorkspaceBuilder,
    pypi_index: IndexBuilder,
    relock: Callable[[], set[Part]],
) -> None:
    """What the new one needs and is locked already stays as it is."""
    pypi_index.wheel("eel", requires=["algae"])
    path = reef.feature("crab", pypi_dependencies={"eel": "*"}).write()
    path.write_text(path.read_text().replace('crab = "*"\n', ""))
    environments = ("check", "full", "test")
    went = _locked("-", _file("crab", "1.0"), environments)
    assert relock() == went | _locked("+", _file("eel", "1.0"), environments)


def test_locked_commit_stays_when_its_branch_has_moved(
    reef: WorkspaceBuilder, repository: GitRepository, relock: Callable[[], set[Part]]
) -> None:
    reef.feature("whale", pypi_dependencies={"crab": ">=1.1,<2"}).write()
    changes = relock()
    assert not [part for part in changes if repository.head() in part[-1]]
    assert {part[-1] for part in changes} == {
        _file("crab", "1.0"),
        _file("crab", "1.1"),
    }
    assert {part[2] for part in changes if part[1] == "locked"} == {"full", "sea"}


def test_pypi_versions_stay_when_conda_packages_are_solved_again(
    reef: WorkspaceBuilder, relock: Callable[[], set[Part]]
) -> None:
    reef.feature("coral", dependencies={"rock": ">=1.1,<2"}).write()
    changes = relock()
    assert {part[-1].split("/")[-1] for part in changes} == {
        "rock-1.0-0.tar.bz2",
        "rock-1.1-0.tar.bz2",
    }
    environments = {part[2] for part in changes if part[1] == "locked"}
    assert environments == {*WITH_CORAL}


def test_added_environment_changes_no_other(
    reef: WorkspaceBuilder, relock: Callable[[], set[Part]]
) -> None:
    reef.environments(new=["coral"]).write()
    changes = relock()
    assert {part[0] for part in changes} == {"+"}
    assert {part[2] for part in changes if part[1] != "package"} == {"new"}


def test_pypi_version_that_became_impossible_is_replaced(
    reef: WorkspaceBuilder,
    pypi_index: IndexBuilder,
    relock: Callable[[], set[Part]],
) -> None:
    """What is locked is preferred, not forced."""
    pypi_index.wheel("shark", requires=["algae>=1.1,<2"])
    reef.feature("whale", pypi_dependencies={"shark": "*"}).write()
    went = _locked("-", _file("algae", "1.0"), ("full", "sea"))
    went.remove(("-", "package", _file("algae", "1.0")))
    came = _locked("+", _file("algae", "1.1"), ("full", "sea"))
    shark = _locked("+", _file("shark", "1.0"), ("full", "sea"))
    assert relock() == went | came | shark


def test_only_stale_pairs_are_resolved_each_once(
    reef: WorkspaceBuilder, pixi: Pixi
) -> None:
    """No conda package is solved again for a PyPI requirement."""
    reef.feature("whale", pypi_dependencies={"eel": "*"}).write()
    lines = pixi.process("lock", "-v").failed(1).stderr.splitlines()
    start = "resolving PyPI packages of "
    resolved = [line.partition(start)[2] for line in lines if start in line]
    assert sorted(resolved) == sorted(
        f"environment '{name}' for platform '{platform}'"
        for name in ("full", "sea")
        for platform in PLATFORMS
    )
    assert not [line for line in lines if "solving requirements" in line]


def test_old_lock_is_upgraded_with_all_its_versions(
    reef: WorkspaceBuilder, repository: GitRepository, pixi: Pixi
) -> None:
    path = reef.root / "pixi.lock"
    text = path.read_text()
    make_version_6(path)
    assert "older format (v6)" in pixi("list", "-e", "bare").ok().stderr
    assert path.read_text().startswith("version: 6\n")
    pixi("lock").ok()
    upgraded = path.read_text()
    pixi("lock", "--check").ok()
    assert path.read_text() == upgraded
    assert lock_changes(text, upgraded) == set()
    assert repository.head() not in upgraded


def test_old_lock_is_left_alone_by_an_edit_that_concerns_no_environment(
    reef: WorkspaceBuilder, pixi: Pixi
) -> None:
    path = reef.root / "pixi.lock"
    old = make_version_6(path)
    added = pixi.process("add", "-v", "--feature", "later", "rock").ok()
    assert "resolving" not in added.stderr
    assert path.read_text() == old
