from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pypixi.errors import PixiError
from pypixi.specs.platform import subdir_platform
from pypixi.specs.solving import ChannelPriority, SolveStrategy
from unit.manifest.samples import PATH, WORKSPACE, manifest, marked, workspace

if TYPE_CHECKING:
    from collections.abc import Sequence

Fault = tuple[str, tuple[str, str], str | None]
"""Message, what the label points at and says, help."""


def faults(text: str) -> list[Fault]:
    with pytest.raises(PixiError) as caught:
        manifest(text)
    return [described(fault) for fault in caught.value.faults]


def described(fault: PixiError) -> Fault:
    return fault.message, marked(fault.labels[0]), fault.help


def extended(text: str) -> str:
    """Return a manifest whose workspace table goes on with ``text``."""
    return f"{WORKSPACE}{text}"


def test_workspace_table_is_read() -> None:
    table = manifest(
        "'$schema' = 'https://schema.test'\n"
        "[workspace]\n"
        "name = 'demo'\nversion = '1.2'\ndescription = 'd'\n"
        "authors = ['Me <m@h.test>']\n"
        "channels = ['main', './local', { channel = './extra', priority = 3 }]\n"
        "platforms = ['linux-64', 'win-64']\n"
        "license = 'MIT'\nhomepage = 'https://h.test'\n"
        "[tool.other]\nanything = { goes = 1 }\n"
    ).workspace
    assert (table.name, table.version, table.description) == ("demo", "1.2", "d")
    assert table.authors == ("Me <m@h.test>",)
    assert [(channel.text, channel.priority) for channel in table.channels] == [
        ("main", 0),
        ("./local", 0),
        ("./extra", 3),
    ]
    assert [channel.url for channel in table.channels] == [
        "https://conda.anaconda.org/main/",
        "file:///work/ws/local/",
        "file:///work/ws/extra/",
    ]
    assert table.platforms == (subdir_platform("linux-64"), subdir_platform("win-64"))


def test_channels_suffice() -> None:
    found = manifest("[workspace]\nchannels = []\n")
    assert found.workspace.platforms == ()
    assert list(found.features) == ["default"]
    assert list(found.environments) == ["default"]
    assert found.display_name == "ws"
    assert (found.path, found.root) == (PATH, PATH.parent)


def test_channels_may_be_an_array_of_tables() -> None:
    found = manifest(
        "[[workspace.channels]]\nchannel = 'a'\n[[workspace.channels]]\n"
        "channel = 'b'\npriority = 1\n"
    )
    assert [channel.text for channel in found.workspace.channels] == ["a", "b"]


