"""Packages that are installed again: by name, by content, because all was moved."""

from __future__ import annotations

import json
import shutil
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from support.channel import ChannelBuilder
    from support.pixi import Pixi
    from support.pypi_index import IndexBuilder
    from support.workspace import WorkspaceBuilder


@pytest.fixture
def installed(workspace: WorkspaceBuilder, channel: ChannelBuilder, pixi: Pixi) -> Pixi:
    """``pixi`` in a workspace with two installed packages, one with its prefix."""
    channel.package("kelp", "1.0", files={"share/kelp.txt": "kelp one\n"})
    place = {"bin/coral": "#!/opt/placehold_placehold_placehold/bin/sh\necho reef\n"}
    channel.package("coral", "1.0", files={**place, "share/coral.txt": "reef\n"})
    workspace.channels(channel.url).dependencies(kelp="*", coral="*").write()
    pixi("install").ok()
    return pixi


def _prefix(pixi: Pixi, name: str = "default") -> Path:
    return pixi.cwd / ".pixi" / "envs" / name


def _kelp(pixi: Pixi) -> Path:
    return _prefix(pixi) / "share" / "kelp.txt"


def _in_place(path: Path, text: str) -> None:
    """Write into a file as it is: where it is a link, into all of its names."""
    with path.open("r+") as file:
        file.write(text)


def test_everything_is_installed_again(installed: Pixi) -> None:
    before = {path: path.stat().st_ino for path in (_kelp(installed),)}
    _kelp(installed).unlink()
    _kelp(installed).write_text("KELP ONE\n")  # of the same size
    done = installed("reinstall").ok()
    assert done.stderr == "✔ The default environment has been re-installed.\n"
    assert _kelp(installed).read_text() == "kelp one\n"
    assert {path: path.stat().st_ino for path in before} == before


def test_packages_of_a_name_are_installed_again(installed: Pixi) -> None:
    coral = _prefix(installed) / "share" / "coral.txt"
    for path in (_kelp(installed), coral):
        text = path.read_text()
        path.unlink()
        path.write_text(text.upper())
    installed("reinstall", "kelp").ok()
    assert _kelp(installed).read_text() == "kelp one\n"
    assert coral.read_text() == "REEF\n"
    assert "nothing to do" in installed("install").ok().stderr


def test_several_environments_are_told(
    installed: Pixi, workspace: WorkspaceBuilder
) -> None:
    workspace.environments(other=[]).write()
    done = installed("reinstall", "--all").ok()
    told = "The following environments have been re-installed: default, other."
    assert told in done.stderr


def test_unknown_package_is_warned_of(installed: Pixi) -> None:
    done = installed("reinstall", "whelk").ok()
    assert "The given arg(s) 'whelk' did not match any packages" in done.stderr


@pytest.mark.parametrize("command", [("run", "-x", "/bin/true"), ("shell-hook",)])
def test_altered_file_is_restored_by_revalidation_alone(
    installed: Pixi, command: tuple[str, ...]
) -> None:
    """Also where the altered file is one with that in the cache."""
    _in_place(_kelp(installed), "KELP")
    installed("install").ok()
    installed(*command).ok()
    assert _kelp(installed).read_text() == "KELP one\n"
    installed(command[0], "--revalidate", *command[1:]).ok()
    assert _kelp(installed).read_text() == "kelp one\n"


def test_revalidation_leaves_alone_what_is_as_it_was(installed: Pixi) -> None:
    files = [path for path in _prefix(installed).rglob("*") if path.is_file()]
    before = {path: path.stat().st_mtime_ns for path in files}
    installed("run", "--revalidate", "-x", "/bin/true").ok()
    assert {path: path.stat().st_mtime_ns for path in files} == before


def test_revalidation_of_what_is_right_writes_nothing(installed: Pixi) -> None:
    fcntl = pytest.importorskip("fcntl")
    lock = _prefix(installed) / "conda-meta" / ".pixi-environment-fingerprint"
    with lock.open("r+") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        installed("run", "--revalidate", "-x", "/bin/true").ok()


def test_revalidation_wants_to_install(installed: Pixi) -> None:
    said = installed("run", "--revalidate", "--no-install", "-x", "true").failed()
    assert "--revalidate restores the environment" in said.stderr


def test_cut_short_file_is_restored_although_the_cache_shares_it(
    installed: Pixi,
) -> None:
    with _kelp(installed).open("r+") as file:
        file.truncate(2)
    installed("install").ok()
    assert _kelp(installed).read_text() == "kelp one\n"
    assert "nothing to do" in installed("install").ok().stderr


