"""``pixi clean``: what is removed, what stays, and that all of it comes back."""

from __future__ import annotations

import os
import shutil
import sys
from typing import TYPE_CHECKING

import pexpect
import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from support.channel import ChannelBuilder
    from support.pixi import Pixi
    from support.workspace import WorkspaceBuilder

KEPT = (
    "solve-group-envs",
    "task-cache-v0",
    "activation-env-v0",
    "build",
    "bld",
    "artifacts-v0",
    "meta-v0",
    "legacy-source-env",
)


@pytest.fixture
def used(workspace: WorkspaceBuilder, channel: ChannelBuilder, pixi: Pixi) -> Pixi:
    """``pixi`` in a workspace with two environments and all that may be beside them."""
    channel.package("kelp", files={"share/kelp": "k" * 5000})
    workspace.channels(channel.url).dependencies(kelp="*")
    workspace.environments(other=[]).write()
    workspace.file(".pixi/config.toml", "pinning-strategy = 'minor'\n")
    for name in KEPT:
        workspace.file(f".pixi/{name}/x", "x" * 3000)
    pixi("install", "--all").ok()
    return pixi


def _there(pixi: Pixi) -> set[str]:
    return {path.name for path in (pixi.cwd / ".pixi").iterdir()}


def test_everything_but_settings_goes_and_comes_back(used: Pixi) -> None:
    done = used("clean").ok()
    assert "envs" not in _there(used)
    assert not _there(used) & set(KEPT)
    assert (used.cwd / ".pixi" / "config.toml").exists()
    assert (used.cwd / "pixi.lock").exists()
    assert "✔ Removed " in done.stderr
    assert "Nothing to remove." in used("clean").ok().stderr
    used("run", "-x", "/bin/true").ok()
    assert (used.cwd / ".pixi/envs/default/share/kelp").exists()


def test_freed_bytes_are_those_that_nothing_holds_any_more(used: Pixi) -> None:
    """The package lies in the cache as well, and stays there."""
    prefix = used.cwd / ".pixi" / "envs" / "default"
    assert (prefix / "share" / "kelp").stat().st_nlink > 1
    (prefix / "own").write_text("o" * 2_000_000)
    (prefix / "same").hardlink_to(prefix / "own")
    said = used("clean", "-e", "default").ok().stderr
    assert "Removed 1.9" in said
    assert " MiB" in said


def test_one_environment_goes_with_its_activation(
    used: Pixi, workspace: WorkspaceBuilder
) -> None:
    kept = used.cwd / ".pixi" / "activation-env-v0"
    for name in ("default", "other"):
        workspace.file(f".pixi/activation-env-v0/activation_{name}.json", "{}")
    used("clean", "-e", "other").ok()
    assert not (used.cwd / ".pixi/envs/other").exists()
    assert (used.cwd / ".pixi/envs/default").exists()
    assert {path.name for path in kept.iterdir()} == {"activation_default.json", "x"}


def test_environment_that_left_the_manifest_can_be_removed(
    used: Pixi, workspace: WorkspaceBuilder
) -> None:
    workspace.environments(other=["nothing"]).feature("nothing", channels=[])
    text = (used.cwd / "pixi.toml").read_text().partition("[environments]")[0]
    (used.cwd / "pixi.toml").write_text(text)
    used("clean", "-e", "other").ok()
    assert not (used.cwd / ".pixi/envs/other").exists()
    said = used("clean", "-e", "other").failed().stderr
    assert "unknown environment 'other'" in said


def test_name_that_leads_out_of_the_folder_is_refused(used: Pixi) -> None:
    assert (
        "'..' cannot be the name of a folder"
        in used("clean", "-e", "..").failed().stderr
    )
    assert "envs" in _there(used)


@pytest.mark.parametrize(
    ("flag", "gone"),
    [
        ("--activation-cache", {"activation-env-v0"}),
        (
            "--build",
            {"build", "bld", "artifacts-v0", "meta-v0", "legacy-source-env"},
        ),
        ("--workspaces-registry", set[str]()),
    ],
)
def test_flag_removes_its_part_alone(used: Pixi, flag: str, gone: set[str]) -> None:
    before = _there(used)
    used("clean", flag).ok()
    assert before - _there(used) == gone


