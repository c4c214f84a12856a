"""A lock file that was found to be true is not judged again while nothing changes."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from support.old_lock import make_version_6
from support.pypi_index import pyproject
from support.tinybuild import About
from support.workspace import current_subdir

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from support.channel import ChannelBuilder
    from support.pixi import Pixi
    from support.pypi_index import IndexBuilder
    from support.workspace import WorkspaceBuilder

OTHER = "osx-arm64" if current_subdir() != "osx-arm64" else "win-64"


@pytest.fixture
def known(workspace: WorkspaceBuilder, channel: ChannelBuilder, pixi: Pixi) -> Pixi:
    """``pixi`` in a workspace with two environments whose lock file was judged."""
    channel.package("coral").package("kelp", "1.0").package("kelp", "2.0")
    workspace.channels(channel.url).platforms(current_subdir(), OTHER)
    workspace.dependencies(coral="*").feature("sea", dependencies={"kelp": ">=1"})
    workspace.environments(sea=["sea"]).write()
    pixi("install", "--all").ok()
    pixi("lock").ok()
    return pixi


def loads_engine(pixi: Pixi, *argv: str) -> bool:
    """Run a command that is to succeed; tell whether it loaded the conda engine."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-P", "-m", "pypixi", *argv],
        check=False,
        cwd=pixi.cwd,
        env=pixi.environ,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    return any(line.endswith(" rattler") for line in done.stderr.splitlines())


COMMANDS = pytest.mark.parametrize(
    "argv",
    [
        ("lock",),
        ("lock", "--check"),
        ("install",),
        ("install", "--all", "--locked"),
        ("list",),
        ("run", "true"),
    ],
    ids=" ".join,
)


@COMMANDS
def test_lock_that_is_known_to_be_true_needs_no_engine(
    known: Pixi, argv: tuple[str, ...]
) -> None:
    assert not loads_engine(known, *argv)


@COMMANDS
def test_lock_is_judged_once(known: Pixi, argv: tuple[str, ...]) -> None:
    shutil.rmtree(_verdicts(known))
    assert loads_engine(known, *argv)
    assert not loads_engine(known, *argv)


def test_packages_of_each_environment_and_platform_are_found(known: Pixi) -> None:
    def names(*argv: str) -> list[str]:
        return [row["name"] for row in known("list", "--json", *argv).json()]

    assert names() == ["coral"]
    assert names("-e", "sea") == ["coral", "kelp"]
    assert names("-e", "sea", "--platform", OTHER) == ["coral", "kelp"]


def _tighten(pixi: Pixi) -> None:
    _edit(pixi.cwd / "pixi.toml", 'kelp = ">=1"', 'kelp = ">=1,<2"')


def _lose_a_package(pixi: Pixi) -> None:
    path = pixi.cwd / "pixi.lock"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    selector = "      - conda: "
    kept = [row for row in lines if not (row.startswith(selector) and "kelp-" in row)]
    assert len(kept) < len(lines)
    path.write_text("".join(kept), "utf-8")


def _lose_the_lock(pixi: Pixi) -> None:
    (pixi.cwd / "pixi.lock").unlink()


@pytest.mark.parametrize("change", [_tighten, _lose_a_package, _lose_the_lock])
def test_change_is_noticed(known: Pixi, change: Callable[[Pixi], None]) -> None:
    change(known)
    for argv in (("install", "--locked"), ("lock", "--check", "--dry-run")):
        assert "lock file not up-to-date" in known(*argv).failed().stderr


def test_manifest_that_came_back_is_known(known: Pixi) -> None:
    before = (known.cwd / "pixi.toml").read_text("utf-8")
    _tighten(known)
    known("lock", "--check", "--dry-run").failed()
    (known.cwd / "pixi.toml").write_text(before, "utf-8")
    assert not loads_engine(known, "lock", "--check")


def _truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-30])


def _replace(path: Path) -> None:
    path.write_bytes(b"1\x00x\x00y\x00z")


def _open(path: Path) -> None:
    path.chmod(0o666)


@pytest.mark.parametrize("damage", [_truncate, _replace, _open])
def test_verdict_that_cannot_be_trusted_is_not_used(
    known: Pixi, damage: Callable[[Path], None]
) -> None:
    (verdict,) = _verdicts(known).iterdir()
    damage(verdict)
    assert loads_engine(known, "lock")
    assert not loads_engine(known, "lock")


def test_verdict_does_not_follow_a_copy(known: Pixi, tmp_path: Path) -> None:
    copy = shutil.copytree(known.cwd, tmp_path / "copy")
    assert loads_engine(known.at(copy), "lock")


def test_cache_that_cannot_be_written_changes_nothing(known: Pixi) -> None:
    folder = _verdicts(known)
    shutil.rmtree(folder)
    folder.touch()
    assert loads_engine(known, "lock")
    assert loads_engine(known, "lock")


def test_older_format_is_told_of_each_time(known: Pixi) -> None:
    make_version_6(known.cwd / "pixi.lock")
    for _ in range(2):
        assert "older format (v6)" in known("install").ok().stderr


@pytest.mark.skipif(
    sys.platform != "linux", reason="the session channel's Python runs on Linux"
)
@pytest.mark.parametrize("field", ["pyproject", "folder"])
def test_change_of_a_local_project_is_noticed(
    pypi_workspace: WorkspaceBuilder,
    pypi_index: IndexBuilder,
    pixi: Pixi,
    package_cache: Path,
    field: str,
) -> None:
    pypi_index.wheel("fish")
    about = About(name="boat", version="1")
    pypi_workspace.file("boat/pyproject.toml", pyproject(about))
    pypi_workspace.pypi_dependencies(boat={"path": "./boat", "editable": True}).write()
    pixi = pixi.sharing(package_cache)
    pixi("lock").ok()
    pixi("lock", "--check").ok()
    assert not loads_engine(pixi, "lock", "--check")
    if field == "pyproject":
        text = pyproject(replace(about, requires=("fish",)))
        (pixi.cwd / "boat" / "pyproject.toml").write_text(text, "utf-8")
    else:
        (pixi.cwd / "boat").rename(pixi.cwd / "ship")
    found = pixi("install", "--locked").failed().stderr
    assert "lock file not up-to-date" in found


def _edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def _verdicts(pixi: Pixi) -> Path:
    return pixi.home / "cache" / "pypixi" / "verdicts"