def test_name_of_the_workspace_is_displayed() -> None:
    assert manifest("[workspace]\nname = 'n'\nchannels = []\n").display_name == "n"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param(
            "",
            (
                "Missing table in manifest pixi.toml",
                ("", "[workspace] is required here"),
                'add for example: [workspace]\nchannels = ["conda-forge"]',
            ),
            id="no workspace",
        ),
        pytest.param(
            "workspace = 3\n",
            (
                "'workspace' must be a table",
                ("3", "expected a table, found an integer"),
                "write it as a table: [workspace]",
            ),
            id="workspace is no table",
        ),
        pytest.param(
            "[workspace]\nname = 'x'\n",
            (
                "missing key 'channels' in [workspace]",
                ("workspace", "'channels' is required here"),
                'add for example: channels = ["conda-forge"]',
            ),
            id="no channels",
        ),
        pytest.param(
            "[workspace]\nchanels = []\n",
            (
                "unexpected key 'chanels' in [workspace]",
                ("chanels", "'chanels' was not expected here"),
                "did you mean 'channels'?",
            ),
            id="misspelt channels",
        ),
        pytest.param(
            "[workspace]\nchannels = 'main'\n",
            (
                "'channels' must be an array",
                ("'main'", "expected an array, found a string"),
                "put it in brackets: ['main']",
            ),
            id="channels are no array",
        ),
        pytest.param(
            "[workspace]\nchannels = ['main', 3]\n",
            (
                "'channels[1]' must be a string or table",
                ("3", "expected a string or table, found an integer"),
                'write a name, a URL or a path, for example "conda-forge"',
            ),
            id="channel is a number",
        ),
        pytest.param(
            "[workspace]\nchannels = [' ']\n",
            (
                "a channel cannot be empty",
                ("' '", ""),
                'write a name, a URL or a path, for example "conda-forge"',
            ),
            id="empty channel",
        ),
        pytest.param(
            "[workspace]\nchannels = [{ channel = '' }]\n",
            (
                "a channel cannot be empty",
                ("''", ""),
                'write a name, a URL or a path, for example "conda-forge"',
            ),
            id="empty channel in a table",
        ),
        pytest.param(
            "[workspace]\nchannels = [{ priority = 1 }]\n",
            (
                "missing key 'channel' in 'workspace.channels[0]'",
                ("{ priority = 1 }", "'channel' is required here"),
                'add for example: { channel = "conda-forge", priority = 1 }',
            ),
            id="channel table without channel",
        ),
        pytest.param(
            "[workspace]\nchannels = [{ channel = 'a', priority = 'high' }]\n",
            (
                "'priority' must be an integer",
                ("'high'", "expected an integer, found a string"),
                "write a number without quotes: priority = 1",
            ),
            id="priority is a word",
        ),
        pytest.param(
            "[workspace]\nchannels = []\nplatforms = ['emscripten-wasm']\n",
            (
                "'emscripten-wasm' is not a platform",
                ("'emscripten-wasm'", "expected a conda subdir such as 'linux-64'"),
                "did you mean 'emscripten-wasm32'?",
            ),
            id="unknown platform",
        ),
        pytest.param(
            "[workspace]\nchannels = []\nplatforms = [\n  'win-64',\n  'win-64',\n]\n",
            (
                "platform 'win-64' is listed twice",
                ("'win-64'", "written again"),
                "list it once, or give one of the two another `name`",
            ),
            id="platform twice",
        ),
        pytest.param(
            "[workspace]\nchannels = []\nplatforms = [3]\n",
            (
                "'platforms[0]' must be a string or table",
                ("3", "expected a string or table, found an integer"),
                'write for example "linux-64"',
            ),
            id="platform is a number",
        ),
        pytest.param(
            extended("authors = ['me', 3]\n"),
            (
                "'authors[1]' must be a string",
                ("3", "expected a string, found an integer"),
                'put it in quotes: "3"',
            ),
            id="author is a number",
        ),
        pytest.param(
            extended("license = true\n"),
            (
                "'license' must be a string",
                ("true", "expected a string, found a boolean"),
                'write a text in quotes: license = "…"',
            ),
            id="license is no text",
        ),
        pytest.param(
            extended("channel-priority = 'strickt'\n"),
            (
                "'strickt' is not a value of 'channel-priority'",
                ("'strickt'", "expected one of 'strict', 'flexible', 'disabled'"),
                "did you mean 'strict'?",
            ),
            id="channel priority",
        ),
        pytest.param(
            extended("solve-strategy = 'newest'\n"),
            (
                "'newest' is not a value of 'solve-strategy'",
                ("'newest'", "expected one of 'highest', 'lowest', 'lowest-direct'"),
                "did you mean 'lowest'?",
            ),
            id="solve strategy",
        ),
        pytest.param(
            extended("[workspce]\n"),
            (
                "unexpected key 'workspce' in the manifest",
                ("workspce", "'workspce' was not expected here"),
                "did you mean 'workspace'?",
            ),
            id="misspelt table",
        ),
        pytest.param(
            extended("[environments]\ntest_prod = []\n"),
            (
                (
                    "Failed to parse environment name 'test_prod', please use only"
                    " lowercase letters, numbers and dashes"
                ),
                ("test_prod", ""),
                "call it 'test-prod'",
            ),
            id="bad environment name",
        ),
        pytest.param(
            extended("[environments]\n'é' = []\n"),
            (
                (
                    "Failed to parse environment name 'é', please use only"
                    " lowercase letters, numbers and dashes"
                ),
                ("'é'", ""),
                None,
            ),
            id="environment name beyond repair",
        ),
        pytest.param(
            extended("[environments]\ntest = 3\n"),
            (
                "'test' must be an array or table",
                ("3", "expected an array or table, found an integer"),
                'list its features, for example: ["test"]',
            ),
            id="environment is a number",
        ),
        pytest.param(
            extended("[environments]\ntest = {}\n"),
            (
                "missing key 'features' in [environments.test]",
                ("{}", "'features' is required here"),
                "add for example: features = []",
            ),
            id="environment without features",
        ),
        pytest.param(
            extended("[environments]\ntest = ['tset']\n[feature.test]\n"),
            (
                "The feature 'tset' is not defined in the manifest",
                ("'tset'", "unknown feature"),
                "did you mean 'test'?",
            ),
            id="misspelt feature",
        ),
        pytest.param(
            extended("[environments]\ntest = { features = ['cuda'] }\n"),
            (
                "The feature 'cuda' is not defined in the manifest",
                ("'cuda'", "unknown feature"),
                "add a table [feature.cuda.dependencies]",
            ),
            id="unknown feature",
        ),
        pytest.param(
            extended("[feature.a]\n[environments]\ntest = ['a', 'a']\n"),
            (
                "The feature 'a' is included more than once.",
                ("'a'", "written again"),
                "list it once",
            ),
            id="feature twice",
        ),
        pytest.param(
            extended(
                "[environments.test]\nfeatures = []\nno-default-features = true\n"
            ),
            (
                "unexpected key 'no-default-features' in [environments.test]",
                ("no-default-features", "'no-default-features' was not expected here"),
                "did you mean 'no-default-feature'?",
            ),
            id="misspelt key of an environment",
        ),
        pytest.param(
            extended("[feature.default]\n"),
            (
                "The feature 'default' is reserved and cannot be redefined",
                ("feature.default", ""),
                "write its dependencies and tasks at the top level instead",
            ),
            id="default feature",
        ),
        pytest.param(
            extended("[feature.default.dependencies]\nx = '*'\n"),
            (
                "The feature 'default' is reserved and cannot be redefined",
                ("feature.default.dependencies", ""),
                "write its dependencies and tasks at the top level instead",
            ),
            id="part of the default feature",
        ),
        pytest.param(
            extended("[dev]\nx = { path = '.' }\n"),
            (
                (
                    "conda source dependencies are not allowed without enabling the"
                    " 'pixi-build' preview flag"
                ),
                ("path", "this is to be built from source"),
                'add to [workspace]: preview = ["pixi-build"]',
            ),
            id="development dependency without the preview",
        ),
    ],
)
def test_fault_is_explained_where_it_stands(text: str, fault: Fault) -> None:
    assert faults(text) == [fault]