def test_activation_of_one_environment_can_be_removed(
    used: Pixi, workspace: WorkspaceBuilder
) -> None:
    for name in ("default", "other"):
        workspace.file(f".pixi/activation-env-v0/activation_{name}.json", "{}")
    used("clean", "--activation-cache", "-e", "other").ok()
    kept = used.cwd / ".pixi" / "activation-env-v0"
    assert {path.name for path in kept.iterdir()} == {"activation_default.json", "x"}
    assert (used.cwd / ".pixi/envs/other").exists()


def test_named_workspaces_that_are_gone_are_forgotten(
    used: Pixi, tmp_path: Path
) -> None:
    registry = used.home / ".pixi" / "workspaces.toml"
    registry.parent.mkdir(parents=True)
    rows = f'gone = "{tmp_path / "gone"}"\n# here\nhere = "{used.cwd}"\n'
    registry.write_text(f"[named-workspaces]\n{rows}")
    said = used("clean").ok().stderr
    assert "forgot the workspace 'gone', which is gone" in said
    assert registry.read_text() == (
        f'[named-workspaces]\n# here\nhere = "{used.cwd}"\n'
    )
    registry.write_text("[named-workspaces")
    said = used("clean", "--workspaces-registry").failed().stderr
    assert "cannot read" in said
    assert "workspaces.toml" in said


def test_verdict_on_the_lock_file_is_forgotten(used: Pixi) -> None:
    verdicts = used.home / "cache" / "pypixi" / "verdicts"
    used("lock", "--check").ok()
    assert [*verdicts.iterdir()]
    used("clean").ok()
    assert not [*verdicts.iterdir()]


@pytest.mark.skipif(sys.platform == "win32", reason="links take rights there")
class TestLinks:
    """Nothing is removed through a link."""

    def test_link_in_place_of_the_environments_goes_alone(
        self, used: Pixi, tmp_path: Path
    ) -> None:
        elsewhere = tmp_path / "elsewhere"
        (used.cwd / ".pixi" / "envs").rename(elsewhere)
        (used.cwd / ".pixi" / "envs").symlink_to(elsewhere)
        used("clean").ok()
        assert "envs" not in _there(used)
        assert (elsewhere / "default" / "share" / "kelp").exists()

    def test_link_in_an_environment_goes_alone(
        self, used: Pixi, tmp_path: Path
    ) -> None:
        (tmp_path / "mine").mkdir()
        (tmp_path / "mine" / "file").touch()
        (used.cwd / ".pixi/envs/default/mine").symlink_to(tmp_path / "mine")
        (used.cwd / ".pixi/envs/linked").symlink_to(tmp_path / "mine")
        used("clean").ok()
        assert (tmp_path / "mine" / "file").exists()

    def test_link_in_place_of_the_folder_is_refused(
        self, used: Pixi, tmp_path: Path
    ) -> None:
        (used.cwd / ".pixi").rename(tmp_path / "elsewhere")
        (used.cwd / ".pixi").symlink_to(tmp_path / "elsewhere")
        for words in ((), ("--build",), ("-e", "default"), ("--activation-cache",)):
            said = used("clean", *words).failed().stderr
            assert "nothing is removed through a link" in said
        assert (tmp_path / "elsewhere" / "envs" / "default").exists()

    def test_detached_environments_go_with_the_link(
        self, workspace: WorkspaceBuilder, pixi: Pixi, tmp_path: Path
    ) -> None:
        place = tmp_path / "detached"
        workspace.file(".pixi/config.toml", f"detached-environments = '{place}'\n")
        workspace.write()
        pixi("install").ok()
        assert [*place.glob("*/envs/default/conda-meta")]
        pixi("clean").ok()
        assert not [*place.iterdir()]
        assert "envs" not in _there(pixi)


def test_removal_that_was_killed_is_completed(used: Pixi) -> None:
    envs = used.cwd / ".pixi" / "envs"
    left = envs / ".pixi-removing-default.abc"
    (envs / "other").rename(left)
    used("clean", "-e", "default").ok()
    assert not left.exists()


def test_file_that_cannot_be_removed_is_named(used: Pixi) -> None:
    if os.getuid() == 0:
        pytest.skip("root may remove everything")
    folder = used.cwd / ".pixi" / "build"
    folder.chmod(0o500)
    said = used("clean", "--build").failed().stderr
    folder.chmod(0o700)
    assert "cannot remove" in said


