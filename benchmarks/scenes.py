"""What is measured in: workspaces, and the channel their packages come from."""

from __future__ import annotations

import shutil
import sys
import time
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.measure import Command, measure

from support.channel import ChannelBuilder
from support.fast_lane import SETTLING
from support.pixi import Pixi
from support.workspace import WorkspaceBuilder, current_subdir

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PACKAGES = 300
FILES = 40
_FILE_SIZE = 2000
_BRANCHES = 3
_DIRECT = Path(__file__).with_name("direct.py")
_DIRECT_SOLVES = Path(__file__).with_name("direct_solves.py")


def interpreter(folder: Path) -> Command:
    """Return the measure of small commands: an interpreter that does nothing."""
    return _user(folder, (sys.executable, "-c", "pass"))


def installed_workspace(folder: Path, program: str) -> Path:
    """Make a workspace with 20 packages, let a program install it, return its root."""
    channel = _channel(folder / "channel", packages=20, files=5)
    root = folder / "workspace"
    _workspace(root, channel)
    measure(in_workspace(root, program, "install"))
    return root


def in_workspace(root: Path, program: str, *argv: str) -> Command:
    """Return a command of a program in a workspace."""
    return _user(root, (program, *argv))


def settle(command: Command) -> None:
    """Run a command when its files are so old that what is found of them is kept."""
    time.sleep(SETTLING)
    measure(command)


def direct_solves(folder: Path, jobs: Path) -> Command:
    """Return the solves that a document names for the engine alone."""
    folder.mkdir(exist_ok=True)
    return _user(folder, (sys.executable, str(_DIRECT_SOLVES), str(jobs), str(folder)))


@dataclass(slots=True)
class FreshInstall:
    """Solve and install of a whole channel, each time as if for the first time."""

    folder: Path
    channel: str = field(init=False)
    _numbers: Iterator[int] = field(default_factory=count)

    def __post_init__(self) -> None:
        self.channel = _channel(self.folder / "channel", packages=PACKAGES, files=FILES)

    def with_program(self, program: str) -> Callable[[], Command]:
        """Return what makes a new workspace ready for ``install``."""

        def prepare() -> Command:
            root = self._new_folder() / "workspace"
            _workspace(root, self.channel)
            return in_workspace(root, program, "install")

        return prepare

    def with_engine(self) -> Command:
        """Return the same work for the engine alone."""
        root = self._new_folder()
        arguments = (self.channel, current_subdir(), str(root), _name(0))
        return _user(root, (sys.executable, str(_DIRECT), *arguments))

    def check(self, command: Command) -> None:
        """See that all packages were installed, then delete everything again."""
        prefixes = (command.cwd / "prefix", command.cwd / ".pixi" / "envs" / "default")
        found = sum(len([*(path / "conda-meta").glob("*.json")]) for path in prefixes)
        if found != PACKAGES:
            raise RuntimeError(f"{found} packages were installed, not {PACKAGES}")
        for path in self.folder.glob("run-*"):
            shutil.rmtree(path)

    def _new_folder(self) -> Path:
        folder = self.folder / f"run-{next(self._numbers)}"
        folder.mkdir()
        return folder


def _user(folder: Path, argv: tuple[str, ...]) -> Command:
    """Return a command of a user whose files and caches lie beside its folder."""
    env = Pixi(cwd=folder, home=folder.parent / "home").environ
    return Command(argv=argv, cwd=folder, env=env)


def _workspace(root: Path, channel: str) -> None:
    WorkspaceBuilder(root).channels(channel).dependencies({_name(0): "*"}).write()


def _channel(folder: Path, *, packages: int, files: int) -> str:
    """Build a channel in which the first package needs all others; return its URL."""
    builder = ChannelBuilder(folder)
    for number in range(packages):
        name = _name(number)
        first = number * _BRANCHES + 1
        below = range(first, min(first + _BRANCHES, packages))
        builder.package(
            name,
            depends=[f"{_name(each)} >=1.0,<2" for each in below],
            files={
                f"lib/{name}/module_{index}.py": _text(name, index)
                for index in range(files)
            },
            archive="conda",
        )
    return builder.url


def _name(number: int) -> str:
    return f"package-{number:03}"


def _text(name: str, index: int) -> str:
    line = f"{name} {index}\n"
    return line * (_FILE_SIZE // len(line))
