"""``pixi run --watch``: tasks run again when what they read changes."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pexpect
import pytest

from support.workspace import WorkspaceBuilder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from support.pixi import Pixi

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="terminals of Unix")

WAITS = r"\[watch\] (\w[^;]*); waiting for ([^\r]+) \(Ctrl-C ends\)"


def _started(pixi: Pixi, *argv: str) -> Any:
    return pexpect.spawn(
        sys.executable,
        ["-P", "-m", "pypixi", "run", "--watch", *argv],
        cwd=str(pixi.cwd),
        env=pixi.having(TERM="dumb").environ,
        dimensions=(30, 200),
        encoding="utf-8",
        timeout=30,
    )


@pytest.fixture
def watched(pixi: Pixi) -> Iterator[Callable[..., Any]]:
    """Start ``pixi run --watch`` in a terminal."""
    started: list[Any] = []

    def start(*argv: str) -> Any:
        child = _started(pixi, *argv)
        started.append(child)
        return child

    yield start
    for child in started:
        child.close(force=True)


def _end(child: Any) -> tuple[int, str]:
    child.send("\x03")
    child.expect(pexpect.EOF)
    child.close()
    return child.exitstatus, str(child.before)


def test_tasks_run_again_when_a_file_changes_comes_or_goes(
    workspace: WorkspaceBuilder, pixi: Pixi, watched: Callable[..., Any]
) -> None:
    workspace.file("src/deep/a.txt", "1").file("src/other.md", "")
    workspace.task("say", "echo said $(cat src/*/*.txt)", inputs=["src/**/*.txt"])
    workspace.task("all", "echo done", depends_on=["say"]).write()
    child = watched("all")
    child.expect("said 1\r")
    child.expect(WAITS)
    assert (child.match[1], child.match[2]) == ("done", "src/**/*.txt")
    (pixi.cwd / "src" / "other.md").write_text("not read")
    (pixi.cwd / "src" / "deep" / "a.txt").write_text("2")
    child.expect_exact("[watch] src/deep/a.txt changed, running again")
    child.expect("said 2\r")
    child.expect(WAITS)
    (pixi.cwd / "src" / "new").mkdir()
    (pixi.cwd / "src" / "new" / "b.txt").write_text("3")
    child.expect_exact("[watch] src/new/b.txt changed, running again")
    child.expect("said 23\r")
    child.expect(WAITS)
    (pixi.cwd / "src" / "new" / "b.txt").unlink()
    child.expect_exact("[watch] src/new/b.txt changed, running again")
    child.expect(WAITS)
    code, rest = _end(child)
    assert code == 130
    assert "said" not in rest


def test_change_during_a_run_starts_one_more(
    workspace: WorkspaceBuilder, pixi: Pixi, watched: Callable[..., Any]
) -> None:
    workspace.file("in.txt", "1")
    command = "cat in.txt && echo && echo begun && sleep 1 && echo ended"
    workspace.task("slow", command, inputs=["in.txt"]).write()
    child = watched("slow")
    child.expect("1\r\nbegun")
    for text in ("2", "3"):
        (pixi.cwd / "in.txt").write_text(text)
    child.expect("ended")
    child.expect_exact("[watch] in.txt changed, running again")
    child.expect("3\r\nbegun")
    child.expect("ended")
    child.expect(WAITS)
    assert _end(child)[0] == 130


def test_what_tasks_make_for_each_other_starts_no_run(
    workspace: WorkspaceBuilder, pixi: Pixi, watched: Callable[..., Any]
) -> None:
    workspace.file("a.in", "1")
    workspace.task("gen", "date +%N > b.in", inputs=["a.in"], outputs=["b.in"])
    workspace.task("use", "echo used", inputs=["*.in"], depends_on=["gen"]).write()
    child = watched("--force", "use")
    child.expect("used\r")
    child.expect(WAITS)
    with pytest.raises(pexpect.TIMEOUT):
        child.expect_exact("running again", timeout=1)
    (pixi.cwd / "a.in").write_text("2")
    child.expect_exact("[watch] a.in changed, running again")
    child.expect("used\r")
    assert _end(child)[0] == 130


def test_failures_and_mistakes_are_shown_and_waited_after(
    workspace: WorkspaceBuilder, pixi: Pixi, watched: Callable[..., Any]
) -> None:
    workspace.task("test", "exit 3", inputs=["pixi.toml"]).write()
    manifest = pixi.cwd / "pixi.toml"
    text = manifest.read_text()
    child = watched("test")
    child.expect(WAITS)
    assert child.match[1] == "failed with exit code 3"
    manifest.write_text("[workspace")
    child.expect_exact("pixi.toml changed, running again")
    child.expect(WAITS)
    assert child.match[1] == "not run"
    manifest.write_text(text.replace("exit 3", "echo mended"))
    child.expect("mended\r")
    child.expect(WAITS)
    assert child.match[1] == "done"
    assert _end(child)[0] == 130


def test_interrupt_during_a_run_ends_it_all(
    workspace: WorkspaceBuilder, watched: Callable[..., Any]
) -> None:
    # The program takes the interrupt for a wish to end, and ends well.
    command = "sh -c 'trap \"exit 0\" INT; echo begun; while :; do sleep 0.1; done'"
    workspace.task("serve", command, inputs=["pixi.toml"]).write()
    child = watched("serve")
    child.expect("begun")
    assert _end(child)[0] == 130


def test_tasks_run_in_parallel_too(
    workspace: WorkspaceBuilder, pixi: Pixi, watched: Callable[..., Any]
) -> None:
    workspace.file("in.txt", "1").task("a", "cat in.txt", inputs=["in.txt"])
    workspace.task("b", "echo b", depends_on=["a"]).write()
    child = watched("-j2", "b")
    child.expect_exact("[a] 1")
    child.expect_exact("[b] b")
    child.expect(WAITS)
    (pixi.cwd / "in.txt").write_text("2")
    child.expect_exact("[a] 2")
    assert _end(child)[0] == 130


def test_workspace_may_be_below_a_folder_that_is_passed_over(
    pixi: Pixi, tmp_path: Path
) -> None:
    root = tmp_path / ".git" / "modules"
    root.mkdir(parents=True)
    WorkspaceBuilder(root).task("say", "cat in.txt", inputs=["in.txt"]).file(
        "in.txt", "1\n"
    ).write()
    child = _started(pixi.at(root), "say")
    child.expect("1\r")
    child.expect(WAITS)
    (root / "in.txt").write_text("2\n")
    child.expect_exact("[watch] in.txt changed, running again")
    child.expect("2\r")
    assert _end(child)[0] == 130


def test_nothing_to_watch_is_told(workspace: WorkspaceBuilder, pixi: Pixi) -> None:
    workspace.task("say", "echo never").write()
    done = pixi.having(PIXI_NO_WRAP="1")("run", "--watch", "say").failed()
    assert "there is nothing to watch: 'say' names no input files" in done.stderr
    assert done.stdout == ""
    said = pixi("run", "--watch", "echo", "x").failed().stderr
    assert "there is nothing to watch: a command names no input files" in said
    assert "not allowed" in pixi("run", "--watch", "--graph", "say").failed(2).stderr