CACHES = {
    "pkgs": "--conda",
    "uv-cache": "--pypi",
    "uv-notes-v1": "--pypi",
    "conda-pypi-mapping": "--mapping",
    "cached-envs-v0": "--exec",
    "repodata": "--repodata",
    "notices": "--notices",
    "backends-v0": "--build-backends",
    "cached-build-tool-envs-v0": "--build-backends",
    "cached-build-envs-v0": "--build",
    "bld": "--build",
    "git-v0": None,
    "url-v0": None,
}


@pytest.fixture
def cache(pixi: Pixi) -> Path:
    """The folder of the user's caches, with something in each, and a file of theirs."""
    root = pixi.cache or pixi.home / "cache" / "pixi"
    for name in CACHES:
        (root / name).mkdir(parents=True, exist_ok=True)
        (root / name / "x").write_text("x" * 1024)
    (root / "mine").write_text("")
    return root


@pytest.mark.parametrize("flag", sorted({flag for flag in CACHES.values() if flag}))
def test_cache_of_a_kind_is_removed(pixi: Pixi, cache: Path, flag: str) -> None:
    said = pixi("clean", "cache", flag).ok().stderr
    gone = {name for name in CACHES if not (cache / name).exists()}
    assert gone == {name for name, kind in CACHES.items() if kind == flag}
    assert f"✔ Removed {len(gone)}.00 KiB" in said
    assert "Nothing to remove." in pixi("clean", "cache", flag).ok().stderr


def test_several_caches_can_be_named(pixi: Pixi, cache: Path) -> None:
    pixi("clean", "cache", "--mapping", "--exec").ok()
    gone = {name for name in CACHES if not (cache / name).exists()}
    assert gone == {"conda-pypi-mapping", "cached-envs-v0"}


def test_cache_placed_by_itself_is_found(
    pixi: Pixi, cache: Path, tmp_path: Path
) -> None:
    (tmp_path / "here").mkdir()
    moved = pixi.having(PIXI_CACHE_REPODATA_DIR=str(tmp_path / "here"))
    moved("clean", "cache", "--repodata").ok()
    assert not (tmp_path / "here").exists()
    assert (cache / "repodata").exists()


def test_all_caches_are_removed_and_nothing_else(pixi: Pixi, cache: Path) -> None:
    pixi("clean", "cache", "--yes").ok()
    assert [path.name for path in cache.iterdir()] == ["mine"]
    (cache / "mine").unlink()
    (cache / "pkgs").mkdir()
    pixi("clean", "cache", "-y").ok()
    assert not cache.exists()


def test_nobody_to_ask_is_an_error(pixi: Pixi, cache: Path) -> None:
    said = pixi("clean", "cache").failed().stderr
    assert "not a terminal" in said
    assert "--yes" in said
    assert (cache / "pkgs").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="terminals of Unix")
@pytest.mark.parametrize("answer", ["y", "", "n"])
def test_person_is_asked_and_no_is_the_default(
    pixi: Pixi, cache: Path, answer: str
) -> None:
    child = pexpect.spawn(
        sys.executable,
        ["-P", "-m", "pypixi", "clean", "cache"],
        cwd=str(pixi.cwd),
        env=pixi.having(TERM="dumb").environ,
        encoding="utf-8",
        timeout=60,
    )
    child.expect_exact("Remove all of them, for all workspaces? [y/N] ")
    child.sendline(answer)
    child.expect("Removed" if answer == "y" else "Nothing to remove.")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    assert (cache / "pkgs").exists() is (answer != "y")


def test_environment_works_without_the_cache_it_came_from(
    workspace: WorkspaceBuilder, channel: ChannelBuilder, pixi: Pixi
) -> None:
    channel.package("kelp", files={"share/kelp": "kelp"})
    workspace.channels(channel.url).dependencies(kelp="*").write()
    pixi("install").ok()
    pixi("clean", "cache", "--yes").ok()
    kelp = pixi.cwd / ".pixi/envs/default/share/kelp"
    assert kelp.read_text() == "kelp"
    assert "nothing to do" in pixi("install").ok().stderr
    shutil.rmtree(pixi.cwd / ".pixi")
    pixi("install").ok()
    assert kelp.read_text() == "kelp"
