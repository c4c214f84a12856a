"""A workspace of 40 environments on three platforms, with a lock file of 700 KB."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

from benchmarks.measure import measure
from benchmarks.scenes import direct_solves, in_workspace

from support.channel import ChannelBuilder
from support.workspace import WorkspaceBuilder, current_subdir

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from benchmarks.measure import Command

PLATFORMS = ("linux-64", "osx-arm64", "win-64")
ENVIRONMENTS = 40
SIZE = range(600_000, 800_000)
"""Bytes that a lock file may have for the figures to mean what they say."""
_SHARED = 48
_OWN = 4
_BRANCHES = 3
_FILES = 5
_NEWEST = "1.40.2"
_OLDER = [f"1.{minor}.0" for minor in range(40)]
"""Versions that are in the channel's index alone, as old ones are in real channels."""


class LargeLock:
    """The workspace, and what is asked of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.channel = _channel(folder / "channel")

    def workspace(self, name: str) -> Path:
        """Make the workspace, without a lock file; return its root."""
        root = self.folder / name / "workspace"
        builder = WorkspaceBuilder(root).channels(self.channel).platforms(*PLATFORMS)
        builder.dependencies({_shared(0): ">=1.4"})
        for number in range(1, ENVIRONMENTS):
            asked = {_own(number, each): ">=1.4,<2" for each in range(_OWN)}
            builder.feature(f"feature-{number}", dependencies=asked)
            builder.environments({f"environment-{number}": [f"feature-{number}"]})
        builder.write()
        return root

    def installed(self, program: str, name: str) -> Path:
        """Let a program lock the workspace and install its default environment.

        Raises:
            RuntimeError: If the lock file is not as large as it should be.
        """
        root = self.workspace(name)
        measure(in_workspace(root, program, "install"))
        measure(in_workspace(root, program, "lock"))
        size = (root / "pixi.lock").stat().st_size
        if size not in SIZE:
            raise RuntimeError(f"the lock file has {size} bytes")
        return root

    def from_nothing(self, program: str) -> Callable[[], Command]:
        """Return what makes ready for locking without a lock file."""
        root = self.workspace("from-nothing")

        def prepare() -> Command:
            (root / "pixi.lock").unlink(missing_ok=True)
            shutil.rmtree(root / ".pixi", ignore_errors=True)
            return in_workspace(root, program, "lock")

        return prepare

    def with_engine(self) -> Command:
        """Return the same solves for the engine alone."""
        specs: list[list[str]] = [[f"{_shared(0)} >=1.4"]]
        for number in range(1, ENVIRONMENTS):
            own = [f"{_own(number, each)} >=1.4,<2" for each in range(_OWN)]
            specs.append([*specs[0], *own])
        jobs = [[platform, texts] for texts in specs for platform in PLATFORMS]
        path = self.folder / "jobs.json"
        path.write_text(json.dumps([self.channel, jobs]), "utf-8")
        return direct_solves(self.folder / "engine", path)


def _channel(folder: Path) -> str:
    """Build a channel of packages for each platform and for all; return its URL."""
    builder = ChannelBuilder(folder)
    for number in range(_SHARED):
        first = number * _BRANCHES + 1
        below = range(first, min(first + _BRANCHES, _SHARED))
        depends = [f"{_shared(each)} >=1.4,<2.0a0" for each in below]
        for subdir in PLATFORMS:
            _package(builder, _shared(number), subdir, depends)
    for number in range(1, ENVIRONMENTS):
        for each in range(_OWN):
            depends = [_shared(each), f"{_shared(0)} >=1.4"]
            _package(builder, _own(number, each), "noarch", depends)
    builder.write()
    for subdir in (*PLATFORMS, "noarch"):
        _index_older(folder / subdir / "repodata.json")
    return folder.as_uri()


def _index_older(path: Path) -> None:
    """Add older versions of every package to an index."""
    document = json.loads(path.read_text("utf-8"))
    records = document["packages.conda"]
    document["packages.conda"] = {
        name.replace(_NEWEST, version): {**record, "version": version}
        for name, record in records.items()
        for version in (*_OLDER, _NEWEST)
    }
    path.write_text(json.dumps(document), "utf-8")


def _package(
    builder: ChannelBuilder, name: str, subdir: str, depends: list[str]
) -> None:
    files = _FILES if subdir == current_subdir() else 1
    builder.package(
        name,
        _NEWEST,
        "h59595ed_1",
        subdir=subdir,
        build_number=1,
        depends=depends,
        files={f"lib/{name}/{number}.txt": name for number in range(files)},
        license="BSD-3-Clause",
        timestamp=1_700_000_000_000,
        archive="conda",
    )


def _shared(number: int) -> str:
    return f"library-{number:02}"


def _own(number: int, each: int) -> str:
    return f"tool-{number:02}-{each}"
