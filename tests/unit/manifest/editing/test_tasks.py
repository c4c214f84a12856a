from __future__ import annotations

import pytest
import tomli
from hypothesis import given
from hypothesis import strategies as st

from pypixi.manifest.editing.tasks import with_platform, with_task, without_task
from pypixi.manifest.tasks import Task, TaskArgument, TaskDependency
from unit.manifest.samples import environments

_HEAD = '[workspace]\nname = "w"\n'


def added(text: str, *table: str, root: tuple[str, ...] = ()) -> str:
    task = Task(name="new", command="go")
    return with_task(text, table or ["tasks"], task, root=root)


def written(**fields: object) -> str:
    task = Task(name="new", **fields)  # type: ignore[arg-type]
    return with_task("[tasks]\n", ["tasks"], task).removeprefix("[tasks]\nnew = ")[:-1]


def dependencies(*names: str) -> tuple[TaskDependency, ...]:
    return tuple(TaskDependency(task=name) for name in names)


@pytest.mark.parametrize(
    ("before", "table", "after"),
    [
        pytest.param("", "tasks", '[tasks]\nnew = "go"\n', id="empty manifest"),
        pytest.param(
            "[tasks]\nb = 'x' # why\na = \"y\"\n\n# next\n[target.win.tasks]\n",
            "tasks",
            '[tasks]\nb = \'x\' # why\na = "y"\nnew = "go"\n\n'
            "# next\n[target.win.tasks]\n",
            id="behind the others",
        ),
        pytest.param(
            _HEAD,
            "target.win.tasks",
            f'{_HEAD}\n[target.win.tasks]\nnew = "go"\n',
            id="target",
        ),
        pytest.param(
            _HEAD,
            "feature.f.target.win.tasks",
            f'{_HEAD}\n[feature.f.target.win.tasks]\nnew = "go"\n',
            id="target of a feature",
        ),
        pytest.param(
            _HEAD,
            "environments.e.tasks",
            f'{_HEAD}\n[environments.e.tasks]\nnew = "go"\n',
            id="new environment",
        ),
        pytest.param(
            '[environments]\ne = ["f"] # why\n',
            "environments.e.tasks",
            '[environments]\ne = { features = ["f"], tasks = { new = "go" } } # why\n',
            id="environment that was a list",
        ),
        pytest.param(
            '[environments]\ne = { features = ["f"] }\n',
            "environments.e.tasks",
            '[environments]\ne = { features = ["f"], tasks = { new = "go" } }\n',
            id="environment that was a table in one line",
        ),
        pytest.param(
            'tasks = { a = "x" }\n',
            "tasks",
            'tasks = { a = "x", new = "go" }\n',
            id="table in one line",
        ),
        pytest.param(
            '[tasks.a]\ncmd = "x"\n',
            "tasks",
            '[tasks]\nnew = "go"\n\n[tasks.a]\ncmd = "x"\n',
            id="tables with headers",
        ),
        pytest.param(
            '\ufeff[tasks]\r\na = "x"\r\n',
            "tasks",
            '\ufeff[tasks]\r\na = "x"\r\nnew = "go"\r\n',
            id="line ends of Windows",
        ),
    ],
)
def test_task_is_added(before: str, table: str, after: str) -> None:
    assert added(before, *table.split(".")) == after


def test_task_goes_below_the_tool_table() -> None:
    text = added("[tool.pixi.workspace]\n", "tasks", root=("tool", "pixi"))
    assert text == '[tool.pixi.workspace]\n\n[tool.pixi.tasks]\nnew = "go"\n'


@pytest.mark.parametrize(
    ("fields", "value"),
    [
        ({"command": "make all"}, '"make all"'),
        ({"command": 'say "hi"'}, "'say \"hi\"'"),
        ({"command": "a\nb"}, '"a\\nb"'),
        ({"command": "x", "cwd": "src"}, '{ cmd = "x", cwd = "src" }'),
        (
            {"command": "x", "depends_on": dependencies("a", "b")},
            '{ cmd = "x", depends-on = ["a", "b"] }',
        ),
        ({"command": "x", "clean_env": True}, '{ cmd = "x", clean-env = true }'),
        (
            {
                "command": "x",
                "args": (TaskArgument(name="a"), TaskArgument(name="b")),
                "default_environment": "e",
                "depends_on": dependencies("a"),
                "cwd": "d",
                "env": {"A": "1", "B C": "$A"},
                "description": 'it "is"',
            },
            (
                '{ cmd = "x", args = ["a", "b"], default-environment = "e",'
                ' depends-on = ["a"], cwd = "d", env = { A = "1", "B C" = "$A" },'
                " description = 'it \"is\"' }"
            ),
        ),
        (
            {"depends_on": dependencies("a", "b")},
            '[{ task = "a" }, { task = "b" }]',
        ),
        (
            {"depends_on": dependencies("a"), "description": "d"},
            '{ depends-on = [{ task = "a" }], description = "d" }',
        ),
    ],
)
def test_task_is_written_in_its_shortest_form(
    fields: dict[str, object], value: str
) -> None:
    assert written(**fields) == value


@given(st.text(min_size=1), st.text(min_size=1), st.none() | st.text())
def test_written_task_is_read_back(name: str, command: str, text: str | None) -> None:
    task = Task(name=name, command=command, description=text)
    edited = with_task("", ["tasks"], task)
    found = environments(edited)["default"].features[0].targets[0].tasks
    assert dict(found) == {name: task}


