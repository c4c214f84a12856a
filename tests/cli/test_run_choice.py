"""What ``pixi run`` asks a person, in a terminal."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pexpect
import pytest

if TYPE_CHECKING:
    from support.pixi import Pixi
    from support.workspace import WorkspaceBuilder

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="terminals of Unix")

UP, DOWN, ESCAPE = "\x1b[A", "\x1b[B", "\x1b"


def _typed(pixi: Pixi, *argv: str) -> Any:
    return pexpect.spawn(
        sys.executable,
        ["-P", "-m", "pypixi", *argv],
        cwd=str(pixi.cwd),
        env=pixi.having(TERM="xterm").environ,
        dimensions=(30, 80),
        encoding="utf-8",
        timeout=20,
    )


def _end(child: Any) -> tuple[int, str]:
    child.expect(pexpect.EOF)
    child.close()
    return child.exitstatus, str(child.before)


@pytest.fixture
def ambiguous(workspace: WorkspaceBuilder, pixi: Pixi) -> Pixi:
    """``pixi`` where `ambi` is another task in each of two features, and in none."""
    workspace.task("ambi", "echo from-default").task("all", "echo", depends_on=["ambi"])
    workspace.feature("test", tasks={"ambi": "echo from-test"})
    workspace.feature("dev", tasks={"ambi": "echo from-dev"})
    workspace.environments(test=["test"], dev=["dev"]).write()
    return pixi


@pytest.mark.parametrize(
    ("pressed", "chosen"),
    [
        ("", "default"),
        (DOWN, "test"),
        (DOWN + DOWN, "dev"),
        (DOWN * 3, "default"),
        (UP, "dev"),
    ],
)
def test_environment_is_chosen_with_the_arrow_keys(
    ambiguous: Pixi, pressed: str, chosen: str
) -> None:
    child = _typed(ambiguous, "run", "ambi")
    child.expect_exact("The task 'ambi' can be run in multiple environments.")
    child.expect_exact("> default")
    child.send(f"{pressed}\r")
    code, said = _end(child)
    assert code == 0
    assert f"from-{chosen}" in said


def test_task_that_asks_is_named(ambiguous: Pixi) -> None:
    child = _typed(ambiguous, "run", "all")
    child.expect_exact("The task 'ambi' (depended on by 'all') can be run in")
    child.expect_exact("> default")
    child.send("\r")
    assert _end(child)[0] == 0


@pytest.mark.parametrize("key", [ESCAPE, "q"])
def test_giving_up_is_an_error(ambiguous: Pixi, key: str) -> None:
    child = _typed(ambiguous, "run", "ambi")
    child.expect_exact("> default")
    child.send(key)
    code, said = _end(child)
    assert code == 1
    assert "the task 'ambi' is ambiguous" in said
    assert "default, test, dev" in said


def test_interrupt_leaves(ambiguous: Pixi) -> None:
    child = _typed(ambiguous, "run", "ambi")
    child.expect_exact("> default")
    child.send("\x03")
    code, said = _end(child)
    assert code == 130
    assert "from-" not in said


def test_nobody_is_asked_where_the_environment_is_named(ambiguous: Pixi) -> None:
    for name in ("default", "test", "dev"):
        done = ambiguous("run", "-e", name, "ambi").ok()
        assert done.stdout == f"from-{name}\n"


def test_nobody_is_asked_without_a_terminal(ambiguous: Pixi) -> None:
    said = ambiguous("run", "ambi").failed().stderr
    assert "the task 'ambi' is ambiguous" in said
    assert "--environment" in said


def test_task_is_taken_from_a_list_that_gets_shorter(
    workspace: WorkspaceBuilder, pixi: Pixi
) -> None:
    workspace.task("build", "echo built").task("test", "echo tested")
    workspace.task("lint", "echo linted").task("_hidden", "echo").write()
    child = _typed(pixi, "run")
    child.expect_exact("Which task?")
    child.expect_exact("> build")
    child.send("tx\x7fe")
    child.expect_exact("filter: te")
    child.send("\r")
    code, said = _end(child)
    assert code == 0
    assert "tested" in said


def test_list_of_tasks_can_be_left(workspace: WorkspaceBuilder, pixi: Pixi) -> None:
    workspace.task("build", "echo built").write()
    child = _typed(pixi, "run")
    child.expect_exact("> build")
    child.send("quit")  # letters filter here
    child.expect_exact("filter: quit")
    child.send(f"\r{ESCAPE}")
    code, said = _end(child)
    assert code == 0
    assert "built" not in said
