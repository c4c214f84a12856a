"""``pixi run``: which task the words mean, in which environment, and what is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.workspace import current_subdir

if TYPE_CHECKING:
    from support.channel import ChannelBuilder
    from support.pixi import Pixi
    from support.workspace import Value, WorkspaceBuilder

WHERE = "echo $PIXI_ENVIRONMENT_NAME"


@pytest.fixture
def several(workspace: WorkspaceBuilder, pixi: Pixi) -> Pixi:
    """``pixi`` where features have tasks of their own, and tasks name environments."""
    needs: dict[str, Value] = {
        "gone": {"task": "check", "environment": "gone"},
        "other": {"task": "where", "environment": "other"},
        "elsewhere": {"task": "where", "environment": "bare"},
    }
    for name, dependency in needs.items():
        workspace.task(f"needs-{name}", "echo end", depends_on=[dependency])
    workspace.task("where", WHERE).task("over", "echo of-default")
    workspace.task("without", WHERE, default_environment="bare")
    workspace.task("parent", WHERE, depends_on=["where"], default_environment="other")
    workspace.feature("test", tasks={"check": WHERE, "over": "echo of-test"})
    workspace.environments(
        {
            "other": [],
            "test": ["test"],
            "bare": {"features": [], "no-default-feature": True},
        }
    ).write()
    return pixi.having(PIXI_NO_WRAP="1")


@pytest.mark.parametrize(
    ("words", "printed"),
    [
        (["where"], "default"),
        (["-e", "other", "where"], "other"),
        (["check"], "test"),
        (["without"], "default"),
        (["parent"], "default other"),
        (["-e", "test", "parent"], "test test"),
        (["needs-gone"], "test end"),
        (["needs-other"], "other end"),
        (["-e", "test", "needs-other"], "other end"),
        (["-e", "other", "over"], "of-default"),
        (["-e", "test", "over"], "of-test"),
        (["-e", "test", "--skip-deps", "needs-gone"], "end"),
    ],
)
def test_task_runs_where_the_search_leads(
    several: Pixi, words: list[str], printed: str
) -> None:
    assert several("run", *words).ok().stdout.split() == printed.split()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["-e", "gone", "where"], "unknown environment 'gone'"),
        (["over"], "These environments provide the task 'over': default, other, test"),
        (["needs-elsewhere"], "could not find the task 'where'"),
        (["-e", "other", "needs-gone"], "could not find the task 'check'"),
        (
            ["-e", "bare", "where"],
            "the task 'where' is not available in environment 'bare'",
        ),
        (["-p", "zos-z", "where"], "platform 'zos-z' is not part of environment"),
    ],
)
def test_search_that_leads_nowhere_is_told(
    several: Pixi, words: list[str], message: str
) -> None:
    assert message in several("run", *words).failed(1).stderr


def test_environment_that_a_task_names_must_run_here(
    workspace: WorkspaceBuilder, channel: ChannelBuilder, pixi: Pixi
) -> None:
    channel.package("kelp")
    workspace.channels(channel.url).platforms(current_subdir(), "zos-z")
    workspace.feature("far", platforms=["zos-z"], dependencies={"kelp": "*"})
    workspace.environments(far=["far"]).task("go", WHERE, default_environment="far")
    workspace.write()
    assert pixi("run", "go").ok().stdout == "default\n"


@pytest.mark.parametrize(
    ("line", "printed"),
    [
        ("where # a comment", "default\n"),
        (r"echo a\ b", "a b\n"),
        ("echo 'a   b'", "a b\n"),
        ("echo a && echo b", "a\nb\n"),
        ('echo "a"b', "ab\n"),
        ("echo a#b", "a#b\n"),
        ("\twhere\n", "default\n"),
    ],
)
def test_one_word_is_split_like_a_line(several: Pixi, line: str, printed: str) -> None:
    assert several("run", line).ok().stdout == printed


@pytest.mark.parametrize(
    ("words", "printed"),
    [
        (["where", "--", "--"], "default --\n"),
        (["where", "--", "-e", "--"], "default -e --\n"),
        (["where", "-x", "--", "-n"], "default -x -- -n\n"),
        (["--", "where", "--"], "default\n"),
    ],
)
def test_dashes_behind_a_task_are_its_own(
    several: Pixi, words: list[str], printed: str
) -> None:
    assert several("run", *words).ok().stdout == printed


def test_line_with_open_quotes_is_refused(several: Pixi) -> None:
    failed = several("run", "where 'x").failed(1)
    assert "could not split task, assuming non valid task" in failed.stderr


def test_everything_that_is_told_in_a_run(
    workspace: WorkspaceBuilder, pixi: Pixi
) -> None:
    workspace.task("first", "echo 1", description="One")
    arguments: list[Value] = ["a", {"arg": "b", "default": "B"}]
    workspace.task("then", "echo {{ a }}{{ b }}", args=arguments, inputs=["pixi.toml"])
    workspace.write()
    first = "✨ Pixi task (first): echo 1: (One)\n"
    assert pixi("run", "first").ok().stderr == first
    assert pixi("run", "-q", "first").ok().stderr == ""
    dry = "🌵 Dry-run mode enabled - no tasks will be executed.\n\n\n"
    assert pixi("run", "-n", "first").ok().stderr == f"{dry}{first}"
    assert pixi("run", "-n", "echo", "x").ok().stderr == dry
    words = ["run", "then", "1", "2", "--", "x  y", "z"]
    banner = "✨ Pixi task (then): echo 12 x  y z\n"
    assert pixi(*words).ok().stderr == banner
    skipped = "Task 'then' with args a = 1, b = 2 -- x  y z can be skipped"
    assert pixi(*words).ok().stderr == f"{banner}{skipped} (cache hit) 🚀\n"


def test_tasks_are_told_apart_by_an_empty_line(several: Pixi) -> None:
    first = "✨ Pixi task (where in other): echo $PIXI_ENVIRONMENT_NAME\n"
    second = "✨ Pixi task (needs-other in default): echo end\n"
    assert several("run", "needs-other").ok().stderr == f"{first}\n{second}"


@pytest.mark.parametrize(
    ("locale", "mark"),
    [({"LANG": "C"}, ""), ({"LANG": "de_DE.utf-8"}, "✨ "), ({"LANG": ""}, "")],
)
def test_signs_are_shown_where_the_locale_has_them(
    several: Pixi, locale: dict[str, str], mark: str
) -> None:
    said = several.having(**locale)("run", "where").ok().stderr
    assert said == f"{mark}Pixi task (where in default): {WHERE}\n"


def test_command_that_is_not_found_lists_tasks_of_the_environment(
    several: Pixi,
) -> None:
    said = several("run", "-e", "bare", "gone").failed(127).stderr
    assert said == "gone: command not found\n"
    said = several("run", "-e", "test", "gone").failed(127).stderr
    assert said.startswith("gone: command not found\n\nAvailable tasks:\n\tcheck\n")
    assert (
        several("run", "-q", "gone").failed(127).stderr == "gone: command not found\n"
    )


@pytest.mark.parametrize("place", ["below", "absolute", "../outside", "link"])
def test_folder_of_a_task_is_the_one_it_sees(
    workspace: WorkspaceBuilder, pixi: Pixi, place: str
) -> None:
    outside = pixi.cwd.parent / "outside"
    outside.mkdir()
    cwd = str(outside) if place == "absolute" else place
    workspace.file("below/x", "").task("go", "printenv PWD INIT_CWD && pwd", cwd=cwd)
    workspace.write()
    (pixi.cwd / "link").symlink_to(outside)
    below = pixi.cwd / "below"
    expected = str(pixi.cwd / cwd)
    done = pixi.at(below).having(PWD="/liar", INIT_CWD="/liar")("run", "go").ok()
    pwd, init, _ = done.stdout.splitlines()
    assert (pwd, init) == (expected, str(below))
