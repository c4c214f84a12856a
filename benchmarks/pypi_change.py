"""One PyPI package of ninety gets another version: ours, and uv's own work for it."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.measure import Command, FailedError, measure
from benchmarks.scenes import interpreter

from pypixi.pypi.uv import find_uv, shielded
from support.pixi import Pixi
from support.pypi_index import IndexBuilder
from support.python_channel import python_channel
from support.workspace import WorkspaceBuilder

if TYPE_CHECKING:
    from collections.abc import Sequence

PACKAGES = 90
_FILES = 10
_VERSIONS = ("1.0", "2.0")
_CHANGED = "package-00"
_APART = Path(__file__).with_name("apart.py")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What one change cost: processor time in seconds."""

    interpreter: float
    """Of an interpreter that does nothing."""
    ours: float
    """Of ``pixi install`` without the processes it started."""
    engine: float
    """Of those processes: all of them are uv."""
    direct: float
    """Of ``uv pip install`` of the same version into the same environment."""


def changes(folder: Path, count: int, *options: str) -> list[Change]:
    """Return what ``count`` changes cost, after one that fills the caches.

    Args:
        folder: An empty one.
        count: How many.
        options: For ``pixi install``.
    """
    with IndexBuilder(folder / "index") as index:
        for number in range(PACKAGES):
            for version in _VERSIONS if number == 0 else _VERSIONS[:1]:
                index.wheel(f"package-{number:02}", version, files=_files(number))
        pair = _Workspaces(folder, index)
        return [pair.change(number, options) for number in range(count + 1)][1:]


def _files(number: int) -> dict[str, str]:
    name = f"package_{number:02}"
    return {f"{name}/module_{each}.py": "pass\n" * 100 for each in range(_FILES)}


class _Workspaces:
    """A workspace that we change, and one whose environment uv changes directly."""

    def __init__(self, folder: Path, index: IndexBuilder) -> None:
        self.folder = folder
        self.index = index
        self.ours, self.direct = folder / "ours", folder / "direct"
        self.states = {
            version: self._locked(self.ours, version) for version in _VERSIONS
        }
        for root in (self.ours, self.direct):
            self._locked(root, _VERSIONS[0])
            _succeed(self._pixi(root, "install"))

    def change(self, number: int, options: Sequence[str]) -> Change:
        version = _VERSIONS[(number + 1) % len(_VERSIONS)]
        for name, content in self.states[version].items():
            (self.ours / name).write_bytes(content)
        own, engine = self._apart("install", *options)
        direct = measure(self._uv(f"{_CHANGED}=={version}")).cpu
        for root in (self.ours, self.direct):
            (found,) = root.glob(f".pixi/envs/default/lib/*/*/package_00-{version}.*")
            if not found.is_dir():
                raise RuntimeError(f"version {version} was not installed into {root}")
        base = measure(interpreter(self.ours)).cpu
        return Change(interpreter=base, ours=own, engine=engine, direct=direct)

    def _apart(self, *argv: str) -> tuple[float, float]:
        with tempfile.NamedTemporaryFile("r", encoding="ascii") as figures:
            command = self._pixi(self.ours, *argv, figures=figures.name)
            _succeed(command)
            own, others = map(float, figures.read().split())
        return own, others

    def _locked(self, root: Path, version: str) -> dict[str, bytes]:
        """Lock a workspace with a version, and return its two documents."""
        names = {f"package-{number:02}": "*" for number in range(PACKAGES)}
        builder = WorkspaceBuilder(root).channels(python_channel().url).map_names()
        builder.dependencies(python="*").pypi_options(index_url=self.index.url)
        builder.pypi_dependencies({**names, _CHANGED: f"=={version}"}).write()
        _succeed(self._pixi(root, "lock"))
        return {name: (root / name).read_bytes() for name in ("pixi.toml", "pixi.lock")}

    def _pixi(self, root: Path, *argv: str, figures: str = os.devnull) -> Command:
        env = Pixi(cwd=root, home=self.folder / "home").environ
        program = (sys.executable, "-P", str(_APART), figures)
        return Command(argv=(*program, *argv), cwd=root, env=env)

    def _uv(self, requirement: str) -> Command:
        user = Pixi(cwd=self.direct, home=self.folder / "home")
        prefix = self.direct / ".pixi" / "envs" / "default"
        argv = (
            *(str(find_uv()), "pip", "install", "--no-deps", "--no-config"),
            *("--python", str(prefix / "bin" / "python"), "--break-system-packages"),
            *("--index-url", self.index.url, requirement),
            *("--cache-dir", str(self.folder / "home" / "cache" / "pixi" / "uv-cache")),
        )
        return Command(argv=argv, cwd=self.direct, env=shielded(user.environ))


def _succeed(command: Command) -> None:
    done = subprocess.run(
        command.argv,
        check=False,
        cwd=command.cwd,
        env=command.env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    if done.returncode != 0:
        raise FailedError(command, done.returncode, done.stdout + done.stderr)
