"""Environments of one solve group: their shared packages are the same."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from support.tinybuild import LOG
from support.workspace import current_subdir

if TYPE_CHECKING:
    from pathlib import Path

    from support.channel import ChannelBuilder
    from support.pixi import Pixi
    from support.pypi_index import IndexBuilder
    from support.workspace import WorkspaceBuilder

needs_python = pytest.mark.skipif(
    sys.platform != "linux", reason="the session channel's Python runs on Linux"
)


@pytest.fixture
def pixi(pixi: Pixi, package_cache: Path, tmp_path: Path) -> Pixi:
    """``pixi`` with the cache of the session and a log of builds."""
    return pixi.sharing(package_cache).having(
        PIXI_NO_WRAP="1", **{LOG: str(tmp_path / "builds")}
    )


@pytest.fixture
def grouped(
    workspace: WorkspaceBuilder, channel: ChannelBuilder, pixi: Pixi
) -> WorkspaceBuilder:
    """A workspace where ``test`` adds tester to the fish of ``prod``, both locked."""
    channel.package("fish").package("tester", depends=["fish"]).write()
    workspace.channels(channel.url).dependencies(fish="*")
    workspace.feature("test", dependencies={"tester": "*"})
    _group(workspace, prod=[], test=["test"]).write()
    pixi("lock").ok()
    return workspace


@needs_python
def test_members_share_every_version_when_only_one_of_them_changes(
    pypi_workspace: WorkspaceBuilder,
    channel: ChannelBuilder,
    pypi_index: IndexBuilder,
    pixi: Pixi,
) -> None:
    """Neither newer packages nor another requirement of a test move production."""
    channel.package("fish", depends=["water"]).package("water").package("tester")
    channel.write()
    pypi_index.wheel("kelp", requires=["algae"]).wheel("algae").wheel("net")
    pypi_workspace.dependencies(fish="*").pypi_dependencies(kelp="*")
    pypi_workspace.feature(
        "test", dependencies={"tester": "*"}, pypi_dependencies={"net": "*"}
    )
    _group(pypi_workspace, **{"prod": [], "test-prod": ["test"]}).write()
    pixi("lock").ok()
    before = _packages(pixi, "prod")

    channel.package("fish", "2.0").package("fish", build="1", build_number=1)
    channel.package("water", "2.0").package("bait", depends=["water"]).write()
    pypi_index.wheel("kelp", "2.0").wheel("algae", "2.0")
    pypi_index.wheel("hook", requires=["algae"])
    pypi_workspace.feature(
        "test", dependencies={"bait": "*"}, pypi_dependencies={"hook": "*"}
    ).write()
    pixi("lock").ok()

    test = _packages(pixi, "test-prod")
    assert _packages(pixi, "prod") == before
    assert before.items() <= test.items()
    assert test.keys() - before.keys() == {"tester", "bait", "net", "hook"}
    pixi("lock", "--check").ok()


def test_what_a_member_needs_decides_for_the_others(
    workspace: WorkspaceBuilder, channel: ChannelBuilder, pixi: Pixi
) -> None:
    channel.package("fish", "1.0").package("fish", "2.0")
    channel.package("tester", depends=["fish <2"]).write()
    workspace.channels(channel.url).dependencies(fish="*")
    workspace.feature("test", dependencies={"tester": "*"})
    _group(workspace, prod=[], test=["test"]).environments(alone=[]).write()
    pixi("lock").ok()
    found = {name: _packages(pixi, name) for name in ("prod", "test", "alone")}
    assert found == {
        "prod": {"fish": ("1.0", "0")},
        "test": {"fish": ("1.0", "0"), "tester": ("1.0", "0")},
        "alone": {"fish": ("2.0", "0")},
    }


@needs_python
def test_pypi_version_that_a_member_needs_is_that_of_all(
    pypi_workspace: WorkspaceBuilder, pypi_index: IndexBuilder, pixi: Pixi
) -> None:
    pypi_index.wheel("kelp", "1.0").wheel("kelp", "2.0")
    pypi_index.wheel("net", requires=["kelp<2"])
    pypi_workspace.pypi_dependencies(kelp="*")
    pypi_workspace.feature("test", pypi_dependencies={"net": "*"})
    _group(pypi_workspace, prod=[], test=["test"]).write()
    pixi("lock").ok()
    kelp = [_packages(pixi, name)["kelp"][0] for name in ("default", "prod", "test")]
    assert kelp == ["2.0", "1.0", "1.0"]
    assert "net" not in _packages(pixi, "prod")


def test_environments_that_come_to_share_a_group_are_solved_again(
    workspace: WorkspaceBuilder, channel: ChannelBuilder, pixi: Pixi
) -> None:
    channel.package("fish", "1.0").package("fish", "2.0")
    channel.package("tester", depends=["fish <2"]).write()
    workspace.channels(channel.url).dependencies(fish="*")
    workspace.feature("test", dependencies={"tester": "*"})
    workspace.environments(prod=[], test=["test"]).write()
    pixi("lock").ok()
    assert _packages(pixi, "prod")["fish"] == ("2.0", "0")
    _group(workspace, prod=[], test=["test"]).write()
    outcome = pixi("lock", "--check", "-v").failed()
    assert "conda packages in solve group 'g' are not consistent" in outcome.stderr
    pixi("lock").ok()
    assert _packages(pixi, "prod")["fish"] == ("1.0", "0")


@pytest.mark.usefixtures("grouped")
def test_added_package_is_the_newest_for_the_whole_group(
    channel: ChannelBuilder, pixi: Pixi
) -> None:
    channel.package("fish", "2.0").write()
    pixi("add", "--feature", "test", "fish").ok()
    fish = {_packages(pixi, name)["fish"] for name in ("prod", "test")}
    assert fish == {("2.0", "0")}


def test_channels_and_options_of_the_group_are_locked_for_each_member(
    grouped: WorkspaceBuilder, tmp_path: Path, pixi: Pixi
) -> None:
    extra = tmp_path / "extra"
    (extra / "noarch").mkdir(parents=True)
    (extra / "noarch" / "repodata.json").write_text("{}")
    grouped.feature("test", channels=[extra.as_uri()], solve_strategy="lowest").write()
    pixi("lock").ok()
    sections = _sections(pixi)
    for name in ("prod", "test"):
        assert extra.as_uri() in sections[name]
        assert "strategy: lowest-version" in sections[name]
    assert extra.as_uri() not in sections["default"]
    pixi("lock", "--check").ok()


@needs_python
def test_indexes_of_the_group_are_locked_for_each_member(
    pypi_workspace: WorkspaceBuilder, pypi_index: IndexBuilder, pixi: Pixi
) -> None:
    pypi_index.wheel("kelp")
    extra = f"{pypi_index.server.url}/extra"
    pypi_workspace.pypi_dependencies(kelp="*")
    pypi_workspace.feature("test", pypi_options={"extra-index-urls": [extra]})
    _group(pypi_workspace, prod=[], test=["test"]).write()
    pixi("lock").ok()
    sections = _sections(pixi)
    assert [extra in sections[name] for name in ("default", "prod", "test")] == [
        False,
        True,
        True,
    ]
    pixi("lock", "--check").ok()


def test_group_that_cannot_be_solved_is_named(
    grouped: WorkspaceBuilder, channel: ChannelBuilder, pixi: Pixi
) -> None:
    channel.package("bait", constrains=["fish >=2"]).write()
    grouped.feature("test", dependencies={"bait": "*"}).write()
    outcome = pixi("lock").failed()
    assert "failed to solve requirements of solve group 'g'" in outcome.stderr


def test_members_that_exclude_each_other_are_told_apart(
    grouped: WorkspaceBuilder, pixi: Pixi
) -> None:
    grouped.table("workspace", channel_priority="disabled")
    grouped.feature("test", channel_priority="strict")
    grouped.environments(
        test={
            "features": ["test"],
            "no-default-feature": True,
            "solve-group": "g",
        }
    ).write()
    outcome = pixi("lock").failed()
    assert "environments of solve group 'g' cannot be solved together" in outcome.stderr
    assert "Multiple channel priorities are not allowed" in outcome.stderr
    assert "give 'prod', 'test' the same setting" in outcome.stderr


@needs_python
def test_member_without_python_is_refused_though_another_has_it(
    workspace: WorkspaceBuilder, pypi_workspace: WorkspaceBuilder, pixi: Pixi
) -> None:
    pypi_workspace.feature("web", pypi_dependencies={"kelp": "*"})
    web = {"features": ["web"], "no-default-feature": True, "solve-group": "g"}
    _group(workspace, prod=[]).environments(web=web).write()
    outcome = pixi("lock").failed()
    assert "dependencies of environment 'web'" in outcome.stderr
    assert "Try: pixi add --feature web python" in outcome.stderr


@needs_python
def test_conda_package_of_one_member_serves_what_another_asks_of_pypi(
    pypi_workspace: WorkspaceBuilder,
    channel: ChannelBuilder,
    pypi_index: IndexBuilder,
    pixi: Pixi,
) -> None:
    channel.package("fish", "1.5", depends=["water"]).package("water").write()
    pypi_index.wheel("kelp", requires=["fish"]).wheel("fish", "3.0")
    pypi_workspace.feature("web", pypi_dependencies={"kelp": "*"})
    pypi_workspace.feature("sea", dependencies={"fish": "*"})
    _group(pypi_workspace, web=["web"], sea=["sea"]).write()
    pixi("lock").ok()
    web = _packages(pixi, "web")
    assert (web["fish"][0], web["water"][0], web["kelp"][0]) == ("1.5", "1.0", "1.0")
    assert "kelp" not in _packages(pixi, "sea")
    pixi("lock", "--check").ok()

    _group(pypi_workspace, web=["web"], sea=[]).write()
    pixi("lock").ok()
    assert _packages(pixi, "web")["fish"][0] == "3.0"


@needs_python
def test_source_is_built_in_the_prefix_of_the_first_member(
    pypi_workspace: WorkspaceBuilder, pypi_index: IndexBuilder, pixi: Pixi
) -> None:
    pypi_index.backend().sdist("crab", static=False, requires=["kelp"]).wheel("kelp")
    pypi_index.wheel("net")
    pypi_workspace.pypi_dependencies(crab="*")
    pypi_workspace.feature("test", pypi_dependencies={"net": "*"})
    _group(pypi_workspace, default=[], prod=[], test=["test"]).write()
    pixi("lock").ok()
    assert {"crab", "kelp"} <= _packages(pixi, "prod").keys()
    assert {"crab", "kelp", "net"} <= _packages(pixi, "test").keys()
    prefixes = pixi.cwd / ".pixi" / "envs"
    assert [path.name for path in prefixes.iterdir()] == ["default"]


@needs_python
def test_source_is_built_by_a_member_that_runs_here(
    pypi_workspace: WorkspaceBuilder, pypi_index: IndexBuilder, pixi: Pixi
) -> None:
    pypi_index.backend().sdist("crab", static=False)
    pypi_workspace.platforms(current_subdir(), "osx-arm64")
    for name, subdir in {"far": "osx-arm64", "near": current_subdir()}.items():
        pypi_workspace.feature(
            name, platforms=[subdir], pypi_dependencies={"crab": "*"}
        )
    _group(pypi_workspace, far=["far"], near=["near"]).write()
    pixi("lock").ok()
    prefixes = pixi.cwd / ".pixi" / "envs"
    assert [path.name for path in prefixes.iterdir()] == ["near"]
    assert _sections(pixi)["far"].count("/crab-1.0.tar.gz") == 1


def _group(workspace: WorkspaceBuilder, /, **features: list[str]) -> WorkspaceBuilder:
    """Add environments of one solve group by their features."""
    return workspace.environments(
        {
            name: {"features": listed, "solve-group": "g"}
            for name, listed in features.items()
        }
    )


def _packages(pixi: Pixi, environment: str) -> dict[str, tuple[str, str | None]]:
    """Return version and build of every locked package by name."""
    arguments = ("list", "--json", "--frozen", "--no-install", "-e", environment)
    rows = pixi(*arguments).json()
    return {row["name"]: (row["version"], row.get("build")) for row in rows}


def _sections(pixi: Pixi) -> dict[str, str]:
    """Return what the lock file says about each environment."""
    text = (pixi.cwd / "pixi.lock").read_text().partition("\nenvironments:\n")[2]
    found: dict[str, str] = {}
    name = ""
    for line in text.partition("\npackages:\n")[0].splitlines():
        if line.startswith("  ") and line[2] != " ":
            name = line.strip().rstrip(":")
        found[name] = found.get(name, "") + line + "\n"
    return found


def test_versions_are_the_same_on_platforms_that_differ_in_what_machines_have(
    workspace: WorkspaceBuilder, channel: ChannelBuilder, pixi: Pixi
) -> None:
    channel.package("fish", "1.0").package("fish", "2.0").package("tester").write()
    workspace.channels(channel.url).dependencies(fish="*").platforms("linux-64")
    asked = {"fish": "<2", "tester": "*"}
    workspace.feature("test", dependencies=asked, system_requirements={"linux": "5.0"})
    _group(workspace, prod=[], test=["test"]).write()
    pixi("lock").ok()
    assert _packages(pixi, "prod") == {"fish": ("1.0", "0")}
    assert _packages(pixi, "test")["fish"] == ("1.0", "0")
    pixi("lock", "--check").ok()
    workspace.feature("test", dependencies={"fish": ">=2"}).write()
    pixi("lock").ok()
    assert _packages(pixi, "prod") == {"fish": ("2.0", "0")}
    assert _packages(pixi, "test")["fish"] == ("2.0", "0")
