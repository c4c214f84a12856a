from __future__ import annotations

from typing import Any

import pytest

from pypixi.specs.matchspec import CondaSpec
from pypixi.specs.names import PackageName
from pypixi.specs.solving import ChannelPriority, SolveStrategy
from unit.manifest.samples import marked, workspace, workspace_fault

SUPPORTED_FIELDS = {
    "version": "version",
    "build": "build",
    "build-number": "build_number",
    "channel": "channel",
    "subdir": "subdir",
    "file-name": "file_name",
    "md5": "md5",
    "sha256": "sha256",
    "license": "license",
}


def spec(entry: str) -> CondaSpec:
    found = workspace(f"[dependencies]\n{entry}\n")
    (result,) = found.features["default"].targets[0].dependencies.values()
    return result


@pytest.mark.parametrize("text", ["*", ">=1.2,<2", "3.11.*", "==1.0", ""])
def test_text_is_a_version(text: str) -> None:
    assert spec(f"Numpy = '{text}'") == CondaSpec(
        name=PackageName("numpy"), version=text
    )


@pytest.mark.parametrize("key", SUPPORTED_FIELDS)
def test_key_of_a_table_is_read(key: str) -> None:
    fields: dict[str, Any] = {SUPPORTED_FIELDS[key]: "x"}
    assert spec(f"a = {{ {key} = 'x' }}") == CondaSpec(name=PackageName("a"), **fields)


def test_table_may_have_a_header_or_dotted_keys() -> None:
    expected = CondaSpec(name=PackageName("a"), version="1", build="0")
    assert spec("a.version = '1'\na.build = '0'") == expected
    assert spec("[dependencies.a]\nversion = '1'\nbuild = '0'") == expected


def test_dependency_knows_its_place() -> None:
    place = spec("numpy = '>=1.2'").place
    assert place is not None
    assert marked(place.label("here")) == ("'>=1.2'", "here")


@pytest.mark.parametrize(
    ("entry", "message", "mark", "help_text"),
    [
        pytest.param(
            "a = 3",
            "'a' must be a string or table",
            ("3", "expected a string or table, found an integer"),
            'put it in quotes: "3"',
            id="number",
        ),
        pytest.param(
            "a = {}",
            "one of `version`, `build`, … must be specified",
            ("{}", "empty table"),
            'write a = "*" for any version',
            id="empty table",
        ),
        pytest.param(
            "a = { version = 1.2 }",
            "'version' must be a string",
            ("1.2", "expected a string, found a float"),
            'put it in quotes: "1.2"',
            id="version is a number",
        ),
        pytest.param(
            "a = { version = '*', biuld = '0' }",
            "unexpected key 'biuld' in [dependencies.a]",
            ("biuld", "'biuld' was not expected here"),
            "did you mean 'build'?",
            id="misspelt key",
        ),
        pytest.param(
            "a = {\n  version = '*', # any\n  biuld = '0',\n}",
            "unexpected key 'biuld' in [dependencies.a]",
            ("biuld", "'biuld' was not expected here"),
            "did you mean 'build'?",
            id="misspelt key on a line of its own",
        ),
        pytest.param(
            "'a b' = '*'",
            "'a b' is not a conda package name",
            ("'a b'", ""),
            "a name is made of letters, digits, '-', '_' and '.'",
            id="no package name",
        ),
        pytest.param(
            "Foo = '*'\nfoo = '*'",
            "'foo' is the same package as an earlier entry",
            ("foo", "written again"),
            "names are compared in one spelling: write the package once",
            id="package twice",
        ),
    ],
)
def test_fault_is_explained_where_it_stands(
    entry: str, message: str, mark: tuple[str, str], help_text: str | None
) -> None:
    found = workspace_fault(f"[dependencies]\n{entry}\n")
    assert found.message == message
    assert marked(found.labels[0]) == mark
    assert found.help == help_text


def test_feature_is_read() -> None:
    feature = workspace(
        "[feature.gpu]\n"
        "channels = ['nvidia', { channel = 'main', priority = -1 }]\n"
        "platforms = ['linux-64']\n"
        "channel-priority = 'disabled'\n"
        "solve-strategy = 'lowest-direct'\n"
        "[feature.gpu.dependencies]\ncuda = '12.*'\n"
        "[feature.gpu.tasks]\ntrain = 'python train.py'\n"
    ).features["gpu"]
    assert feature.channels is not None
    assert [(row.text, row.priority) for row in feature.channels] == [
        ("nvidia", 0),
        ("main", -1),
    ]
    assert feature.platforms == ("linux-64",)
    assert feature.channel_priority is ChannelPriority.DISABLED
    assert feature.solve_strategy is SolveStrategy.LOWEST_DIRECT
    (target,) = feature.targets
    assert [str(each) for each in target.dependencies.values()] == ["cuda 12.*"]
    assert target.tasks["train"].command == "python train.py"


def test_feature_leaves_the_choice_to_others() -> None:
    feature = workspace("[feature.empty]\n").features["empty"]
    assert feature.channels is None
    assert feature.platforms is None
    assert feature.channel_priority is None
    assert feature.solve_strategy is None


def test_default_feature_is_made_of_the_root_and_the_workspace() -> None:
    found = workspace("[dependencies]\na = '*'\n[tasks]\ngo = 'go'\n")
    feature = found.features["default"]
    assert [*feature.targets[0].dependencies] == ["a"]
    assert [*feature.targets[0].tasks] == ["go"]
    assert feature.channels is None


@pytest.mark.parametrize(
    ("text", "message", "mark"),
    [
        (
            "[feature.a]\ndependecies = {}\n",
            "unexpected key 'dependecies' in [feature.a]",
            ("dependecies", "'dependecies' was not expected here"),
        ),
        (
            "[feature.a.dependecies]\n",
            "unexpected key 'dependecies' in [feature.a]",
            ("feature.a.dependecies", "'dependecies' was not expected here"),
        ),
        (
            "[feature]\na = 3\n",
            "'a' must be a table",
            ("3", "expected a table, found an integer"),
        ),
        (
            "[feature.a]\nplatforms = 'linux-64'\n",
            "'platforms' must be an array",
            ("'linux-64'", "expected an array, found a string"),
        ),
        (
            "[feature.a.dev]\nb = { path = '.' }\n",
            (
                "conda source dependencies are not allowed without enabling the"
                " 'pixi-build' preview flag"
            ),
            ("path", "this is to be built from source"),
        ),
    ],
)
def test_fault_of_a_feature_is_explained(
    text: str, message: str, mark: tuple[str, str]
) -> None:
    found = workspace_fault(text)
    assert found.message == message
    assert marked(found.labels[0]) == mark
