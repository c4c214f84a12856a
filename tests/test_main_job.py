"""The whole way with a real Python: manifest, lock, environment, program."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from rattler import LockFile

if TYPE_CHECKING:
    from support.pixi import Pixi
    from support.python_channel import PythonChannel
    from support.workspace import WorkspaceBuilder

_PLATFORMS = ("linux-64", "osx-arm64", "win-64")
_PACKAGES = ("packaging", "setuptools", "pytest")


@pytest.fixture
def python_workspace(
    workspace: WorkspaceBuilder,
    python_channel: PythonChannel,
    pixi: Pixi,
    package_cache: Path,
) -> Pixi:
    """``pixi`` in a workspace with Python and three packages for three platforms."""
    workspace.channels(python_channel.url).platforms(*_PLATFORMS)
    workspace.dependencies({"python": f"{python_channel.python}.*"})
    workspace.dependencies(dict.fromkeys(_PACKAGES, "*")).write()
    return pixi.sharing(package_cache)


pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="the session channel's Python runs on Linux"
)


def test_python_of_the_environment_runs(python_workspace: Pixi) -> None:
    """One command locks, installs and runs."""
    code = "import sys, packaging, setuptools; print(sys.prefix)"
    done = python_workspace.process("run", "python", "-c", code).ok()
    prefix = python_workspace.cwd / ".pixi" / "envs" / "default"
    assert done.stdout == f"{prefix}\n"


def test_lock_covers_every_platform_with_its_own_python(
    python_workspace: Pixi,
) -> None:
    python_workspace("lock").ok()
    lock = LockFile.from_path(python_workspace.cwd / "pixi.lock")
    ((_, environment),) = lock.environments()
    found = {
        platform.name: {row.name for row in environment.packages(platform) or []}
        for platform in environment.platforms()
    }
    assert set(found) == set(_PLATFORMS)
    for names in found.values():
        assert {"python", *_PACKAGES} <= names


def test_second_install_changes_nothing_and_says_so(python_workspace: Pixi) -> None:
    python_workspace.process("install").ok()
    before = _snapshot(python_workspace.cwd)
    again = python_workspace.process("install").ok()
    assert "nothing to do: already up-to-date" in again.stderr
    assert _snapshot(python_workspace.cwd) == before


def test_second_lock_keeps_the_bytes(python_workspace: Pixi) -> None:
    python_workspace("lock").ok()
    before = _snapshot(python_workspace.cwd)
    again = python_workspace("lock").ok()
    assert "Lock-file was already up-to-date" in again.stderr
    assert _snapshot(python_workspace.cwd) == before


def test_engine_writes_the_same_bytes(python_workspace: Pixi) -> None:
    """The lock file, read and written again by the engine, is ours to the byte."""
    python_workspace("lock").ok()
    ours = python_workspace.cwd / "pixi.lock"
    with tempfile.TemporaryDirectory() as folder:
        theirs = Path(folder) / "pixi.lock"
        LockFile.from_path(ours).to_path(theirs)
        assert theirs.read_bytes() == ours.read_bytes()


def _snapshot(root: Path) -> dict[str, tuple[int, int]]:
    """Return inode and time of change of every file, the workspace's lock aside."""
    return {
        str(path.relative_to(root)): (path.lstat().st_ino, path.lstat().st_mtime_ns)
        for path in root.rglob("*")
        if path.is_file() and path.name != ".pypixi-workspace-lock"
    }
