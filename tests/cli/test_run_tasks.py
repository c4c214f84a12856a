"""``pixi run`` of tasks: arguments, templates, order, folders, variables, caches."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest

from support.workspace import current_subdir

if TYPE_CHECKING:
    from pathlib import Path

    from support.pixi import Outcome, Pixi
    from support.workspace import Value, WorkspaceBuilder


def banners(outcome: Outcome) -> list[str]:
    """Return the tasks that were announced, without what comes before the name."""
    lines = outcome.stderr.splitlines()
    return [line.partition("Pixi task (")[2] for line in lines if "Pixi task (" in line]


def test_tasks_run_behind_those_they_depend_on(
    workspace: WorkspaceBuilder, pixi: Pixi
) -> None:
    workspace.task("first", "echo 1").task("second", "echo 2", depends_on=["first"])
    workspace.task("third", "echo 3", depends_on=["second", "first"]).write()
    done = pixi("run", "third").ok()
    assert done.stdout == "1\n2\n3\n"
    # `first` is known when `second` is looked at, and runs once.
    assert banners(done) == ["first): echo 1", "second): echo 2", "third): echo 3"]
    assert "\n\n" in done.stderr


def test_task_that_fails_ends_the_run_with_its_code(
    workspace: WorkspaceBuilder, pixi: Pixi
) -> None:
    workspace.task("bad", "echo before && exit 7").task("good", "echo never")
    workspace.task("all", "echo never", depends_on=["bad", "good"]).write()
    done = pixi("run", "all").failed(7)
    assert done.stdout == "before\n"


def test_tasks_on_the_way_can_be_left_out(
    workspace: WorkspaceBuilder, pixi: Pixi
) -> None:
    workspace.task("first", "echo 1").task("second", "echo 2", depends_on=["first"])
    workspace.write()
    assert pixi("run", "--skip-deps", "second").ok().stdout == "2\n"


@pytest.mark.parametrize(
    "entry", [{"depends-on": ["say"]}, [{"task": "say"}]], ids=["table", "list"]
)
def test_alias_runs_what_it_stands_for_and_is_not_announced(
    workspace: WorkspaceBuilder, pixi: Pixi, entry: dict[str, list[str]]
) -> None:
    workspace.task("say", "echo said").table("tasks", all=entry).write()
    done = pixi("run", "all").ok()
    assert done.stdout == "said\n"
    assert banners(done) == ["say): echo said"]


def test_empty_alias_does_nothing(workspace: WorkspaceBuilder, pixi: Pixi) -> None:
    workspace.table("tasks", none={}).write()
    done = pixi("run", "none").ok()
    assert (done.stdout, banners(done)) == ("", [])


def test_arguments_fill_templates_and_the_rest_goes_behind(
    workspace: WorkspaceBuilder, pixi: Pixi
) -> None:
    arguments = ["who", {"arg": "mark", "default": "!", "choices": ["!", "?"]}]
    workspace.task("greet", "echo hello {{ who }}{{ mark }}", args=arguments).write()
    assert pixi("run", "greet", "you").ok().stdout == "hello you!\n"
    assert pixi("run", "greet", "you", "?").ok().stdout == "hello you?\n"
    done = pixi("run", "greet", "you", "--", "a  b", "it's", "$HOME").ok()
    assert done.stdout == "hello you! a  b it's $HOME\n"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "no value provided for argument 'who' of task 'greet'"),
        (
            ["a", "x"],
            "got 'x' for argument 'mark' of task 'greet', choose from: !, ?",
        ),
        (["a", "!", "b"], "task 'greet' received more arguments than expected"),
    ],
)
def test_arguments_that_do_not_fit_are_refused_before_anything_is_solved(
    workspace: WorkspaceBuilder, pixi: Pixi, words: list[str], message: str
) -> None:
    arguments = ["who", {"arg": "mark", "default": "!", "choices": ["!", "?"]}]
    workspace.task("greet", "echo {{ who }}{{ mark }}", args=arguments).write()
    assert (
        message in pixi.having(PIXI_NO_WRAP="1")("run", "greet", *words).failed().stderr
    )
    assert not (pixi.cwd / "pixi.lock").exists()


def test_arguments_are_handed_on(workspace: WorkspaceBuilder, pixi: Pixi) -> None:
    workspace.task(
        "say", "echo {{ a }}-{{ b }}", args=["a", {"arg": "b", "default": "d"}]
    )
    hands: list[Value] = [
        {"task": "say", "args": ["{{ x }}1"]},
        {"task": "say", "args": ["p", {"b": "{{ x }}"}]},
        {"task": "say", "args": ["{{ x }}1"]},
    ]
    workspace.task("both", "echo {{ x }}", args=["x"], depends_on=hands).write()
    # The same run twice in one list takes place twice, as in the original.
    assert pixi("run", "both", "X").ok().stdout == "X1-d\np-X\nX1-d\nX\n"


def test_templates_know_where_they_are(workspace: WorkspaceBuilder, pixi: Pixi) -> None:
    command = (
        "echo {{ pixi.platform }} {{ pixi.environment.name }} {{ pixi.manifest_path }}"
        " {{ pixi.init_cwd }} {{ pixi.is_win }}"
    )
    workspace.task("told", command).file("below/x", "").write()
    done = pixi.at(pixi.cwd / "below")("run", "told").ok()
    assert done.stdout.split() == [
        current_subdir(),
        "default",
        f"{pixi.cwd}/pixi.toml",
        f"{pixi.cwd}/below",
        "False",
    ]


def test_unknown_name_in_a_template_is_shown_behind_the_banner(
    workspace: WorkspaceBuilder, pixi: Pixi
) -> None:
    workspace.task("told", "echo {{ nobody }}").write()
    failed = pixi("run", "told").failed()
    assert banners(failed) == ["told): echo {{ nobody }}"]
    assert "failed to replace argument placeholders" in failed.stderr
    assert "this part can't be replaced" in failed.stderr


@pytest.mark.parametrize(
    ("words", "printed"),
    [
        (["echo", "{{ pixi.environment.name }}"], "{{ pixi.environment.name }}"),
        (["--templated", "echo", "{{ pixi.environment.name }}"], "default"),
        (["--templated", "echo {{pixi.environment.name}}x"], "defaultx"),
    ],
)
def test_templates_of_a_command_are_filled_in_where_that_is_asked(
    workspace: WorkspaceBuilder, pixi: Pixi, words: list[str], printed: str
) -> None:
    workspace.write()
    assert pixi("run", *words).ok().stdout == f"{printed}\n"


def test_command_as_a_list_keeps_what_means_something_to_the_shell(
    workspace: WorkspaceBuilder, pixi: Pixi
) -> None:
    command = ["echo", "a  b", "$WHO", "&&", "echo", "c"]
    workspace.table("tasks", told={"cmd": command}).write()
    done = pixi.having(WHO="me")("run", "told").ok()
    assert done.stdout == "a  b me\nc\n"


def test_task_runs_in_the_folder_it_names(
    workspace: WorkspaceBuilder, pixi: Pixi
) -> None:
    workspace.file("below/x", "").task("where", "pwd && echo $PWD $INIT_CWD")
    workspace.task("there", "pwd && echo $PWD", cwd="below")
    workspace.task("nowhere", "pwd", cwd="gone").write()
    below = pixi.cwd / "below"
    found = pixi.at(below)("run", "where").ok().stdout
    assert found == f"{pixi.cwd}\n{pixi.cwd} {below}\n"
    assert pixi("run", "there").ok().stdout == f"{below}\n{below}\n"
    said = pixi.having(PIXI_NO_WRAP="1")("run", "nowhere").failed().stderr
    assert f"invalid working directory '{pixi.cwd}/gone'" in said


def test_variables_of_a_task_are_expanded_in_their_order(
    workspace: WorkspaceBuilder, pixi: Pixi
) -> None:
    workspace.table("activation", env={"A": "activated"})
    env = {"A": "own", "B": "$A and $CALLER", "C": "{{ pixi.environment.name }}"}
    workspace.task("told", "echo $A/$B/$C", env=env).write()
    done = pixi.having(CALLER="caller", A="outer")("run", "told").ok()
    assert done.stdout == "own/own and caller/default\n"


@pytest.mark.skipif(sys.platform == "win32", reason="refused there")
@pytest.mark.parametrize("asked", ["flag", "task"])
def test_clean_task_sees_little_of_the_caller(
    workspace: WorkspaceBuilder, pixi: Pixi, asked: str
) -> None:
    workspace.file("on.sh", 'export BY_SCRIPT="$SECRET_NAME"\n')
    workspace.table("activation", scripts=["on.sh"], env={"HOSTNAME": "h", "A": "a"})
    workspace.task("clean", "/usr/bin/env", clean_env=asked == "task")
    workspace.task("other", "/usr/bin/env", depends_on=["clean"]).write()
    user = pixi.having(SECRET_NAME="x", DISPLAY=":0", TERM="dumb", A="a")
    flags = ["--clean-env"] if asked == "flag" else []
    done = user("run", *flags, "clean").ok()
    found = dict(line.split("=", 1) for line in done.stdout.splitlines())
    assert found["PATH"] == f"{pixi.cwd}/.pixi/envs/default/bin"
    assert "SECRET_NAME" not in found
    assert "TERM" not in found
    assert found["DISPLAY"] == ":0"
    assert found["HOME"] == str(pixi.home)
    assert found["BY_SCRIPT"] == "x"
    assert found["A"] == "a"
    assert found["PIXI_IN_SHELL"] == "1"
    if asked == "task":  # and others of the same run are as they were
        assert "SECRET_NAME=x" in user("run", "other").ok().stdout


def test_task_with_files_runs_when_they_change(
    workspace: WorkspaceBuilder, pixi: Pixi
) -> None:
    workspace.file("in.txt", "1").task(
        "make",
        "cat in.txt > out.txt; echo made",
        inputs=["in.txt"],
        outputs=["out.txt"],
    ).write()
    assert pixi("run", "make").ok().stdout == "made\n"
    again = pixi("run", "make").ok()
    assert again.stdout == ""
    assert "Task 'make' can be skipped (cache hit) 🚀" in again.stderr
    (pixi.cwd / "in.txt").write_text("2")
    assert pixi("run", "make").ok().stdout == "made\n"
    (pixi.cwd / "out.txt").unlink()
    assert pixi("run", "make").ok().stdout == "made\n"
    assert pixi("run", "make", "more").ok().stdout == "made more\n"
    assert [*(pixi.cwd / ".pixi" / "task-cache-v0").iterdir()]
    pixi("clean").ok()
    assert pixi("run", "make").ok().stdout == "made\n"


def test_task_whose_patterns_match_nothing_is_not_remembered(
    workspace: WorkspaceBuilder, pixi: Pixi
) -> None:
    workspace.task("make", "echo made", outputs=["gone.txt"]).write()
    for _ in range(2):
        done = pixi("run", "make").ok()
        assert done.stdout == "made\n"
        assert "No files matched the output globs for task 'make'" in done.stderr


def test_task_of_another_environment_is_made_ready_when_it_is_its_turn(
    workspace: WorkspaceBuilder, pixi: Pixi
) -> None:
    workspace.feature("test", tasks={"check": "echo $PIXI_ENVIRONMENT_NAME"})
    workspace.environments(test=["test"], other=[])
    dependency = {"task": "say", "environment": "other"}
    workspace.task("say", "echo $PIXI_ENVIRONMENT_NAME")
    workspace.task(
        "all", "echo $PIXI_ENVIRONMENT_NAME", depends_on=[dependency, "check"]
    )
    workspace.write()
    done = pixi("run", "all").ok()
    assert done.stdout == "other\ntest\ndefault\n"
    assert [line.partition(")")[0] for line in banners(done)] == [
        "say in other",
        "check in test",
        "all in default",
    ]


def test_missing_dependency_is_told_with_its_place(
    workspace: WorkspaceBuilder, pixi: Pixi
) -> None:
    workspace.task("all", "echo", depends_on=["gone"]).write()
    said = pixi("run", "all").failed().stderr
    assert "could not find the task 'gone'" in said
    assert "'all' depends on it" in said


def test_circle_of_tasks_runs_each_of_them(
    workspace: WorkspaceBuilder, pixi: Pixi
) -> None:
    workspace.task("a", "echo a", depends_on=["b"])
    workspace.task("b", "echo b", depends_on=["a"]).write()
    assert pixi("run", "a").ok().stdout == "a\nb\na\n"


def test_dry_run_shows_all_tasks_and_runs_none(
    workspace: WorkspaceBuilder, pixi: Pixi
) -> None:
    workspace.task("first", "echo 1").task("second", "echo 2", depends_on=["first"])
    workspace.write()
    done = pixi("run", "--dry-run", "second").ok()
    assert done.stdout == ""
    assert banners(done) == ["first): echo 1", "second): echo 2"]


def test_command_that_the_shell_cannot_parse_is_shown(
    workspace: WorkspaceBuilder, pixi: Pixi
) -> None:
    workspace.task("bad", "echo 'open").write()
    said = pixi.having(PIXI_NO_WRAP="1")("run", "bad").failed().stderr
    assert "failed to parse shell script. Task: 'echo 'open'" in said
    assert "there is nothing to run" in pixi("run", "").failed().stderr


def test_task_for_another_platform_runs_where_that_is_asked(
    workspace: WorkspaceBuilder, pixi: Pixi
) -> None:
    other = "osx-arm64" if current_subdir() == "linux-64" else "linux-64"
    workspace.platforms(current_subdir(), other)
    workspace.task("told", "echo here")
    workspace.table(f"target.{other}.tasks", told="echo {{ pixi.platform }}").write()
    assert pixi("run", "told").ok().stdout == "here\n"
    assert pixi("run", "--platform", other, "told").ok().stdout == f"{other}\n"
    said = pixi("run", "--platform", "win-32", "told").failed().stderr
    assert "platform 'win-32' is not part of environment 'default'" in said


def test_nested_run_stays_in_the_environment(
    workspace: WorkspaceBuilder, pixi: Pixi, tmp_path: Path
) -> None:
    program = tmp_path / "pixi"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -P -m pypixi "$@"\n')
    program.chmod(0o755)
    workspace.task("outer", f"{program} run -q inner")
    workspace.task("inner", "echo $PIXI_ENVIRONMENT_NAME")
    workspace.environments(other=[]).write()
    user = pixi.having(PATH=f"{os.defpath}:/usr/bin:/bin")
    assert user.process("run", "-e", "other", "outer").ok().stdout == "other\n"
