"""``pixi run --env-file`` and ``--force``."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from support.pixi import Pixi
    from support.workspace import WorkspaceBuilder


def test_files_set_variables_between_activation_and_task(
    workspace: WorkspaceBuilder, pixi: Pixi
) -> None:
    workspace.table("activation", env={"A": "activated", "B": "activated"})
    workspace.file("one.env", "A=one\nC=one\nD=one\n").file("two.env", "C='two $A'\n")
    workspace.task("told", "echo $A/$B/$C/$D", env={"D": "own and $D"}).write()
    done = pixi("run", "--env-file", "one.env", "--env-file=two.env", "told").ok()
    assert done.stdout == "one/activated/two $A/own and one\n"
    below = pixi.at(pixi.cwd / "below")
    below.cwd.mkdir()
    done = below("run", "--env-file", "../one.env", "echo $A").ok()
    assert done.stdout == "one\n"


def test_mistake_in_a_file_is_told_with_its_line_before_anything_is_solved(
    workspace: WorkspaceBuilder, pixi: Pixi
) -> None:
    workspace.file("bad.env", "A=1\n\nsay it\n").task("told", "echo").write()
    user = pixi.having(PIXI_NO_WRAP="1")
    said = user("run", "--env-file", "bad.env", "told").failed().stderr
    assert f"line 3 of '{pixi.cwd}/bad.env' sets no variable" in said
    assert "say it" in said
    assert not (pixi.cwd / "pixi.lock").exists()
    said = user("run", "--env-file", "gone.env", "told").failed().stderr
    assert f"'{pixi.cwd}/gone.env' cannot be read: No such file" in said


def test_task_is_forced_to_run_and_remembered_all_the_same(
    workspace: WorkspaceBuilder, pixi: Pixi
) -> None:
    workspace.file("in.txt", "1").task("make", "echo made", inputs=["in.txt"]).write()
    assert pixi("run", "--force", "make").ok().stdout == "made\n"
    assert pixi("run", "make").ok().stdout == ""
    assert pixi("run", "--force", "make").ok().stdout == "made\n"