def test_second_listing_of_a_platform_is_the_one_that_is_marked() -> None:
    text = "[workspace]\nchannels = []\nplatforms = ['win-64', 'win-64']\n"
    with pytest.raises(PixiError) as caught:
        manifest(text)
    assert caught.value.labels[0].span.start == text.rindex("'win-64'")


def messages(text: str) -> Sequence[str]:
    return [message for message, *_ in faults(text)]


def test_all_faults_are_found_in_one_go() -> None:
    text = """\
[workspace]
channels = [3]
platforms = ["linux"]
nmae = "x"

[dependencies]
python = {}
"not a name" = "*"

[feature.default]

[environments]
a_b = ["missing"]

[zzz]
"""
    assert messages(text) == [
        "'channels[0]' must be a string or table",
        "'linux' is not a platform",
        "unexpected key 'nmae' in [workspace]",
        "one of `version`, `build`, … must be specified",
        "'not a name' is not a conda package name",
        "The feature 'default' is reserved and cannot be redefined",
        (
            "Failed to parse environment name 'a_b', please use only lowercase"
            " letters, numbers and dashes"
        ),
        "The feature 'missing' is not defined in the manifest",
        "unexpected key 'zzz' in the manifest",
    ]


def test_wrong_settings_of_the_default_feature_are_told_once() -> None:
    text = "[workspace]\nchannels = []\nchannel-priority = 1\nsolve-strategy = 'x'\n"
    assert messages(text) == [
        "'channel-priority' must be a string",
        "'x' is not a value of 'solve-strategy'",
    ]


def test_environments_are_read_in_both_forms() -> None:
    found = workspace(
        "[feature.a]\n[feature.b]\n"
        "[environments]\n"
        "list = ['a', 'b']\n"
        "table = { features = ['b'], no-default-feature = true }\n"
        "none = []\n"
    ).environments
    assert [
        (entry.name, entry.features, entry.no_default_feature)
        for entry in found.values()
    ] == [
        ("default", (), False),
        ("list", ("a", "b"), False),
        ("table", ("b",), True),
        ("none", (), False),
    ]


def test_default_environment_may_be_configured() -> None:
    found = workspace("[feature.a]\n[environments]\nx = []\ndefault = ['a']\n")
    assert list(found.environments) == ["default", "x"]
    assert found.environments["default"].features == ("a",)


def test_project_is_another_name_of_the_workspace() -> None:
    found = manifest("[project]\nname = 'old'\nchannels = ['main']\n").workspace
    assert found.name == "old"
    assert [channel.text for channel in found.channels] == ["main"]
    assert found.keys == ("project",)


def test_both_names_of_the_workspace_are_one_too_many() -> None:
    with pytest.raises(PixiError) as caught:
        manifest(f"{WORKSPACE}[project]\nchannels = []\n")
    assert caught.value.message == (
        "`workspace` and `project` are two names of one table"
    )
    assert [marked(label) for label in caught.value.labels] == [
        ("project", "the deprecated name"),
        ("workspace", "the name"),
    ]
    assert caught.value.help == "move the keys of `project` into `workspace`"


def test_package_is_a_table() -> None:
    assert faults(f"package = 1\n{WORKSPACE}") == [
        (
            "'package' must be a table",
            ("1", "expected a table, found an integer"),
            "write it as a table: [package]",
        )
    ]


@pytest.mark.parametrize("key", ["tool", "'$schema'"])
@pytest.mark.parametrize("value", ["3", "[1]", "{ ruff = 1 }"])
def test_what_other_tools_have_is_not_looked_at(key: str, value: str) -> None:
    assert manifest(f"{key} = {value}\n{WORKSPACE}").workspace.channels


def test_package_alone_is_no_workspace() -> None:
    assert messages("[package]\n") == [
        "Missing field `project/workspace`",
    ]


def test_settings_of_the_workspace_hold_for_the_default_feature() -> None:
    text = "channel-priority = 'flexible'\nsolve-strategy = 'lowest'\n"
    feature = manifest(extended(text)).features["default"]
    assert feature.channel_priority is ChannelPriority.FLEXIBLE
    assert feature.solve_strategy is SolveStrategy.LOWEST
