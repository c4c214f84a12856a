from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pypixi.errors import PixiError
from pypixi.manifest.tasks import GivenArgument, Task, TaskArgument, TaskDependency
from unit.manifest.samples import marked, workspace

if TYPE_CHECKING:
    from collections.abc import Mapping


def tasks(text: str) -> Mapping[str, Task]:
    """Return the tasks of a text that follows ``[tasks]``."""
    return workspace(f"[tasks]\n{text}\n").features["default"].targets[0].tasks


def task(value: str) -> Task:
    """Return the task ``t`` that a TOML value describes."""
    return tasks(f"t = {value}")["t"]


def fault(text: str) -> PixiError:
    """Return the fault of a text that follows ``[tasks]``."""
    with pytest.raises(PixiError) as caught:
        tasks(text)
    return caught.value


def test_string_is_a_command() -> None:
    assert task("'echo hi'") == Task(name="t", command="echo hi")


def test_command_keeps_its_lines() -> None:
    assert task("'''\na\nb\n'''").command == "a\nb\n"


def test_table_has_every_key_of_a_command() -> None:
    found = task(
        "{ cmd = 'make {{ mode }}', depends-on = ['a'], inputs = ['*.c'],"
        " outputs = ['bin/*'], cwd = 'src', env = { X = '1' },"
        " default-environment = 'test', description = 'Builds it', clean-env = true,"
        " args = ['mode'] }"
    )
    assert found == Task(
        name="t",
        command="make {{ mode }}",
        depends_on=(TaskDependency(task="a"),),
        inputs=("*.c",),
        outputs=("bin/*",),
        cwd="src",
        env={"X": "1"},
        default_environment="test",
        description="Builds it",
        clean_env=True,
        args=(TaskArgument(name="mode"),),
    )


def test_table_with_a_command_alone_is_the_command() -> None:
    assert task("{ cmd = 'make' }") == task("'make'")


def test_command_can_be_a_list_of_words() -> None:
    assert task("{ cmd = ['echo', 'a b', ''] }").command == ("echo", "a b", "")


def test_missing_keys_and_empty_ones_are_different() -> None:
    empty = task("{ cmd = 'x', inputs = [], outputs = [], env = {}, args = [] }")
    assert (empty.inputs, empty.outputs, empty.env, empty.args) == ((), (), {}, ())
    plain = task("'x'")
    assert (plain.inputs, plain.outputs, plain.env, plain.args) == (None,) * 4


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("{ depends-on = ['a', { task = 'b' }] }", ["a", "b"]),
        ("{ depends-on = 'a' }", ["a"]),
        ("{ depends-on = [] }", []),
        ("{ depends_on = 'a' }", ["a"]),
        ("{ depends_on = ['a', { task = 'b' }] }", ["a", "b"]),
        ("[{ task = 'a' }, { task = 'b' }]", ["a", "b"]),
        ("[]", []),
        ("{}", []),
    ],
)
def test_alias_names_other_tasks(value: str, names: list[str]) -> None:
    found = task(value)
    assert found.command is None
    assert [dependency.task for dependency in found.depends_on] == names


def test_alias_has_a_description_and_arguments() -> None:
    found = task("{ depends-on = [], description = 'All', args = ['a'] }")
    assert found.description == "All"
    assert found.args == (TaskArgument(name="a"),)


@pytest.mark.parametrize(
    "value",
    ["{ depends-on = [DEPENDENCY] }", "{ depends_on = [DEPENDENCY] }", "[DEPENDENCY]"],
)
def test_dependency_has_arguments_and_an_environment(value: str) -> None:
    entry = "{ task = 'a', args = ['x', { k = '{{ v }}' }], environment = 'py312' }"
    (found,) = task(value.replace("DEPENDENCY", entry)).depends_on
    assert found == TaskDependency(
        task="a",
        args=(GivenArgument(value="x"), GivenArgument(value="{{ v }}", name="k")),
        environment="py312",
    )


def test_no_arguments_and_none_at_all_are_different() -> None:
    without, empty = task("[{ task = 'a' }, { task = 'a', args = [] }]").depends_on
    assert (without.args, empty.args) == (None, ())


