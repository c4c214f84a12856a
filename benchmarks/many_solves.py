"""A workspace with many environments on many platforms, each of them a long solve."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from benchmarks.scenes import in_workspace

from support.workspace import WorkspaceBuilder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from benchmarks.measure import Command

SOLVES = 32
LEAST = 0.1
"""Seconds that one solve takes at least: shorter ones prove nothing."""
_PLATFORMS = ("linux-64", "osx-64", "osx-arm64", "win-64")
_ENVIRONMENTS = 7
_PACKAGES = 200
_VERSIONS = 60
_BRANCHES = 3
_OVERLAP = 10
_SUBDIRS = ("noarch", *_PLATFORMS)


class ManySolves:
    """Eight environments on four platforms, locked at once or one after the other."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.channel = _channel(folder / "channel")

    def at_once(self, program: str) -> Callable[[], Command]:
        """Return what makes ready for all solves as a user has them."""
        return lambda: in_workspace(self._workspace(), program, "lock")

    def in_sequence(self, program: str) -> Callable[[], Command]:
        """Return what makes ready for the same solves, one at a time."""
        argv = ("lock", "--concurrent-solves", "1")
        return lambda: in_workspace(self._workspace(), program, *argv)

    def check(self, command: Command) -> None:
        """See that every package is locked for all platforms."""
        text = (command.cwd / "pixi.lock").read_text("utf-8")
        found = text.count("\n      - conda: ")
        if found != SOLVES * _PACKAGES:
            raise RuntimeError(f"{found} packages were locked")

    def _workspace(self) -> Path:
        root = self.folder / "workspace"
        (root / "pixi.lock").unlink(missing_ok=True)
        builder = WorkspaceBuilder(root).channels(self.channel)
        builder.platforms(*_PLATFORMS).dependencies({_name(0): "*"})
        for number in range(_ENVIRONMENTS):
            # Nothing is shared: each is a problem of its own.
            bound = _VERSIONS - _ENVIRONMENTS + number
            builder.feature(f"f{number}", dependencies={_name(1): f"<{bound}"})
            builder.environments({f"f{number}": [f"f{number}"]})
        builder.write()
        return root


def _channel(folder: Path) -> str:
    """Write the metadata of packages that exist in many versions; return its URL."""
    records = {
        f"{_name(number)}-{version}.0-0.conda": _record(number, version)
        for number in range(_PACKAGES)
        for version in range(_VERSIONS)
    }
    for subdir in _SUBDIRS:
        (folder / subdir).mkdir(parents=True)
        document = {
            "info": {"subdir": subdir},
            "packages": {},
            "packages.conda": records if subdir == "noarch" else {},
            "repodata_version": 1,
        }
        path = folder / subdir / "repodata.json"
        path.write_text(json.dumps(document), "utf-8")
    return folder.as_uri()


def _record(number: int, version: int) -> dict[str, object]:
    first = number * _BRANCHES + 1
    low = max(0, version - _OVERLAP)
    below = range(first, min(first + _BRANCHES, _PACKAGES))
    return {
        "name": _name(number),
        "version": f"{version}.0",
        "build": "0",
        "build_number": 0,
        "depends": [f"{_name(each)} >={low},<{version + 1}" for each in below],
        "subdir": "noarch",
        "noarch": "generic",
        "size": 1000,
        "md5": f"{number * _VERSIONS + version:032x}",
        "sha256": f"{number * _VERSIONS + version:064x}",
    }


def _name(number: int) -> str:
    return f"package-{number:03}"
