"""However often the engine is used, the process that used it ends as it should."""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from support.pixi import Outcome

if TYPE_CHECKING:
    from support.channel import ChannelBuilder
    from support.pixi import Pixi
    from support.workspace import WorkspaceBuilder

_NAMES = ("coral", "kelp", "squid")
_ALARMS = ("Traceback", "panicked", "Fatal Python error")
# It ends by falling off its end, the interpreter being torn down.
_PROGRAM = """
import pypixi
workspace = pypixi.Workspace.discover()
workspace.lock()
workspace.install()
print(*(package.name for package in workspace.packages()))
"""


@pytest.fixture
def described(workspace: WorkspaceBuilder, channel: ChannelBuilder, pixi: Pixi) -> Pixi:
    """``pixi`` in a workspace that asks for a few packages."""
    for name in _NAMES:
        channel.package(name, archive="conda")
    workspace.channels(channel.url).dependencies(dict.fromkeys(_NAMES, "*")).write()
    return pixi


def test_install_ends_well_every_time(described: Pixi, count: int) -> None:
    for number in range(count):
        _forget(described, lock=number % 2 == 0)
        _ends_well(described.process("install"))
        again = described.process("install")
        _ends_well(again)
        assert "nothing to do" in again.stderr


def test_lock_ends_well_every_time(described: Pixi, count: int) -> None:
    for _ in range(count):
        _forget(described, lock=True)
        solved = described.process("lock")
        _ends_well(solved)
        assert "Updated lock file" in solved.stderr
        again = described.process("lock")
        _ends_well(again)
        assert "already up-to-date" in again.stderr


def test_program_that_uses_the_api_ends_well_every_time(
    described: Pixi, count: int
) -> None:
    for _ in range(count):
        _forget(described, lock=True)
        outcome = _run_program(described)
        _ends_well(outcome)
        assert outcome.stdout.split() == [*_NAMES]


def _forget(pixi: Pixi, *, lock: bool) -> None:
    """Delete the prefix, and the lock file too if told, so that there is work again."""
    shutil.rmtree(pixi.cwd / ".pixi", ignore_errors=True)
    if lock:
        (pixi.cwd / "pixi.lock").unlink(missing_ok=True)


def _run_program(pixi: Pixi) -> Outcome:
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM],
        check=False,
        cwd=pixi.cwd,
        env=pixi.environ,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )
    return Outcome(("(program)",), done.returncode, done.stdout, done.stderr)


def _ends_well(outcome: Outcome) -> None:
    __tracebackhide__ = True
    outcome.ok()
    if any(alarm in outcome.stderr for alarm in _ALARMS):
        raise AssertionError(f"a crash was reported\n{outcome}")