@pytest.mark.parametrize(
    "value",
    ["[{ task = 'a', more = 1 }]", "{ depends_on = [{ task = 'a', more = 1 }] }"],
)
def test_further_keys_are_ignored_where_the_original_ignores_them(value: str) -> None:
    assert task(value).depends_on == (TaskDependency(task="a"),)


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("'mode'", TaskArgument(name="mode")),
        ("''", TaskArgument(name="")),
        ("{ arg = 'mode' }", TaskArgument(name="mode")),
        ("{ arg = 'mode', default = '' }", TaskArgument(name="mode", default="")),
        (
            "{ arg = 'mode', default = 'a', choices = ['a', 'b'] }",
            TaskArgument(name="mode", default="a", choices=("a", "b")),
        ),
        (
            "{ arg = 'mode', choices = [] }",
            TaskArgument(name="mode", choices=()),
        ),
    ],
)
def test_argument_is_read(entry: str, expected: TaskArgument) -> None:
    assert task(f"{{ cmd = 'x', args = [{entry}] }}").args == (expected,)


def test_arguments_of_an_alias_may_have_defaults_in_any_order() -> None:
    found = task("{ depends-on = [], args = [{ arg = 'a', default = '1' }, 'b'] }")
    assert found.args == (TaskArgument(name="a", default="1"), TaskArgument(name="b"))


@pytest.mark.parametrize("name", ["a b", "_hidden", "1", "a.b", "-x", "ü", ""])
def test_task_has_any_name(name: str) -> None:
    assert tasks(f"'{name}' = 'x'")[name].name == name


def test_tasks_and_environments_need_not_exist() -> None:
    text = "t = { cmd = 'x', default-environment = 'no', depends-on = ['no'] }\n"
    assert [*tasks(text)] == ["t"]


def test_tasks_stand_wherever_a_feature_is_written() -> None:
    table = "t = { cmd = ['x'] }\n"
    found = workspace(
        f"[target.unix.tasks]\n{table}[feature.a.tasks]\n{table}"
        f"[feature.a.target.unix.tasks]\n{table}[environments.e.tasks]\n{table}"
        f"[environments.e.target.unix.tasks]\n{table}"
    )
    owners = [
        (feature.name, target.selector)
        for feature in found.all_features
        for target in feature.targets
        if target.tasks == {"t": Task(name="t", command=("x",))}
    ]
    assert owners == [
        ("default", "unix"),
        ("a", None),
        ("a", "unix"),
        ("environments.e", None),
        ("environments.e", "unix"),
    ]


def test_place_of_a_task_and_of_its_dependencies_is_known() -> None:
    found = task("{ depends-on = ['a', { task = 'b' }] }")
    assert found.place is not None
    assert marked(found.place.label())[0] == "{ depends-on = ['a', { task = 'b' }] }"
    places = [dependency.place for dependency in found.depends_on]
    labels = [place.label() for place in places if place is not None]
    assert [marked(label)[0] for label in labels] == ["'a'", "{ task = 'b' }"]


@pytest.mark.parametrize(
    ("text", "message", "mark"),
    [
        (
            "t = 1",
            "'t' must be a string, table or array",
            ("1", "expected a string, table or array, found an integer"),
        ),
        (
            "t = { cmd = 1 }",
            "'cmd' must be a string or array",
            ("1", "expected a string or array, found an integer"),
        ),
        (
            "t = { cmd = { a = 'b' } }",
            "'cmd' must be a string or array",
            ("{ a = 'b' }", "expected a string or array, found a table"),
        ),
        (
            "t = { cmd = ['a', 1] }",
            "'cmd[1]' must be a string",
            ("1", "expected a string, found an integer"),
        ),
        (
            "t = { cmd = 'a', inputs = 'a' }",
            "'inputs' must be an array",
            ("'a'", "expected an array, found a string"),
        ),
        (
            "t = { cmd = 'a', outputs = [true] }",
            "'outputs[0]' must be a string",
            ("true", "expected a string, found a boolean"),
        ),
        (
            "t = { cmd = 'a', cwd = [] }",
            "'cwd' must be a string",
            ("[]", "expected a string, found an array"),
        ),
        (
            "t = { cmd = 'a', env = ['X=1'] }",
            "'env' must be a table",
            ("['X=1']", "expected a table, found an array"),
        ),
        (
            "t = { cmd = 'a', env = { X = 1 } }",
            "'X' must be a string",
            ("1", "expected a string, found an integer"),
        ),
        (
            "t = { cmd = 'a', default-environment = 1 }",
            "'default-environment' must be a string",
            ("1", "expected a string, found an integer"),
        ),
        (
            "t = { cmd = 'a', description = [] }",
            "'description' must be a string",
            ("[]", "expected a string, found an array"),
        ),
        (
            "t = { cmd = 'a', clean-env = 'yes' }",
            "'clean-env' must be a boolean",
            ("'yes'", "expected a boolean, found a string"),
        ),
        (
            "t = { cmd = 'a', args = 'a' }",
            "'args' must be an array",
            ("'a'", "expected an array, found a string"),
        ),
        (
            "t = { cmd = 'a', args = [1] }",
            "'args[0]' must be a string or table",
            ("1", "expected a string or table, found an integer"),
        ),
        (
            "t = { cmd = 'a', args = [{ arg = 1 }] }",
            "'arg' must be a string",
            ("1", "expected a string, found an integer"),
        ),
        (
            "t = { cmd = 'a', args = [{ arg = 'a', default = 1 }, 'b'] }",
            "'default' must be a string",
            ("1", "expected a string, found an integer"),
        ),
        (
            "t = { depends-on = [1] }",
            "'depends-on[0]' must be a string or table",
            ("1", "expected a string or table, found an integer"),
        ),
        (
            "t = [{ task = 1 }]",
            "'task' must be a string",
            ("1", "expected a string, found an integer"),
        ),
        (
            "t = [[]]",
            "'t[0]' must be a table",
            ("[]", "expected a table, found an array"),
        ),
        (
            "t = [{ task = 'a', args = 'x' }]",
            "'args' must be an array",
            ("'x'", "expected an array, found a string"),
        ),
        (
            "t = [{ task = 'a', args = [1] }]",
            "'args[0]' must be a string or table",
            ("1", "expected a string or table, found an integer"),
        ),
        (
            "t = [{ task = 'a', args = [{ k = 1 }] }]",
            "'k' must be a string",
            ("1", "expected a string, found an integer"),
        ),
        (
            "t = [{ task = 'a', environment = [] }]",
            "'environment' must be a string",
            ("[]", "expected a string, found an array"),
        ),
    ],
)
def test_wrong_type_is_a_fault(text: str, message: str, mark: tuple[str, str]) -> None:
    error = fault(text)
    assert error.message == message
    assert marked(error.labels[0]) == mark