@pytest.mark.parametrize(
    ("before", "path", "after"),
    [
        pytest.param(
            '[tasks]\na = "x"\n\n# of b\n# and more\nb = "y" # why\nc = "z"\n',
            "tasks.b",
            '[tasks]\na = "x"\n\nc = "z"\n',
            id="with its comments",
        ),
        pytest.param(
            '[tasks]\n# of all\n\nb = "y"\nc = "z"\n',
            "tasks.b",
            '[tasks]\n# of all\n\nc = "z"\n',
            id="comment apart stays",
        ),
        pytest.param(
            f'{_HEAD}\n# of tasks\n[tasks]\nb = "y"\n\n# next\n[dependencies]\n',
            "tasks.b",
            f"{_HEAD}\n# next\n[dependencies]\n",
            id="last of its table",
        ),
        pytest.param(
            f'{_HEAD}\n[tasks]\nb = "y"\n', "tasks.b", _HEAD, id="last of the file"
        ),
        pytest.param(
            f'[tasks]\nb = "y"\n\n{_HEAD}', "tasks.b", _HEAD, id="first of the file"
        ),
        pytest.param(
            f'{_HEAD}\n[feature.f.target.win.tasks]\nb = "y"\n',
            "feature.f.target.win.tasks.b",
            _HEAD,
            id="empty parents",
        ),
        pytest.param(
            f'{_HEAD}\n# f\n[feature.f]\n\n# t\n[feature.f.tasks]\nb = "y"\n',
            "feature.f.tasks.b",
            _HEAD,
            id="empty parents with headers",
        ),
        pytest.param(
            '[feature.f.tasks]\nb = "y"\n[workspace]\n[feature.f.dependencies]\n'
            'c = "*"\n',
            "feature.f.tasks.b",
            '[workspace]\n[feature.f.dependencies]\nc = "*"\n',
            id="tables apart from each other",
        ),
        pytest.param(
            'tasks = { a = "x", b = "y" }\n',
            "tasks.b",
            'tasks = { a = "x" }\n',
            id="table in one line",
        ),
        pytest.param(
            'tasks = { b = "y" }\n\n[workspace]\n',
            "tasks.b",
            "\n[workspace]\n",
            id="last of a table in one line",
        ),
        pytest.param(
            '[tasks]\na = "x"\n\n[tasks.b]\ncmd = "y"\n\n[workspace]\n',
            "tasks.b",
            '[tasks]\na = "x"\n\n[workspace]\n',
            id="table with a header",
        ),
        pytest.param(
            '[tasks]\na = """\n# no comment"""\nb = "y"\n',
            "tasks.b",
            '[tasks]\na = """\n# no comment"""\n',
            id="text that looks like a comment",
        ),
        pytest.param(
            '[tasks]\r\na = "x"\r\n# b\r\nb = "y"\r\n',
            "tasks.b",
            '[tasks]\r\na = "x"\r\n',
            id="line ends of Windows",
        ),
        pytest.param(
            '[environments]\ne = { features = [], tasks = { b = "y" } }\n',
            "environments.e.tasks.b",
            "[environments]\ne = { features = [] }\n",
            id="environment in one line",
        ),
    ],
)
def test_task_is_removed(before: str, path: str, after: str) -> None:
    *table, name = path.split(".")
    assert without_task(before, table, name) == after
    tomli.loads(after)


def test_empty_table_stays_if_it_shall() -> None:
    text = '# f\n[feature.f.tasks]\nb = "y"\n'
    edited = without_task(text, ["feature", "f", "tasks"], "b", prune=False)
    assert edited == "# f\n[feature.f.tasks]\n"


def test_tool_table_stays() -> None:
    text = '[tool.pixi]\n\n[tool.pixi.tasks]\nb = "y"\n'
    edited = without_task(text, ["tasks"], "b", root=("tool", "pixi"))
    assert edited == "[tool.pixi]\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('platforms = ["a"] # why', 'platforms = ["a", "linux-64"] # why'),
        ("platforms = []", 'platforms = ["linux-64"]'),
        ('name = "w"', 'name = "w"\nplatforms = ["linux-64"]'),
        ('platforms = [\n  "a",\n]', 'platforms = [\n  "a",\n  "linux-64",\n]'),
    ],
)
@pytest.mark.parametrize("table", ["workspace", "project"])
def test_platform_is_added(table: str, before: str, after: str) -> None:
    text = with_platform(f"[{table}]\n{before}\n", "linux-64")
    assert text == f"[{table}]\n{after}\n"


_FORMS = (
    '[tasks]\na = "1"\n# b\nb = "2"\n\n# c\n[tasks.c]\ncmd = "3"\nenv = { A = "1" }\n',
    'tasks.a = "1"\ntasks.b = { cmd = "2" }\ntasks.c = "3"\n',
    'tasks = { a = "1", b = { cmd = "2" }, c = ["3"] }\n',
    '[tasks]\n[tasks.a]\ncmd = "1"\n[tasks.b]\ncmd = "2"\n[[tasks.c]]\ntask = "a"\n',
    '[tasks]\na = """\n1\n# 2"""\nb = [\n  { task = "a" }, # 3\n]\n"c" = "4"\n',
    '[tasks]\na.cmd = "1"\na.cwd = "x"\nb.cmd = "2"\nc = "3"\n',
)
_AROUND = ("[feature.x]\n\n[dependencies]\nd = '*'\n", "# end\n", "")


@given(
    st.sampled_from(_FORMS),
    st.sampled_from(_AROUND),
    st.permutations(["a", "b", "c"]),
    st.booleans(),
)
def test_tasks_go_one_by_one_however_they_are_written(
    form: str, around: str, names: list[str], is_apart: bool
) -> None:
    text = f"{form}\n{around}"
    if is_apart and form.startswith("["):
        text = f"[workspace]\nname = 'w'\n\n{text}"
    data = tomli.loads(text)
    for name in names:
        text = without_task(text, ["tasks"], name)
        del data["tasks"][name]
        if not data["tasks"]:
            del data["tasks"]
        assert tomli.loads(text) == data