@pytest.mark.parametrize("is_copy", [False, True], ids=["moved", "copied"])
@pytest.mark.parametrize("command", [("install",), ("run", "-x", "/bin/true")])
def test_workspace_elsewhere_gets_its_own_environment(
    installed: Pixi, tmp_path: Path, *, is_copy: bool, command: tuple[str, ...]
) -> None:
    (_prefix(installed) / "left").write_text("by hand")
    elsewhere = tmp_path / "elsewhere"
    if is_copy:
        shutil.copytree(installed.cwd, elsewhere, symlinks=True)
    else:
        installed.cwd.rename(elsewhere)
    there = installed.at(elsewhere)
    there(*command).ok()
    meta = _prefix(there) / "conda-meta"
    assert (meta / "pixi_env_prefix").read_text() == str(meta)
    marker = json.loads((meta / "pixi").read_text())
    assert marker["manifest_path"] == str(elsewhere / "pixi.toml")
    assert not (_prefix(there) / "left").exists()
    assert _kelp(there).read_text() == "kelp one\n"
    assert "nothing to do" in there("install").ok().stderr
    if is_copy:
        assert "nothing to do" in installed("install").ok().stderr
        assert (_prefix(installed) / "left").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="links take rights there")
def test_workspace_under_another_name_of_its_folder_is_no_other(
    installed: Pixi, tmp_path: Path
) -> None:
    link = tmp_path / "link"
    link.symlink_to(installed.cwd)
    (_prefix(installed) / "left").write_text("by hand")
    manifest = str(link / "pixi.toml")
    installed("install", "-m", manifest).ok()
    assert (_prefix(installed) / "left").exists()


def test_what_was_deleted_by_hand_comes_back(installed: Pixi) -> None:
    for gone in (
        _prefix(installed),
        _prefix(installed).parent,
        installed.cwd / ".pixi",
        installed.cache or installed.home / "cache",
    ):
        shutil.rmtree(gone)
        installed("run", "-x", "/bin/cat", str(_kelp(installed))).ok()
        assert "nothing to do" in installed("install").ok().stderr
    assert (installed.cwd / ".pixi" / ".gitignore").exists()


@pytest.mark.parametrize("name", [".gitignore", ".condapackageignore"])
@pytest.mark.parametrize(
    "command",
    [
        ("install",),
        ("reinstall",),
        ("run", "-x", "/bin/true"),
        ("shell-hook", "--shell", "bash"),
    ],
)
def test_ignore_files_come_back(
    installed: Pixi, name: str, command: tuple[str, ...]
) -> None:
    path = installed.cwd / ".pixi" / name
    text = path.read_text()
    path.unlink()
    installed(*command).ok()
    assert path.read_text() == text
    path.write_text("mine\n")
    installed(*command).ok()
    assert path.read_text() == "mine\n"


def test_folder_of_older_releases_is_told_of(installed: Pixi) -> None:
    (installed.cwd / ".pixi" / "env").mkdir()
    said = installed("install").ok().stderr
    assert "folder is deprecated, please remove it" in said


def test_time_of_installed_files_can_be_given(installed: Pixi) -> None:
    shutil.rmtree(_prefix(installed))
    installed.having(SOURCE_DATE_EPOCH="1000000000")("install").ok()
    pixi_folder = installed.cwd / ".pixi"
    times = {
        str(path.relative_to(pixi_folder)): int(path.lstat().st_mtime)
        for path in [*pixi_folder.rglob("*"), pixi_folder]
    }
    kept = {name for name, time in times.items() if time != 1_000_000_000}
    assert kept == {
        "envs/default/share/kelp.txt",
        "envs/default/share/coral.txt",
        "envs/default/bin/coral",
    }


@pytest.mark.parametrize(
    ("text", "time"), [("5", 315_532_800), ("soon", None)], ids=["early", "no-number"]
)
def test_time_that_means_nothing_is_warned_of(
    installed: Pixi, text: str, time: int | None
) -> None:
    shutil.rmtree(_prefix(installed))
    said = installed.having(SOURCE_DATE_EPOCH=text)("install").ok().stderr
    found = int((_prefix(installed) / "conda-meta" / "pixi").stat().st_mtime)
    assert (found == time) is (time is not None)
    assert ("Ignoring SOURCE_DATE_EPOCH: 'soon'" in said) is (time is None)


@pytest.fixture
def python(
    pypi_workspace: WorkspaceBuilder, pypi_index: IndexBuilder, pixi: Pixi
) -> Pixi:
    """``pixi`` in a workspace with a package from PyPI."""
    pypi_index.wheel("shrimp", "1.0", files={"shrimp.py": "one = 1\n"})
    pypi_workspace.pypi_dependencies(shrimp="*").write()
    pixi("install").ok()
    return pixi


def test_lost_file_of_a_pypi_package_is_restored(python: Pixi) -> None:
    (module,) = _prefix(python).glob("lib/python*/site-packages/shrimp.py")
    module.unlink()
    python("install").ok()
    assert module.read_text() == "one = 1\n"
    assert "nothing to do" in python("install").ok().stderr


def test_pypi_package_is_installed_again_by_name_and_by_content(python: Pixi) -> None:
    (module,) = _prefix(python).glob("lib/python*/site-packages/shrimp.py")
    for command in (
        ("reinstall", "shrimp"),
        ("run", "--revalidate", "-x", "true"),
        ("reinstall",),
    ):
        module.unlink()
        module.write_text("one = 2\n")
        python("install").ok()
        assert module.read_text() == "one = 2\n"
        python(*command).ok()
        assert module.read_text() == "one = 1\n"