@pytest.mark.parametrize(
    ("text", "message", "mark", "advice"),
    [
        pytest.param(
            "t = { depends-on = { task = 'a' } }",
            "'depends-on' must be a string or array",
            ("{ task = 'a' }", "expected a string or array, found a table"),
            'write for example: depends-on = [{ task = "build" }]',
            id="dependency without brackets",
        ),
        pytest.param(
            "t = ['a']",
            "'t[0]' must be a table",
            ("'a'", "expected a table, found a string"),
            "write a table: { task = 'a' }",
            id="string in an array of tables",
        ),
        pytest.param(
            "t = { cmd = [] }",
            "'cmd' is a command without words",
            ("[]", "expected at least one word"),
            'write for example: cmd = ["python", "main.py"]',
            id="empty list",
        ),
        pytest.param(
            "t = { cmd = 'a', depend-on = [] }",
            "unexpected key 'depend-on' in [tasks.t]",
            ("depend-on", "'depend-on' was not expected here"),
            "did you mean 'depends-on'?",
            id="unknown key",
        ),
        pytest.param(
            "t = { cmd = 'a', xyz = [] }",
            "unexpected key 'xyz' in [tasks.t]",
            ("xyz", "'xyz' was not expected here"),
            "expected only 'cmd', 'depends-on', 'inputs', 'outputs', 'cwd', 'env',"
            " 'default-environment', 'description', 'clean-env', 'args'",
            id="the old name is not offered",
        ),
        pytest.param(
            "t = { depends-on = [], cwd = 'src' }",
            "'cwd' means nothing in a task without 'cmd'",
            ("cwd", "'cwd' was not expected here"),
            'add the command of the task, for example: cmd = "make"',
            id="key of a command in an alias",
        ),
        pytest.param(
            "t = { depends-on = [{ task = 'a', environments = 'e' }] }",
            "unexpected key 'environments' in 'tasks.t.depends-on[0]'",
            ("environments", "'environments' was not expected here"),
            "did you mean 'environment'?",
            id="unknown key of a dependency",
        ),
        pytest.param(
            "t = [{ environment = 'e' }]",
            "missing key 'task' in 'tasks.t[0]'",
            ("{ environment = 'e' }", "'task' is required here"),
            'add for example: task = "build"',
            id="dependency without a task",
        ),
        pytest.param(
            "t = { cmd = 'a', default-environment = 'my_env' }",
            "Failed to parse environment name 'my_env', please use only lowercase"
            " letters, numbers and dashes",
            ("'my_env'", ""),
            "call it 'my-env'",
            id="environment name",
        ),
        pytest.param(
            "t = [{ task = 'a', environment = 'A' }]",
            "Failed to parse environment name 'A', please use only lowercase"
            " letters, numbers and dashes",
            ("'A'", ""),
            "call it 'a'",
            id="environment name of a dependency",
        ),
        pytest.param(
            "t = { cmd = 'a', args = [{ default = 'x' }] }",
            "missing key 'arg' in 'tasks.t.args[0]'",
            ("{ default = 'x' }", "'arg' is required here"),
            'add for example: arg = "mode"',
            id="argument without a name",
        ),
        pytest.param(
            "t = { cmd = 'a', args = [{ arg = 'x', choice = [] }] }",
            "unexpected key 'choice' in 'tasks.t.args[0]'",
            ("choice", "'choice' was not expected here"),
            "did you mean 'choices'?",
            id="unknown key of an argument",
        ),
        pytest.param(
            "t = { cmd = 'a', args = ['my-arg'] }",
            "'my-arg' is not a valid argument name since it contains the character '-'",
            ("'my-arg'", "templates take it for a minus sign"),
            "call it 'my_arg'",
            id="dash in a name",
        ),
        pytest.param(
            "t = { args = [{ arg = 'my-arg' }] }",
            "'my-arg' is not a valid argument name since it contains the character '-'",
            ("'my-arg'", "templates take it for a minus sign"),
            "call it 'my_arg'",
            id="dash in the name of a table",
        ),
        pytest.param(
            "t = { cmd = 'a', args = [{ arg = 'x', default = '1' }, 'y'] }",
            "default value required after previous arguments with defaults",
            ("'y'", "'y' has no default"),
            "give it one, or list it in front of 'x'",
            id="default before none",
        ),
        pytest.param(
            "t = { cmd = 'a', args = [{ arg = 'x', default = 'relaese',"
            " choices = ['debug', 'release'] }] }",
            "default value 'relaese' is not one of the allowed choices: debug, release",
            ("'relaese'", "not among the choices"),
            "did you mean 'release'?",
            id="default near a choice",
        ),
        pytest.param(
            "t = { args = [{ arg = 'x', default = '1', choices = ['a'] }] }",
            "default value '1' is not one of the allowed choices: a",
            ("'1'", "not among the choices"),
            "choose one of them, or add it to them",
            id="default far from the choices",
        ),
        pytest.param(
            "t = [{ task = 'a', args = [{ x = '1' }, 'y'] }]",
            "Positional argument 'y' found after named argument for task a",
            ("'y'", "its position is not clear"),
            "list it in front of those with names, or name it, too",
            id="position after a name",
        ),
        pytest.param(
            "t = [{ task = 'a', args = [{ x = '1', y = '2' }] }]",
            "an argument is a table of one name and its value",
            ("{ x = '1', y = '2' }", "expected one key, found 2"),
            "write a table for each argument: { a = '1' }, { b = '2' }",
            id="two names in a table",
        ),
        pytest.param(
            "t = [{ task = 'a', args = [{}] }]",
            "an argument is a table of one name and its value",
            ("{}", "expected one key, found 0"),
            "write a table for each argument: { a = '1' }, { b = '2' }",
            id="empty table",
        ),
    ],
)
def test_fault_of_a_task_is_explained(
    text: str, message: str, mark: tuple[str, str], advice: str
) -> None:
    error = fault(text)
    assert error.message == message
    assert marked(error.labels[0]) == mark
    assert error.help == advice


