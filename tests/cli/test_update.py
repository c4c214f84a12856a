"""``pixi update``: locked packages move, what the manifest asks for stays."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from support.git_repository import GitRepository
from support.old_lock import make_version_6
from support.pypi_index import pyproject
from support.tinybuild import About
from support.untouched import written_at
from support.workspace import current_subdir

if TYPE_CHECKING:
    from pathlib import Path

    from support.channel import ChannelBuilder
    from support.pixi import Pixi
    from support.pypi_index import IndexBuilder
    from support.workspace import WorkspaceBuilder


@pytest.fixture
def aged(workspace: WorkspaceBuilder, channel: ChannelBuilder, pixi: Pixi) -> Pixi:
    """``pixi`` where kelp, below 3, and coral are locked, and newer ones are there.

    They are in environments ``default`` and ``test``, on two platforms.
    """
    channel.package("kelp").package("coral")
    workspace.channels(channel.url).platforms("linux-64", "win-64")
    workspace.dependencies(kelp="<3", coral="*").environments(test=[]).write()
    pixi("lock").ok()
    for version in ("2.0", "3.0"):
        channel.package("kelp", version).package("coral", version)
    channel.write()
    return pixi.having(PIXI_NO_WRAP="1")


def _versions(
    pixi: Pixi, environment: str = "default", platform: str = "linux-64"
) -> dict[str, str]:
    where = ("-e", environment, "--platform", platform)
    rows = pixi("list", "--json", "--frozen", *where).json()
    return {row["name"]: row["version"] for row in rows}


def test_everything_moves_within_what_is_asked(aged: Pixi) -> None:
    manifest = (aged.cwd / "pixi.toml").read_bytes()
    done = aged("update").ok()
    assert done.stdout == ""
    assert done.stderr == (
        "Environment: default\n"
        "~  conda  coral  1.0 0 -> 3.0 0\n"
        "~  conda  kelp   1.0 0 -> 2.0 0\n"
        "Environment: test\n"
        "~  conda  coral  1.0 0 -> 3.0 0\n"
        "~  conda  kelp   1.0 0 -> 2.0 0\n"
    )
    assert (aged.cwd / "pixi.toml").read_bytes() == manifest
    assert not (aged.cwd / ".pixi" / "envs").exists()
    aged("lock", "--check").ok()


@pytest.mark.parametrize(
    ("argv", "moved"),
    [
        ("kelp", "default:linux-64 default:win-64 test:linux-64 test:win-64"),
        ("kelp -e test", "test:linux-64 test:win-64"),
        ("KELP -p win-64", "default:win-64 test:win-64"),
        ("kelp -e test -p win-64", "test:win-64"),
        ("kelp -e test -e default -p win-64", "test:win-64 default:win-64"),
    ],
)
def test_only_what_fits_all_that_is_named_moves(
    aged: Pixi, argv: str, moved: str
) -> None:
    aged("update", *argv.split()).ok()
    for environment in ("default", "test"):
        for platform in ("linux-64", "win-64"):
            kelp = "2.0" if f"{environment}:{platform}" in moved.split() else "1.0"
            expected = {"kelp": kelp, "coral": "1.0"}
            assert _versions(aged, environment, platform) == expected


def test_second_update_leaves_the_file_alone(aged: Pixi) -> None:
    aged("update").ok()
    path = aged.cwd / "pixi.lock"
    before = written_at(path)
    done = aged("update").ok()
    assert done.stderr == "✔ Lock-file was already up-to-date\n"
    assert written_at(path) == before


def test_dry_run_writes_nothing_and_tells_all(aged: Pixi) -> None:
    shutil.rmtree(aged.cwd / ".pixi")
    before = (aged.cwd / "pixi.lock").read_bytes()
    done = aged("update", "-n", "--json", "coral", "-e", "test").ok()
    document = done.json()
    assert list(document["environment"]) == ["test"]
    (change,) = document["environment"]["test"]["win-64"]
    assert (change["name"], change["type"], change["explicit"]) == (
        "coral",
        "conda",
        True,
    )
    assert change["before"]["version"] == "1.0"
    assert change["after"]["version"] == "3.0"
    assert "Dry-run: lock file would be updated" in done.stderr
    assert (aged.cwd / "pixi.lock").read_bytes() == before
    assert not (aged.cwd / ".pixi").exists()


@pytest.mark.parametrize(
    ("argv", "message", "advice"),
    [
        (
            ("-e", "tset"),
            "could not find an environment named tset",
            "did you mean 'test'?",
        ),
        (
            ("kelpp",),
            "could not find a package named 'kelpp'",
            "did you mean 'kelp'?",
        ),
        (
            ("whale",),
            "could not find a package named 'whale'",
            "`pixi list` shows what is locked",
        ),
        (
            ("-p", "win-46"),
            "workspace does not define a platform named 'win-46'",
            "did you mean 'win-64'",
        ),
    ],
)
def test_what_there_is_not(
    aged: Pixi, argv: tuple[str, ...], message: str, advice: str
) -> None:
    before = (aged.cwd / "pixi.lock").read_bytes()
    failed = aged("update", *argv).failed(1)
    assert message in failed.stderr
    assert advice in failed.stderr
    assert (aged.cwd / "pixi.lock").read_bytes() == before


def test_package_of_another_environment_is_named_with_its_place(
    aged: Pixi, workspace: WorkspaceBuilder, channel: ChannelBuilder
) -> None:
    channel.package("squid").write()
    workspace.feature("test", dependencies={"squid": "*"})
    workspace.environments(test=["test"]).write()
    aged("lock").ok()
    failed = aged("update", "squid", "-e", "default").failed(1)
    assert "could not find a package named 'squid'" in failed.stderr
    assert "it is locked for 'test' on linux-64, 'test' on win-64" in failed.stderr


def test_subdir_that_nothing_is_for_is_warned_of(aged: Pixi) -> None:
    done = aged("update", "-p", "osx-64").ok()
    assert "no environment that is updated is on platform 'osx-64'" in done.stderr
    assert "Lock-file was already up-to-date" in done.stderr


def test_without_a_lock_file_one_is_made(aged: Pixi) -> None:
    (aged.cwd / "pixi.lock").unlink()
    failed = aged("update", "kelp").failed(1)
    assert "nothing is locked there: run `pixi lock`" in failed.stderr
    assert "+  conda  kelp   2.0 0" in aged("update").ok().stderr
    aged("lock", "--check").ok()


def test_stale_lock_is_brought_up_to_date_as_well(
    aged: Pixi, workspace: WorkspaceBuilder
) -> None:
    workspace.dependencies(kelp=">=3").write()
    aged("update", "coral", "-p", "linux-64").ok()
    assert _versions(aged) == {"kelp": "3.0", "coral": "3.0"}
    assert _versions(aged, platform="win-64") == {"kelp": "3.0", "coral": "1.0"}


def test_environment_that_is_gone_leaves_the_lock_file(
    aged: Pixi, workspace: WorkspaceBuilder
) -> None:
    text = workspace.write().read_text()
    (aged.cwd / "pixi.toml").write_text(text.replace("test = []", "other = []"))
    failed = aged("update", "-e", "test").failed(1)
    assert "the environments are: default, other" in failed.stderr
    done = aged("update", "-e", "default", "coral").ok()
    assert "-  conda  coral  1.0 0" in done.stderr
    assert "  test:" not in (aged.cwd / "pixi.lock").read_text()


def test_old_format_is_upgraded_and_said(
    aged: Pixi, workspace: WorkspaceBuilder
) -> None:
    path = aged.cwd / "pixi.lock"
    text = path.read_text()
    make_version_6(path)
    old = path.read_text()
    workspace.dependencies(kelp="<2", coral="<2").write()
    done = aged("update", "kelp", "--dry-run").ok()
    note = "Dry-run: lock file would be updated (not written to disk)\n"
    assert done.stderr == note
    assert path.read_text() == old
    done = aged("update", "kelp").ok()
    assert done.stderr == "✔ Updated lock file (no package changed)\n"
    assert path.read_text() == text


@pytest.mark.skipif(
    current_subdir() != "linux-64", reason="the session channel's Python runs there"
)
def test_environment_without_pypi_packages_shares_what_is_known_of_conda_packages(
    pypi_workspace: WorkspaceBuilder,
    channel: ChannelBuilder,
    pypi_index: IndexBuilder,
    pixi: Pixi,
    package_cache: Path,
) -> None:
    """Only where there are PyPI packages it is looked up what others are called there.

    One entry of the lock file serves both.
    """
    channel.package("kelp").write()
    pypi_index.wheel("fish")
    pypi_workspace.dependencies(kelp="*")
    pypi_workspace.feature("sea", pypi_dependencies={"fish": "*"})
    pypi_workspace.environments(sea=["sea"]).write()
    pixi = pixi.sharing(package_cache)
    pixi("lock").ok()
    done = pixi("update", "-e", "default").ok()
    assert done.stderr == "✔ Lock-file was already up-to-date\n"
    assert pixi("update", "-n", "--json").json()["environment"] == {}


def test_lock_file_from_the_future_counts_as_missing(aged: Pixi) -> None:
    path = aged.cwd / "pixi.lock"
    path.write_text(path.read_text().replace("version: 7", "version: 99"))
    done = aged("update").ok()
    assert "99" in done.stderr
    assert "+  conda  kelp   2.0 0" in done.stderr
    assert path.read_text().startswith("version: 7\n")


@pytest.mark.parametrize("argv", [("update",), ("lock",), ("add", "kelp=3")])
def test_offline_lock_file_is_warned_of(
    aged: Pixi, workspace: WorkspaceBuilder, argv: tuple[str, ...]
) -> None:
    workspace.dependencies(kelp="2.*").write()
    words = "was written from a solve restricted to locally available packages"
    assert words in aged(*argv, "--offline").ok().stderr
    assert words not in aged(*argv, "--offline").ok().stderr


def test_failed_solve_changes_nothing(aged: Pixi, workspace: WorkspaceBuilder) -> None:
    before = (aged.cwd / "pixi.lock").read_bytes()
    workspace.dependencies(kelp=">=9").write()
    aged("update").failed(1)
    assert (aged.cwd / "pixi.lock").read_bytes() == before


def test_members_of_a_group_move_together_and_the_highest_version_wins(
    workspace: WorkspaceBuilder, channel: ChannelBuilder, pixi: Pixi
) -> None:
    """What is unlocked in one member only is preferred as the others have it."""
    channel.package("kelp").package("coral").write()
    workspace.channels(channel.url).dependencies(kelp="*")
    workspace.feature("test", dependencies={"coral": "*"})
    workspace.environments(
        prod={"features": [], "solve-group": "g"},
        test={"features": ["test"], "solve-group": "g"},
    ).write()
    pixi("lock").ok()
    channel.package("kelp", "2.0").package("coral", "2.0").write()
    here = current_subdir()
    pixi("update", "-e", "test").ok()
    assert _versions(pixi, "test", here) == {"kelp": "1.0", "coral": "2.0"}
    assert _versions(pixi, "prod", here) == {"kelp": "1.0"}
    pixi("update", "-e", "test", "-e", "prod", "kelp").ok()
    assert _versions(pixi, "test", here) == {"kelp": "2.0", "coral": "2.0"}
    assert _versions(pixi, "prod", here) == {"kelp": "2.0"}
    assert _versions(pixi, "default", here) == {"kelp": "1.0"}
    pixi("lock", "--check").ok()


def test_platform_is_named_as_in_the_manifest(
    workspace: WorkspaceBuilder, channel: ChannelBuilder, pixi: Pixi
) -> None:
    """On disk it is `p1`, which nobody can know."""
    channel.package("kelp").write()
    gpu = {"name": "gpu", "platform": "linux-64", "cuda": "12.0"}
    workspace.channels(channel.url).dependencies(kelp="*")
    workspace.table("workspace", platforms=["linux-64", gpu]).write()
    pixi("lock").ok()
    channel.package("kelp", "2.0").write()
    done = pixi("update", "-p", "gpu").ok()
    assert done.stderr == "Environment: default\n~  conda  kelp  1.0 0 -> 2.0 0\n"
    assert _versions(pixi) == {"kelp": "1.0"}
    assert _versions(pixi, platform="gpu") == {"kelp": "2.0"}
    pixi("update", "-p", "p1").failed(1)
    changed = {**gpu, "cuda": "13.0"}
    workspace.table("workspace", platforms=["linux-64", changed]).write()
    failed = pixi("update", "kelp", "-p", "win-64").failed(1)
    assert "it is locked for 'default' on linux-64, 'default' on gpu" in failed.stderr
    assert "(no package changed)" in pixi("update", "kelp", "-p", "gpu").ok().stderr
    pixi("lock", "--check").ok()


def test_packages_of_an_index_and_commits_move_when_they_are_named(
    pypi_workspace: WorkspaceBuilder,
    pypi_index: IndexBuilder,
    pixi: Pixi,
    package_cache: Path,
    tmp_path: Path,
) -> None:
    pixi = pixi.sharing(package_cache)
    repository = GitRepository(tmp_path / "repository")
    files = {"pyproject.toml": pyproject(About(name="shark", version="1.0"))}
    first = repository.commit(files)
    pypi_index.wheel("Reef_Fish").wheel("kelp")
    pypi_workspace.pypi_dependencies(
        reef_fish="*", kelp="*", shark={"git": repository.url}
    ).write()
    pixi("lock").ok()
    second = repository.commit({"later.py": ""})
    pypi_index.wheel("Reef_Fish", "2.0").wheel("kelp", "2.0")
    done = pixi("update", "Reef.Fish").ok()
    assert done.stderr == "Environment: default\n~  pypi  reef-fish  1.0 -> 2.0\n"
    assert f"#{first}" in (pixi.cwd / "pixi.lock").read_text()
    done = pixi("update", "shark").ok()
    assert done.stderr == (
        f"Environment: default\n~  pypi  shark  1.0 {first[:8]} -> 1.0 {second[:8]}\n"
    )
    assert f"#{second}" in (pixi.cwd / "pixi.lock").read_text()
    assert "kelp  1.0 -> 2.0" in pixi("update").ok().stderr
    pixi("lock", "--check").ok()
