"""``pixi task``: what a manifest says of tasks, shown and changed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from support.workspace import current_subdir

if TYPE_CHECKING:
    from pathlib import Path

    from support.pixi import Pixi
    from support.workspace import WorkspaceBuilder

_HEAD = f'[workspace]\nchannels = []\nplatforms = ["{current_subdir()}"]\n'
_FOREIGN = "win-arm64" if current_subdir() != "win-arm64" else "linux-64"


@pytest.fixture
def manifest(workspace: WorkspaceBuilder, pixi: Pixi) -> Path:
    """The manifest of a workspace with nothing but a platform."""
    del pixi  # which makes the folder
    return workspace.manifest(_HEAD).write()


def tasks(manifest: Path) -> str:
    """Return what stands behind the head of a manifest."""
    text = manifest.read_text(encoding="utf-8")
    assert text.startswith(_HEAD)
    return text.removeprefix(_HEAD).lstrip("\n")


@pytest.mark.parametrize(
    ("words", "text", "told"),
    [
        pytest.param(
            ["t", "make && make test"],
            't = "make && make test"',
            "make && make test",
            id="one word",
        ),
        pytest.param(
            ["t", "echo", "a b", "$X", "[y]", ""],
            't = \'echo "a b" $X "[y]" ""\'',
            'echo "a b" $X "[y]" ""',
            id="several words",
        ),
        pytest.param(["t", "ls", "--", "-la"], 't = "ls -la"', "ls -la", id="options"),
        pytest.param(
            ["t", "--", "cargo", "run", "--", "-x"],
            't = "cargo run -- -x"',
            "cargo run -- -x",
            id="later dashes stay",
        ),
        pytest.param(
            ["t", "ls", "--depends-on", "a"],
            't = { cmd = "ls", depends-on = ["a"] }',
            "ls, depends-on = 'a'",
            id="one dependency",
        ),
        pytest.param(
            ["--cwd", "d", "t", "ls", "x"],
            't = { cmd = "ls x", cwd = "d" }',
            "ls x",
            id="option in front",
        ),
        pytest.param(
            ["t", "--cwd", "d", "ls", "x"],
            't = { cmd = "ls x", cwd = "d" }',
            "ls x",
            id="option between",
        ),
        pytest.param(
            ["t", "--depends-on", "a", "b"],
            't = [{ task = "a" }, { task = "b" }]',
            ", depends-on = [a,b]",
            id="no command",
        ),
        pytest.param(
            ["t", "ls", "--clean-env"],
            't = { cmd = "ls", clean-env = true }',
            "ls",
            id="clean environment",
        ),
        pytest.param(
            [
                *[
                    "t",
                    "ls",
                    "--arg",
                    "x",
                    "--arg",
                    "y",
                    "--env",
                    "A=1",
                    "--env",
                    "B==",
                ],
                *["--default-environment", "e", "--description", 'it "is"'],
                *["--cwd", "d", "--depends-on", "a", "b", "--depends-on", "c"],
            ],
            't = { cmd = "ls", args = ["x", "y"], default-environment = "e",'
            ' depends-on = ["a", "b", "c"], cwd = "d", env = { A = "1", B = "=" },'
            " description = 'it \"is\"' }",
            "ls, depends-on = [a,b,c], default_environment = e,"
            ' env = {"A": "1", "B": "="}, description = "it \\"is\\""',
            id="all there is",
        ),
    ],
)
def test_add(
    manifest: Path, pixi: Pixi, words: list[str], text: str, told: str
) -> None:
    done = pixi("task", "add", *words).ok()
    assert tasks(manifest) == f"[tasks]\n{text}\n"
    assert done.stderr == f"✔ Added task `t`: {told}\n"
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("options", "table"),
    [
        ([], "tasks"),
        (["-p", current_subdir()], f"target.{current_subdir()}.tasks"),
        (["-f", "f"], "feature.f.tasks"),
        (
            ["-f", "f", "-p", current_subdir()],
            f"feature.f.target.{current_subdir()}.tasks",
        ),
        (["-e", "e"], "environments.e.tasks"),
        (
            ["-e", "e", "-p", current_subdir()],
            f"environments.e.target.{current_subdir()}.tasks",
        ),
    ],
)
def test_place_is_chosen(
    manifest: Path, pixi: Pixi, options: list[str], table: str
) -> None:
    pixi("task", "add", "t", "ls", *options).ok()
    assert tasks(manifest) == f'[{table}]\nt = "ls"\n'
    done = pixi("task", "rm", "t", *options).ok()
    assert done.stderr.endswith("✔ Removed task `t` \n")
    assert tasks(manifest) == ""


def test_undeclared_platform_is_added(manifest: Path, pixi: Pixi) -> None:
    pixi("task", "add", "t", "ls", "-p", _FOREIGN).ok()
    text = manifest.read_text(encoding="utf-8")
    assert f'platforms = ["{current_subdir()}", "{_FOREIGN}"]\n' in text
    assert text.endswith(f'\n[target.{_FOREIGN}.tasks]\nt = "ls"\n')


def test_comments_and_formatting_stay(workspace: WorkspaceBuilder, pixi: Pixi) -> None:
    text = (
        f"# top\n{_HEAD}\n[tasks]  # mine\na   = 'x' # why\n\n# end\n[dependencies]\n"
    )
    manifest = workspace.manifest(text).write()
    pixi("task", "add", "t", "ls").ok()
    after = text.replace("# why\n", '# why\nt = "ls"\n')
    assert manifest.read_text(encoding="utf-8") == after
    pixi("task", "remove", "t").ok()
    assert manifest.read_text(encoding="utf-8") == text


def test_tasks_of_a_pyproject(workspace: WorkspaceBuilder, pixi: Pixi) -> None:
    head = _HEAD.replace("[workspace]", '[tool.pixi.workspace]\nname = "w"')
    path = workspace.manifest(head, file="pyproject.toml").write()
    pixi("task", "add", "t", "ls").ok()
    text = path.read_text(encoding="utf-8")
    assert text == f'{head}\n[tool.pixi.tasks]\nt = "ls"\n'


@pytest.mark.parametrize(
    ("words", "messages"),
    [
        pytest.param(
            ["add", "here", "ls"],
            ["task here already exists", "pixi task remove here"],
            id="task exists",
        ),
        pytest.param(
            ["alias", "here", "x"], ["task here already exists"], id="alias exists"
        ),
        pytest.param(
            ["add", "t", "ls", "-p", "nowhere"],
            ["workspace does not define a platform named 'nowhere'"],
            id="unknown platform",
        ),
        pytest.param(
            ["add", "t", "ls", "--arg", "a-b"],
            ["'a-b' is not a valid argument name since it contains the character '-'"],
            id="argument with a dash",
        ),
        pytest.param(
            ["add", "t", "ls", "-e", "No"], ["No"], id="name of no environment"
        ),
    ],
)
def test_mistake_changes_nothing(
    workspace: WorkspaceBuilder, pixi: Pixi, words: list[str], messages: list[str]
) -> None:
    manifest = workspace.manifest(f'{_HEAD}\n[tasks]\nhere = "x"\n').write()
    before = manifest.read_bytes()
    done = pixi.having(PIXI_NO_WRAP="1")("task", *words).failed()
    assert not [text for text in messages if text not in done.stderr]
    assert manifest.read_bytes() == before


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["add", "v", "ls", "-la"], "unexpected argument '-la' found"),
        (["add", "v", "ls", "--env", "A"], "invalid KEY=value"),
        (["add", "v", "ls", "-f", "f", "-e", "e"], "not allowed with argument"),
        (["add", "v"], "What the task is called"),
        (["alias", "v"], "The name for the tasks"),
        (["nonsense"], "nonsense"),
        ([], "Usage: pixi task"),
    ],
)
def test_words_that_make_no_command(
    manifest: Path, pixi: Pixi, words: list[str], message: str
) -> None:
    done = pixi("task", *words).failed(2)
    assert message in done.stderr
    assert tasks(manifest) == ""


def test_usage_names_all_arguments(manifest: Path, pixi: Pixi) -> None:
    del manifest
    done = pixi("task", "add", "v", "ls", "-la").failed(2)
    assert "Usage: pixi task add [OPTIONS] <NAME> [COMMAND]...\n" in done.stderr


@pytest.mark.parametrize("word", ["alias", "@"])
def test_alias(manifest: Path, pixi: Pixi, word: str) -> None:
    done = pixi("task", word, "all", "a", "b").ok()
    assert tasks(manifest) == '[tasks]\nall = [{ task = "a" }, { task = "b" }]\n'
    assert done.stderr == "✔ Added alias `all`: , depends-on = [a,b]\n"


def test_alias_with_a_description(manifest: Path, pixi: Pixi) -> None:
    pixi("task", "alias", "all", "a", "--description", "d").ok()
    written = '{ depends-on = [{ task = "a" }], description = "d" }'
    assert tasks(manifest) == f"[tasks]\nall = {written}\n"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ([], "❌ Task `x` does not exist for feature 'default'"),
        (["-f", "f"], "❌ Task `x` does not exist for feature 'f'"),
        (["-e", "e"], "❌ Task `x` does not exist for environment 'e'"),
        (["-p", current_subdir()], f"❌ Task 'x' does not exist on {current_subdir()}"),
    ],
)
def test_missing_task_is_told(
    workspace: WorkspaceBuilder, pixi: Pixi, options: list[str], message: str
) -> None:
    text = f'{_HEAD}\n[tasks]\na = "1"\nb = "2"\n'
    manifest = workspace.manifest(text).write()
    done = pixi("task", "rm", "x", *options).ok()
    assert done.stderr == f"{message}\n"
    assert manifest.read_text(encoding="utf-8") == text


def test_those_that_are_there_are_removed(
    workspace: WorkspaceBuilder, pixi: Pixi
) -> None:
    manifest = workspace.manifest(f'{_HEAD}\n[tasks]\na = "1"\nb = "2"\n').write()
    done = pixi("task", "remove", "x", "a").ok()
    assert "❌ Task `x` does not exist" in done.stderr
    assert "✔ Removed task `a` \n" in done.stderr
    assert tasks(manifest) == '[tasks]\nb = "2"\n'


def test_feature_that_is_used_stays_without_tasks(
    workspace: WorkspaceBuilder, pixi: Pixi
) -> None:
    text = f'{_HEAD}\n[environments]\ne = ["f"]\n\n[feature.f.tasks]\na = "1"\n'
    manifest = workspace.manifest(text).write()
    pixi("task", "rm", "a", "-f", "f").ok()
    assert tasks(manifest) == '[environments]\ne = ["f"]\n\n[feature.f.tasks]\n'


@pytest.fixture
def several(workspace: WorkspaceBuilder, pixi: Pixi) -> Pixi:
    """``pixi`` in a workspace with tasks in several environments."""
    workspace.platforms(current_subdir(), _FOREIGN)
    workspace.task("build", "make", description="  Build\n  it ")
    workspace.task("_hidden", "x").task("all", ["echo", "{{ a }}"], args=["a"])
    workspace.feature("f", tasks={"check": {"cmd": "c", "description": "Check"}})
    workspace.feature(
        "far", platforms=[_FOREIGN], dependencies={"a": "*"}, tasks={"fly": "f"}
    )
    workspace.environments(
        {
            "test": {"features": ["f"], "tasks": {"build": "other"}},
            "away": {"features": ["far"], "no-default-feature": True},
        }
    )
    workspace.write()
    return pixi


@pytest.mark.parametrize("word", ["list", "ls", "l"])
def test_list(several: Pixi, word: str) -> None:
    done = several("task", word).ok()
    assert done.stdout.splitlines() == [
        "Task   Description",
        "all",
        "build  Build it",
        "check  Check",
        "fly",
    ]
    assert done.stderr == ""


def test_list_of_an_environment(several: Pixi) -> None:
    done = several("task", "list", "-e", "away").ok()
    assert done.stdout.splitlines() == ["Task  Description", "fly"]


def test_what_does_not_run_here_is_dimmed(several: Pixi) -> None:
    done = several("task", "list", "--color", "always").ok()
    dimmed = [line for line in done.stdout.splitlines() if line.startswith("\x1b[2m")]
    assert dimmed == ["\x1b[2mfly\x1b[0m"]


def test_list_without_tasks(manifest: Path, pixi: Pixi) -> None:
    del manifest
    assert pixi("task", "list").ok().stdout == "Task  Description\n"


def test_list_of_an_unknown_environment(several: Pixi) -> None:
    done = several("task", "list", "-e", "nope").failed()
    assert "unknown environment 'nope'" in done.stderr


def test_summary(several: Pixi) -> None:
    done = several("task", "list", "--summary").ok()
    assert done.stdout == ""
    assert done.stderr.splitlines() == [
        "Tasks per environment:",
        "----------------------",
        "default (by design): all, build",
        "test (by design): all, build, check",
        "away (not runnable here): fly",
    ]


def test_environment_without_dependencies_runs_everywhere(
    workspace: WorkspaceBuilder, pixi: Pixi
) -> None:
    workspace.platforms(_FOREIGN).task("t", "x").write()
    done = pixi("task", "list", "-s").ok()
    assert "default (no dependency): t" in done.stderr


def test_machine_readable(several: Pixi) -> None:
    done = several("task", "list", "--machine-readable").ok()
    assert done.stdout == "all build check fly\n"


def test_json_has_all_environments(several: Pixi) -> None:
    document = several("task", "list", "--json", "-e", "default").json()
    assert [row["environment"] for row in document] == ["away", "default", "test"]
    names = {
        row["environment"]: (
            [task["name"] for task in row["tasks"]],
            {
                each["name"]: [t["name"] for t in each["tasks"]]
                for each in row["features"]
            },
        )
        for row in document
    }
    default = ["_hidden", "all", "build"]
    assert names == {
        "away": ([], {"far": ["fly"]}),
        "default": ([], {"default": default}),
        "test": (["build"], {"f": ["check"], "default": default}),
    }


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        pytest.param('"make"', {"cmd": "make"}, id="plain"),
        pytest.param(
            '{ cmd = ["a", "{{ x }}"], args = [{ arg = "x", default = "1",'
            ' choices = ["1"] }, { arg = "y", default = "" }] }',
            {
                "cmd": "a {{ x }}",
                "args": [
                    {"name": "x", "default": "1", "choices": ["1"]},
                    {"name": "y", "default": "", "choices": None},
                ],
            },
            id="arguments",
        ),
        pytest.param(
            '[{ task = "p", args = ["v", { k = "w" }], environment = "e" }]',
            {
                "cmd": None,
                "depends_on": [
                    {
                        "task_name": "p",
                        "args": [{"Positional": "v"}, {"Named": ["k", "w"]}],
                        "environment": "e",
                    }
                ],
            },
            id="alias",
        ),
        pytest.param(
            '{ cmd = "c", cwd = "d", env = { A = "1" }, inputs = [], outputs = ["o"],'
            ' default-environment = "e", clean-env = true, description = "x" }',
            {
                "cmd": "c",
                "cwd": "d",
                "env": {"A": "1"},
                "inputs": [],
                "outputs": ["o"],
                "default_environment": "e",
                "clean_env": True,
                "description": "x",
            },
            id="all keys",
        ),
    ],
)
def test_json_of_a_task(
    workspace: WorkspaceBuilder, pixi: Pixi, written: str, shown: dict[str, Any]
) -> None:
    workspace.manifest(f"{_HEAD}\n[tasks]\nt = {written}\n").write()
    done = pixi("task", "list", "--json").ok()
    (environment,) = json.loads(done.stdout)
    (task,) = environment["features"][0]["tasks"]
    nothing: dict[str, Any] = {
        "name": "t",
        "description": None,
        "depends_on": [],
        "args": None,
        "cwd": None,
        "env": None,
        "default_environment": None,
        "clean_env": False,
        "inputs": None,
        "outputs": None,
    }
    assert task == {**nothing, **shown}


def test_parallel_adds_lose_nothing(manifest: Path, pixi: Pixi) -> None:
    running = [pixi.start("task", "add", f"t{n}", "ls") for n in range(4)]
    assert [process.wait(60) for process in running] == [0] * 4
    for process in running:
        process.communicate()
    assert sorted(tasks(manifest).splitlines()[1:]) == [
        f't{n} = "ls"' for n in range(4)
    ]
