"""The whole way with the public index: wheels, a source archive, a repository."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from rattler import LockFile

from support.git_repository import GitRepository

if TYPE_CHECKING:
    from pathlib import Path

    from support.pixi import Pixi
    from support.python_channel import PythonChannel
    from support.workspace import WorkspaceBuilder

_PLATFORMS = ("linux-64", "osx-arm64", "win-64")
_PROJECT = """\
[build-system]
requires = ["setuptools>=70"]
build-backend = "setuptools.build_meta"

[project]
name = "shark"
version = "1.0"
"""

pytestmark = [
    pytest.mark.index,
    pytest.mark.skipif(
        sys.platform != "linux", reason="the session channel's Python runs on Linux"
    ),
]


@pytest.fixture
def job(
    workspace: WorkspaceBuilder,
    python_channel: PythonChannel,
    pixi: Pixi,
    package_cache: Path,
    tmp_path: Path,
) -> Pixi:
    """``pixi`` in a workspace with four kinds of packages for three platforms."""
    repository = GitRepository(tmp_path / "repository")
    repository.commit({"pyproject.toml": _PROJECT, "shark.py": ""})
    workspace.channels(python_channel.url).map_names().platforms(*_PLATFORMS)
    workspace.dependencies({"python": f"{python_channel.python}.*"})
    # docopt has never had a wheel.
    workspace.pypi_dependencies(flask=">=3", numpy=">=2", docopt="==0.6.2")
    workspace.pypi_dependencies(shark={"git": repository.url}).write()
    return pixi.sharing(package_cache)


def test_packages_of_the_public_index_are_locked_and_run(job: Pixi) -> None:
    """One command locks for every platform, installs and runs."""
    code = "import docopt, flask, numpy, shark; print(numpy.arange(3).sum())"
    assert job.process("run", "python", "-c", code).ok().stdout == "3\n"
    lock = job.cwd / "pixi.lock"
    ((_, environment),) = LockFile.from_path(lock).environments()
    for platform in environment.platforms():
        names = {row.name for row in environment.packages(platform) or []}
        assert {"docopt", "flask", "numpy", "python", "shark", "werkzeug"} <= names
    assert {each.name for each in environment.platforms()} == set(_PLATFORMS)
    before = lock.read_bytes()
    job.process("lock").ok()
    again = job.process("install", "-vv").ok().stderr
    assert "nothing to do: already up-to-date" in again
    assert "pypixi.pypi.uv: running [" not in again
    assert lock.read_bytes() == before


def test_engine_writes_the_same_bytes(job: Pixi, tmp_path: Path) -> None:
    """The lock file, read and written again by the engine, is ours to the byte."""
    job.process("lock").ok()
    theirs = tmp_path / "pixi.lock"
    LockFile.from_path(job.cwd / "pixi.lock").to_path(theirs)
    assert theirs.read_bytes() == (job.cwd / "pixi.lock").read_bytes()
