"""``pixi run --graph``: what waits for what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.workspace import current_subdir

if TYPE_CHECKING:
    from support.pixi import Pixi
    from support.workspace import WorkspaceBuilder


@pytest.fixture
def diamond(workspace: WorkspaceBuilder, pixi: Pixi) -> Pixi:
    """``pixi`` where `all` waits for two builds and one for another environment."""
    workspace.file("on.sh", "touch activated\n").table("activation", scripts=["on.sh"])
    workspace.task("setup", "touch ran", inputs=["{{ pixi.environment.name }}.in"])
    workspace.task(
        "build", "make {{ mode }}", args=["mode"], depends_on=["setup"], outputs=["out"]
    )
    workspace.feature("test", tasks={"check": 'echo "#1"\necho 2'})
    needs = [{"task": "build", "args": [mode]} for mode in ("debug", "release")]
    workspace.table("tasks", all={"depends-on": [*needs, {"task": "check"}]})
    workspace.environments(test=["test"]).write()
    return pixi


def test_graph_is_a_list_that_says_what_waits_for_what(diamond: Pixi) -> None:
    done = diamond("run", "--graph", "all").ok()
    assert done.stdout == (
        "1. setup in default: touch ran\n"
        "2. build debug in default: make debug\n   after 1\n"
        "3. build release in default: make release\n   after 1\n"
        '4. check in test: echo "#1" …\n'
        "5. all in default\n   after 2, 3, 4\n"
    )
    assert done.stderr == ""


def test_nothing_is_touched_by_a_graph(diamond: Pixi) -> None:
    before = sorted(diamond.cwd.rglob("*"))
    for flag in ("--graph", "--graph=json", "--graph=mermaid"):
        diamond("run", flag, "all").ok()
    assert sorted(diamond.cwd.rglob("*")) == before


@pytest.mark.parametrize("flags", [["--graph", "--json"], ["--graph=json"]])
def test_graph_is_a_document(diamond: Pixi, flags: list[str]) -> None:
    document = diamond("run", *flags, "all").json()
    assert document["version"] == 1
    tasks = document["tasks"]
    assert [(each["id"], each["task"], each["after"]) for each in tasks] == [
        (1, "setup", []),
        (2, "build", [1]),
        (3, "build", [1]),
        (4, "check", []),
        (5, "all", [2, 3, 4]),
    ]
    assert tasks[1] == {
        "id": 2,
        "task": "build",
        "environment": "default",
        "platform": current_subdir(),
        "command": "make debug",
        "description": None,
        "arguments": {"mode": "debug"},
        "extra_arguments": [],
        "inputs": None,
        "outputs": ["out"],
        "after": [1],
    }
    assert tasks[0]["inputs"] == ["default.in"]
    assert (tasks[3]["environment"], tasks[4]["command"]) == ("test", None)


def test_graph_is_a_flowchart(diamond: Pixi) -> None:
    assert diamond("run", "--graph=mermaid", "all").ok().stdout == (
        "flowchart TD\n"
        '    t1["setup in default"]\n'
        '    t2["build debug in default"]\n'
        '    t3["build release in default"]\n'
        '    t4["check in test"]\n'
        '    t5(["all in default"])\n'
        "    t1 --> t2\n    t1 --> t3\n    t2 --> t5\n    t3 --> t5\n    t4 --> t5\n"
    )


def test_words_are_part_of_the_graph(workspace: WorkspaceBuilder, pixi: Pixi) -> None:
    workspace.task("say", "echo {{ nobody }}", args=[{"arg": "a", "default": "1"}])
    workspace.write()
    done = pixi("run", "--graph", "say", "x", "--", '"<#>').ok()
    assert done.stdout == '1. say x "<#>: echo {{ nobody }} "<#>\n'
    done = pixi("run", "--graph=mermaid", "say", "x", "--", '"<#>').ok()
    assert done.stdout == 'flowchart TD\n    t1["say x #quot;#lt;#35;#gt;"]\n'
    # Behind the task it is a word of the task.
    assert pixi("run", "echo", "--graph").ok().stdout == "--graph\n"


@pytest.mark.parametrize(
    ("flags", "code", "phrase"),
    [
        (["--graph=svg", "all"], 2, "'svg' is none of text, json, mermaid"),
        (["--graph", "--dry-run", "all"], 2, "not allowed with argument"),
        (["--json", "all"], 2, "'--json' needs '--graph'"),
        (["--graph=mermaid", "--json", "all"], 1, "cannot be both JSON and mermaid"),
        (["--graph", "echo", "x"], 1, "'echo x' is a command and no task"),
    ],
)
def test_flags_that_do_not_fit_are_refused(
    diamond: Pixi, flags: list[str], code: int, phrase: str
) -> None:
    assert phrase in diamond("run", *flags).failed(code).stderr
