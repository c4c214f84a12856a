"""A change of the manifest changes nothing in the lock file but what it is about.

All packages have newer versions by then.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from support.lock_changes import lock_changes, relocking
from support.old_lock import make_version_6

if TYPE_CHECKING:
    from collections.abc import Callable

    from support.channel import ChannelBuilder
    from support.lock_changes import Part
    from support.pixi import Pixi
    from support.workspace import WorkspaceBuilder

PLATFORMS = ("linux-64", "osx-arm64", "win-64")
WITH_CORAL = ("dev", "full", "test")
NAMES = ("kelp", "water", "crab", "squid", "lint")


@pytest.fixture
def pixi(pixi: Pixi) -> Pixi:
    """``pixi`` with its messages in long lines."""
    return pixi.having(PIXI_NO_WRAP="1")


@pytest.fixture
def reef(
    workspace: WorkspaceBuilder, channel: ChannelBuilder, pixi: Pixi
) -> WorkspaceBuilder:
    """A locked workspace of 8 environments for 3 platforms, and newer packages."""
    _publish(channel, "1.0")
    workspace.channels(channel.url).platforms(*PLATFORMS).dependencies(kelp="*")
    for name in ("coral", "crab", "squid", "lint"):
        workspace.feature(name, dependencies={name: "*"})
    workspace.environments(
        {
            "dev": ["coral"],
            "test": ["coral", "crab"],
            "full": ["coral", "crab", "squid"],
            "docs": ["squid"],
            "prod": {"features": [], "solve-group": "g"},
            "check": {"features": ["crab"], "solve-group": "g"},
            "lint": {"features": ["lint"], "no-default-feature": True},
        }
    ).write()
    pixi("lock").ok()
    for version in ("1.1", "2.0"):
        _publish(channel, version)
    return workspace


@pytest.fixture
def relock(reef: WorkspaceBuilder, pixi: Pixi) -> Callable[[], set[Part]]:
    """Locks again, and returns what that changed."""
    return relocking(pixi, reef.root / "pixi.lock")


def _publish(channel: ChannelBuilder, version: str) -> None:
    """Add a version of everything; corals are made for each platform."""
    channel.package("kelp", version, depends=["water"])
    for name in NAMES[1:]:
        channel.package(name, version)
    for subdir in PLATFORMS:
        channel.package("coral", version, subdir=subdir, depends=["water"])
    channel.write()


def _file(name: str, version: str, platform: str = "noarch") -> str:
    subdir = platform if name == "coral" else "noarch"
    return f"{subdir}/{name}-{version}-0.tar.bz2"


def _locked(
    sign: str,
    name: str,
    version: str,
    environments: tuple[str, ...],
    platforms: tuple[str, ...] = PLATFORMS,
) -> set[Part]:
    """Return that a package, and all that refers to it, came or went."""
    files = {platform: _file(name, version, platform) for platform in platforms}
    return {
        (sign, "locked", environment, platform, file)
        for environment in environments
        for platform, file in files.items()
    } | {(sign, "package", file) for file in files.values()}


def _edit(reef: WorkspaceBuilder, old: str, new: str) -> None:
    path = reef.root / "pixi.toml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_conda_requirement_of_one_feature(
    reef: WorkspaceBuilder, relock: Callable[[], set[Part]]
) -> None:
    reef.feature("coral", dependencies={"coral": ">=1.1,<2"}).write()
    went, came = (
        _locked("-", "coral", "1.0", WITH_CORAL),
        _locked("+", "coral", "1.1", WITH_CORAL),
    )
    assert relock() == went | came


def test_conda_requirement_on_one_platform(
    reef: WorkspaceBuilder, relock: Callable[[], set[Part]]
) -> None:
    reef.table("feature.coral.target.win-64.dependencies", coral=">=1.1,<2").write()
    went = _locked("-", "coral", "1.0", WITH_CORAL, ("win-64",))
    assert relock() == went | _locked("+", "coral", "1.1", WITH_CORAL, ("win-64",))


def test_requirement_of_one_member_of_a_group(
    reef: WorkspaceBuilder, relock: Callable[[], set[Part]]
) -> None:
    """The other member has no crab; environments apart keep theirs."""
    reef.feature("new-crab", dependencies={"crab": ">=1.1,<2"})
    crabs = {"features": ["crab", "new-crab"], "solve-group": "g"}
    reef.environments(check=crabs).write()
    went = _locked("-", "crab", "1.0", ("check",))
    went.remove(("-", "package", _file("crab", "1.0")))
    assert relock() == went | _locked("+", "crab", "1.1", ("check",))


def test_added_requirement(
    reef: WorkspaceBuilder,
    channel: ChannelBuilder,
    relock: Callable[[], set[Part]],
) -> None:
    channel.package("eel", depends=["water"]).write()
    reef.feature("squid", dependencies={"eel": "*"}).write()
    assert relock() == _locked("+", "eel", "1.0", ("docs", "full"))


def test_removed_requirement(
    reef: WorkspaceBuilder, relock: Callable[[], set[Part]]
) -> None:
    _edit(reef, 'squid = "*"\n', "")
    assert relock() == _locked("-", "squid", "1.0", ("docs", "full"))


def test_added_environment(
    reef: WorkspaceBuilder, relock: Callable[[], set[Part]]
) -> None:
    """Its packages are chosen anew; what others have stays."""
    reef.environments(new=["coral"]).write()
    changes = relock()
    assert {part[2] for part in changes if part[1] != "package"} == {"new"}
    assert {part[0] for part in changes} == {"+"}
    assert {part[2] for part in changes if part[1] == "package"} == {
        *(_file(name, "2.0") for name in ("kelp", "water")),
        *(_file("coral", "2.0", platform) for platform in PLATFORMS),
    }


def test_environment_added_to_a_group_shares_what_is_locked(
    reef: WorkspaceBuilder, relock: Callable[[], set[Part]]
) -> None:
    reef.environments(new={"features": [], "solve-group": "g"}).write()
    changes = relock()
    assert {part[1:3] for part in changes} == {
        ("environment", "new"),
        ("locked", "new"),
    }
    files = {part[4] for part in changes if len(part) > 4}
    assert files == {_file("kelp", "1.0"), _file("water", "1.0")}


def test_removed_environment(
    reef: WorkspaceBuilder, relock: Callable[[], set[Part]]
) -> None:
    _edit(reef, 'lint = { features = ["lint"], no-default-feature = true }\n', "")
    changes = relock()
    rows = {part for part in changes if part[1:3] != ("environment", "lint")}
    heads = {("-", "locked", "lint", platform) for platform in PLATFORMS}
    assert rows == heads | _locked("-", "lint", "1.0", ("lint",))


def test_added_platform(
    reef: WorkspaceBuilder, channel: ChannelBuilder, relock: Callable[[], set[Part]]
) -> None:
    """Nothing is locked for it yet: it gets the newest."""
    channel.package("coral", "2.0", subdir="linux-aarch64").write()
    reef.platforms(*PLATFORMS, "linux-aarch64").write()
    changes = relock()
    assert {part[0] for part in changes} == {"+"}
    assert ("+", "platform", "linux-aarch64") in changes
    assert {part[3] for part in changes if part[1] == "locked"} == {"linux-aarch64"}
    assert {part[2] for part in changes if part[1] == "package"} == {
        *(_file(name, "2.0") for name in NAMES),
        _file("coral", "2.0", "linux-aarch64"),
    }


def test_removed_platform(
    reef: WorkspaceBuilder, relock: Callable[[], set[Part]]
) -> None:
    reef.platforms(*PLATFORMS[:2]).write()
    changes = relock()
    assert {part[0] for part in changes} == {"-"}
    assert {part[3] for part in changes if part[1] == "locked"} == {"win-64"}
    assert {part for part in changes if part[1] != "locked"} == {
        ("-", "platform", "win-64"),
        ("-", "package", _file("coral", "1.0", "win-64")),
    }


def test_removed_platform_of_which_nothing_is_locked(
    workspace: WorkspaceBuilder, pixi: Pixi
) -> None:
    """Its row in the lock file does no harm, and stays until the next change."""
    workspace.platforms(*PLATFORMS).write()
    pixi("lock").ok()
    text = (pixi.cwd / "pixi.lock").read_text()
    assert "- name: win-64\n" in text
    workspace.platforms(*PLATFORMS[:2]).write()
    assert "already up-to-date" in pixi("lock", "--check").ok().stderr
    assert (pixi.cwd / "pixi.lock").read_text() == text
    workspace.environments(new=[]).write()
    pixi("lock").ok()
    assert "- name: win-64\n" not in (pixi.cwd / "pixi.lock").read_text()


def test_lock_of_something_impossible_is_replaced(
    reef: WorkspaceBuilder, channel: ChannelBuilder, relock: Callable[[], set[Part]]
) -> None:
    """What is locked is favoured, not forced."""
    channel.package("shark", constrains=["water >=1.1,<2"]).write()
    reef.feature("squid", dependencies={"shark": "*"}).write()
    went = _locked("-", "water", "1.0", ("docs", "full"))
    went -= {("-", "package", _file("water", "1.0"))}
    came = _locked("+", "water", "1.1", ("docs", "full"))
    assert relock() == went | came | _locked("+", "shark", "1.0", ("docs", "full"))


def test_only_stale_pairs_are_solved_each_once(
    reef: WorkspaceBuilder, pixi: Pixi
) -> None:
    reef.feature("coral", dependencies={"coral": ">=1.1"})
    reef.table("feature.crab.target.win-64.dependencies", crab=">=1.1").write()
    lines = pixi.process("lock", "-v").ok().stderr.splitlines()
    solved = [line.partition("solving requirements of ")[2] for line in lines]
    assert sorted(filter(None, solved)) == sorted(
        [
            *(
                f"environment '{name}' for platform '{platform}'"
                for name in WITH_CORAL
                for platform in PLATFORMS
            ),
            "solve group 'g' for platform 'win-64'",
        ]
    )


def test_package_withdrawn_from_the_channel_stays_as_long_as_it_fits(
    reef: WorkspaceBuilder, channel: ChannelBuilder, relock: Callable[[], set[Part]]
) -> None:
    """Also where its environment is solved again for another reason."""
    channel.package("eel").remove("crab").package("crab", "3.0").write()
    reef.feature("crab", dependencies={"eel": "*"}).write()
    assert relock() == _locked("+", "eel", "1.0", ("check", "full", "test"))


def test_package_withdrawn_from_the_channel_is_replaced_when_it_does_not_fit(
    reef: WorkspaceBuilder, channel: ChannelBuilder, relock: Callable[[], set[Part]]
) -> None:
    channel.remove("crab").package("crab", "3.0").write()
    reef.feature("crab", dependencies={"crab": ">=1.1"}).write()
    with_crab = ("check", "full", "test")
    went = _locked("-", "crab", "1.0", with_crab)
    assert relock() == went | _locked("+", "crab", "3.0", with_crab)


def test_requirement_on_a_version_withdrawn_from_the_channel(
    reef: WorkspaceBuilder, channel: ChannelBuilder, pixi: Pixi
) -> None:
    before = (pixi.cwd / "pixi.lock").read_text()
    channel.remove("crab").package("crab", "3.0").write()
    reef.feature("crab", dependencies={"crab": ">=1.1,<3"}).write()
    error = pixi("lock").failed(1).stderr
    for name in ("environment 'test'", "environment 'full'", "solve group 'g'"):
        assert f"{name} for platform 'linux-64'" in error or f"{name} on" in error
    assert "No candidates were found for crab >=1.1,<3" in error
    assert error.count("help:") == 1
    assert (pixi.cwd / "pixi.lock").read_text() == before


def test_old_lock_that_is_true_is_upgraded_with_all_its_versions(
    reef: WorkspaceBuilder, pixi: Pixi
) -> None:
    path = reef.root / "pixi.lock"
    text = path.read_text()
    old = make_version_6(path)
    warning = "the lock file is up-to-date but uses an older format (v6)"
    assert warning in pixi("list").ok().stderr
    assert path.read_text() == old
    pixi("lock").ok()
    assert path.read_text() == text


def test_removed_platform_of_a_subdir_that_stays(
    workspace: WorkspaceBuilder, channel: ChannelBuilder, pixi: Pixi
) -> None:
    """The original, too, keeps what is locked for it until the next change."""
    channel.package("kelp").package("crab")
    gpu = {"name": "gpu", "platform": "linux-64", "cuda": "12"}
    workspace.channels(channel.url).dependencies(kelp="*")
    workspace.table("workspace", platforms=["linux-64", gpu]).write()
    pixi("lock").ok()
    path = workspace.root / "pixi.lock"
    before = path.read_text()
    workspace.platforms("linux-64").write()
    pixi("lock", "--check").ok()
    assert path.read_text() == before
    workspace.dependencies(crab="*").write()
    pixi("lock").ok()
    kelp = _file("kelp", "1.0")
    assert lock_changes(before, path.read_text()) == {
        ("-", "platform", "p1"),
        ("-", "locked", "default", "p1"),
        ("-", "locked", "default", "p1", kelp),
        *_locked("+", "crab", "1.0", ("default",), ("linux-64",)),
    }


@pytest.mark.parametrize("place", ["first", "last"])
@pytest.mark.parametrize("others", [(), ("crab",)], ids=["true", "stale"])
@pytest.mark.parametrize("then", [(), ("salt",)], ids=["more", "less"])
def test_added_environment_of_packages_that_the_channel_mended(
    workspace: WorkspaceBuilder,
    channel: ChannelBuilder,
    pixi: Pixi,
    place: str,
    others: tuple[str, ...],
    then: tuple[str, ...],
) -> None:
    """There is one entry for an archive: it stays as others have been solved with."""
    channel.package("kelp", depends=then).package("salt").package("crab")
    workspace.channels(channel.url).platforms("linux-64")
    workspace.feature("kelp", dependencies={"kelp": "*"})
    path = workspace.environments(old=["kelp"]).write()
    pixi("lock").ok()
    before = (workspace.root / "pixi.lock").read_text()
    repodata = channel.path / "noarch" / "repodata.json"
    index = json.loads(repodata.read_text())
    index["packages"]["kelp-1.0-0.tar.bz2"] |= {
        "depends": () if then else ("salt",),
        "license": "MIT",
    }
    repodata.write_text(json.dumps(index))
    workspace.feature("crab", dependencies={"crab": "*"})
    workspace.environments(old=["kelp", *others], new=["kelp"]).write()
    if place == "first":
        new = 'new = ["kelp"]\n'
        head = "[environments]\n"
        text = path.read_text().replace(new, "")
        path.write_text(text.replace(head, f"{head}{new}"))
    pixi("lock").ok()
    pixi("lock", "--check").ok()
    expected: set[Part] = {
        ("+", "environment", "new"),
        ("+", "locked", "new", "linux-64"),
        *(
            ("+", "locked", "new", "linux-64", _file(name, "1.0"))
            for name in ("kelp", *then)
        ),
    }
    for name in others:
        expected |= _locked("+", name, "1.0", ("old",), ("linux-64",))
    after = (workspace.root / "pixi.lock").read_text()
    assert lock_changes(before, after) == expected