@pytest.mark.parametrize(
    "key",
    [
        "inputs = []",
        "outputs = []",
        "cwd = '.'",
        "env = {}",
        "default-environment = 'a'",
        "clean-env = false",
    ],
)
def test_alias_has_no_keys_of_a_command(key: str) -> None:
    name = key.partition(" ")[0]
    message = f"'{name}' means nothing in a task without 'cmd'"
    assert fault(f"t = {{ {key} }}").message == message


def test_both_names_of_the_dependencies_are_a_fault() -> None:
    error = fault("t = { depends-on = ['a'], depends_on = ['b'] }")
    assert error.message == "`depends-on` and `depends_on` are two names of one key"
    assert [marked(label) for label in error.labels] == [
        ("depends_on", "the deprecated name"),
        ("depends-on", "the name"),
    ]
    assert error.help == "move the tasks of `depends_on` into `depends-on`"


def test_every_argument_behind_a_default_needs_one() -> None:
    error = fault("t = { cmd = 'a', args = [{ arg = 'x', default = '1' }, 'y', 'z'] }")
    assert [marked(each.labels[0])[0] for each in error.faults] == ["'y'", "'z'"]


def test_faults_of_all_tasks_are_told_at_once() -> None:
    error = fault("a = 1\nb = { cmd = [] }\nc = ['x']\n[tasks.d]\nnope = 1\n")
    assert len(error.faults) == 4
