"""``pixi run`` at a terminal and under signals: who gets them, and how it ends."""

from __future__ import annotations

import os
import signal
import sys
from typing import TYPE_CHECKING, Any

import pexpect
import pytest

if TYPE_CHECKING:
    from support.pixi import Pixi
    from support.workspace import WorkspaceBuilder

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of Unix")

_TOLD = (
    "trap 'echo told; exit 12' INT TERM HUP; echo ready; while :; do sleep 0.05; done"
)
_INTERRUPT = "\x03"
_PIXI = f"{sys.executable} -P -m pypixi"
_SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]


@pytest.fixture
def waiting(workspace: WorkspaceBuilder, pixi: Pixi) -> Pixi:
    """``pixi`` with tasks that wait for a signal once they have said so."""
    workspace.file("told.sh", f"{_TOLD}\n").file("wait.sh", "echo ready; sleep 60\n")
    workspace.task("told", "sh told.sh").task("tells", "sh told.sh; echo after")
    workspace.task("alone", "sh -c 'echo ready; exec sleep 60'")
    workspace.task("both", "sh -c 'echo ready; exec sleep 60'; echo after")
    workspace.task("next", "echo never", depends_on=["alone"]).write()
    return pixi


def _signalled(pixi: Pixi, task: str, number: signal.Signals) -> tuple[int, str]:
    """Return how a task ends whose pixi alone gets a signal, without a terminal."""
    child = pixi.start("run", "-q", task)
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    os.kill(child.pid, number)
    said, _ = child.communicate(timeout=20)
    return child.returncode, said


@pytest.mark.parametrize("number", _SIGNALS)
@pytest.mark.parametrize("task", ["alone", "next"])
def test_signal_that_kills_the_program_kills_us(
    waiting: Pixi, task: str, number: signal.Signals
) -> None:
    assert _signalled(waiting, task, number) == (-number, "")


@pytest.mark.parametrize("number", _SIGNALS)
def test_program_that_gets_a_signal_decides_how_it_ends(
    waiting: Pixi, number: signal.Signals
) -> None:
    assert _signalled(waiting, "told", number) == (12, "told\n")


@pytest.mark.parametrize(
    ("number", "code", "said"),
    [
        (signal.SIGINT, -signal.SIGINT, ""),
        (signal.SIGTERM, -signal.SIGTERM, ""),
        (signal.SIGHUP, 0, "after\n"),
    ],
)
def test_signal_to_a_script_ends_all_of_it_unless_it_only_hangs_up(
    waiting: Pixi, number: signal.Signals, code: int, said: str
) -> None:
    assert _signalled(waiting, "both", number) == (code, said)
    assert _signalled(waiting, "tells", number) == (code, f"told\n{said}")


class _Terminal:
    """A shell in a terminal, which can be asked how the terminal is afterwards."""

    def __init__(self, pixi: Pixi) -> None:
        self._child: Any = pexpect.spawn(
            "/bin/sh",
            ["-i"],
            cwd=str(pixi.cwd),
            env=pixi.having(TERM="xterm", PS1="$ ").environ,
            encoding="utf-8",
            timeout=20,
        )
        self._child.expect_exact("$ ")
        self._mode = self.said("stty -g")

    def said(self, line: str) -> str:
        """Return what a command writes, the prompt having come back."""
        self.type(line)
        return self.rest()

    def type(self, line: str) -> None:
        """Type a command."""
        self._child.sendline(line)
        self._child.expect_exact("\r\n")

    def press(self, key: str, *, at: str) -> None:
        """Press a key once the command has written a text."""
        self._child.expect_exact(at)
        self._child.send(key)

    def rest(self) -> str:
        """Return what comes in front of the next prompt."""
        self._child.expect_exact("$ ")
        return str(self._child.before).replace("\r\n", "\n")

    def is_usable(self) -> bool:
        """Tell whether the terminal is as it was, and echoes."""
        return self.said("stty -g") == self._mode and self.said("echo ok") == "ok\n"

    def close(self) -> None:
        """End the shell."""
        self._child.close(force=True)


@pytest.mark.parametrize(
    ("task", "expected", "code"),
    [
        ("alone", "", 130),
        ("next", "", 130),
        ("told", "told", 12),
        ("both", "after", 0),
        ("tells", "told\nafter", 0),
    ],
)
def test_interrupt_at_a_terminal_is_for_the_program(
    waiting: Pixi, task: str, expected: str, code: int
) -> None:
    """A script goes on behind it, as in the original."""
    terminal = _Terminal(waiting)
    try:
        terminal.type(f"{_PIXI} run -q {task}")
        terminal.press(_INTERRUPT, at="ready")
        said = terminal.rest().replace("^C", "").replace("\x1b[?25h", "")
        assert said.strip() == expected
        assert terminal.said("echo $?") == f"{code}\n"
        assert terminal.is_usable()
    finally:
        terminal.close()


def test_terminal_is_usable_after_a_choice_was_interrupted(
    workspace: WorkspaceBuilder, pixi: Pixi
) -> None:
    workspace.feature("a", tasks={"ambi": "echo a"}).feature("b", tasks={"ambi": "b"})
    workspace.environments(a=["a"], b=["b"]).write()
    for key in (_INTERRUPT, "q"):
        terminal = _Terminal(pixi)
        try:
            terminal.type(f"{_PIXI} run ambi")
            terminal.press(key, at="> a")
            terminal.rest()
            assert terminal.is_usable()
        finally:
            terminal.close()
