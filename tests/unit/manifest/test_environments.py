from __future__ import annotations

import pytest

from pypixi.errors import PixiError
from pypixi.manifest.environments import (
    ConflictingPrioritiesError,
    Environment,
    UnknownEnvironmentError,
    compose_environments,
    select_environment,
)
from pypixi.specs.platform import subdir_platform
from pypixi.specs.solving import ChannelPriority, SolveStrategy
from unit.manifest.samples import environments, manifest, marked

LINUX = subdir_platform("linux-64")


def environment(text: str, name: str = "test") -> Environment:
    return environments(text)[name]


def channels(text: str, *, own: str = "['main']") -> list[str]:
    """Return the channels of the environment ``test`` in a manifest."""
    head = f"[workspace]\nchannels = {own}\n"
    found = compose_environments(manifest(head + text))
    return [channel.text for channel in found["test"].channels]


def platforms(text: str) -> list[str]:
    return [platform.name for platform in environment(text).platforms]


def test_listed_features_come_before_the_default_one() -> None:
    found = environment("[feature.a]\n[feature.b]\n[environments]\ntest = ['b', 'a']\n")
    assert [feature.name for feature in found.features] == ["b", "a", "default"]


def test_default_feature_stands_where_it_is_listed() -> None:
    text = "[feature.a]\n[environments]\ntest = ['default', 'a']\n"
    names = [feature.name for feature in environment(text).features]
    assert names == ["default", "a"]


def test_default_feature_may_be_left_out() -> None:
    found = environment(
        "[feature.a]\n[environments]\n"
        "test = { features = ['a'], no-default-feature = true }\n"
    )
    assert [feature.name for feature in found.features] == ["a"]


def test_default_environment_is_the_default_feature() -> None:
    found = environment("[feature.a]\n", "default")
    assert [feature.name for feature in found.features] == ["default"]


def test_environments_come_in_the_order_of_the_manifest_after_the_default() -> None:
    text = "[feature.x]\n[environments]\nz = ['x']\na = []\n"
    assert list(environments(text)) == ["default", "z", "a"]


def test_all_requirements_on_a_package_are_kept() -> None:
    """The solver must satisfy every feature's requirement."""
    found = environment(
        "[dependencies]\npython = '>=3.9'\nzlib = '*'\n"
        "[feature.py.dependencies]\npython = '3.11.*'\nruff = '*'\n"
        "[environments]\ntest = ['py']\n"
    )
    assert list(map(str, found.dependencies(LINUX))) == [
        "python 3.11.*",
        "ruff",
        "python >=3.9",
        "zlib",
    ]


def test_all_constraints_on_a_package_are_kept() -> None:
    found = environment(
        "[constraints]\nzlib = '>1'\n"
        "[feature.a.constraints]\nzlib = '<2'\n"
        "[feature.b.constraints]\nruff = '<1'\n"
        "[environments]\ntest = ['a', 'b']\n"
    )
    constraints = list(map(str, found.constraints(LINUX)))
    assert constraints == ["zlib <2", "ruff <1", "zlib >1"]


def test_all_pypi_requirements_on_a_package_are_kept() -> None:
    found = environment(
        "[pypi-dependencies]\nflask = '>=2'\nzope = '*'\n"
        "[feature.web.pypi-dependencies]\nFlask = '>=3'\n"
        "[environments]\ntest = ['web']\n"
    )
    requirements = list(map(str, found.pypi_dependencies(LINUX)))
    assert requirements == ["Flask>=3", "flask>=2", "zope"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[dependencies]\nzlib = '*'\n", False),
        ("[pypi-dependencies]\n", False),
        ("[pypi-dependencies]\nflask = '*'\n", True),
    ],
)
def test_environment_knows_whether_it_has_pypi_packages(
    text: str, expected: bool
) -> None:
    assert environment(text, "default").has_pypi() is expected


def test_first_feature_in_the_list_wins_a_task() -> None:
    found = environment(
        "[tasks]\ngo = 'default'\nrest = 'default'\nmore = 'default'\n"
        "[feature.a.tasks]\ngo = 'a'\nrest = 'a'\n"
        "[feature.b.tasks]\ngo = 'b'\n"
        "[environments]\ntest = ['b', 'a']\n"
    )
    commands = {name: task.command for name, task in found.tasks(LINUX).items()}
    assert commands == {"go": "b", "rest": "a", "more": "default"}


@pytest.mark.parametrize(
    ("text", "own", "expected"),
    [
        pytest.param(
            "[feature.a]\n[environments]\ntest = ['a']\n",
            "['x', 'y']",
            ["x", "y"],
            id="feature without channels has those of the workspace",
        ),
        pytest.param(
            "[feature.a]\nchannels = ['a']\n[environments]\ntest = ['a']\n",
            "['x', 'y']",
            ["a", "x", "y"],
            id="in the order of the features",
        ),
        pytest.param(
            "[feature.a]\nchannels = ['y', 'a']\n[environments]\ntest = ['a']\n",
            "['x', 'y']",
            ["y", "a", "x"],
            id="later duplicates are dropped",
        ),
        pytest.param(
            "[feature.a]\nchannels = ['a', { channel = 'b', priority = 1 }]\n"
            "[environments]\ntest = ['a']\n",
            "['x', { channel = 'y', priority = 1 }]",
            ["b", "y", "a", "x"],
            id="higher priorities first, else as listed",
        ),
        pytest.param(
            "[feature.a]\nchannels = [{ channel = 'a', priority = -1 }]\n"
            "[environments]\ntest = ['a']\n",
            "['x']",
            ["x", "a"],
            id="negative priority comes last",
        ),
        pytest.param(
            "[feature.a]\nchannels = [{ channel = 'x', priority = -1 }]\n"
            "[environments]\ntest = ['a']\n",
            "['y', 'x']",
            ["y", "x"],
            id="duplicate keeps its highest priority",
        ),
        pytest.param(
            "[feature.a]\nchannels = []\n"
            "[environments]\ntest = { features = ['a'], no-default-feature = true }\n",
            "['x']",
            [],
            id="no channel at all",
        ),
        pytest.param(
            "[feature.a]\nchannels = ['https://conda.anaconda.org/x']\n"
            "[environments]\ntest = ['a']\n",
            "['x']",
            ["https://conda.anaconda.org/x"],
            id="name and URL are one channel",
        ),
    ],
)
def test_channels_are_joined_by_priority(
    text: str, own: str, expected: list[str]
) -> None:
    assert channels(text, own=own) == expected


def test_environments_have_nothing_of_those_with_nearly_the_same_features() -> None:
    lists = (
        "['own']",
        "{ features = ['own'], no-default-feature = true }",
        "['plain', 'own']",
        "['own', 'plain']",
        "{ features = [], no-default-feature = true }",
        "{ features = ['plain'], no-default-feature = true }",
    )
    head = (
        "[workspace]\nchannels = ['main']\nplatforms = ['linux-64', 'win-64']\n"
        "[feature.own]\nchannels = ['own']\nplatforms = ['linux-64']\n"
        "[feature.plain.dependencies]\na = '*'\n[environments]\n"
    )
    names = [f"e{number}" for number in range(len(lists))]
    lines = [f"{name} = {each}\n" for name, each in zip(names, lists, strict=True)]
    together = compose_environments(manifest(head + "".join(lines)))
    for name, line in zip(names, lines, strict=True):
        alone = compose_environments(manifest(head + line))[name]
        assert together[name] == alone
    assert [[c.text for c in together[name].channels] for name in names] == [
        ["own", "main"],
        ["own"],
        ["main", "own"],
        ["own", "main"],
        [],
        ["main"],
    ]


@pytest.mark.parametrize(
    ("features", "expected"),
    [
        pytest.param("[feature.a]\n[feature.b]\n", ["linux-64", "osx-arm64"], id="all"),
        pytest.param(
            "[feature.a]\nplatforms = ['osx-arm64']\n[feature.b]\n",
            ["osx-arm64"],
            id="one feature restricts",
        ),
        pytest.param(
            "[feature.a]\nplatforms = ['osx-arm64', 'linux-64']\n[feature.b]\n",
            ["linux-64", "osx-arm64"],
            id="in the order of the workspace",
        ),
        pytest.param(
            "[feature.a]\nplatforms = ['linux-64']\n"
            "[feature.b]\nplatforms = ['osx-arm64']\n",
            [],
            id="nothing in common",
        ),
        pytest.param(
            "[feature.a]\nplatforms = ['linux-64', 'win-64']\n[feature.b]\n",
            ["linux-64", "win-64"],
            id="undeclared subdir is added",
        ),
        pytest.param(
            "[feature.a]\nplatforms = ['linux-64', 'win-64']\n"
            "[feature.b]\nplatforms = ['linux-64']\n",
            ["linux-64"],
            id="added subdir must suit every feature",
        ),
        pytest.param("[feature.a]\nplatforms = []\n[feature.b]\n", [], id="none"),
    ],
)
def test_platforms_are_those_that_every_feature_supports(
    features: str, expected: list[str]
) -> None:
    assert platforms(f"{features}[environments]\ntest = ['a', 'b']\n") == expected


def test_unknown_platform_of_a_feature_is_an_error() -> None:
    text = "[feature.a]\nplatforms = ['osx-amr64']\n[environments]\ntest = ['a']\n"
    with pytest.raises(PixiError) as caught:
        environments(text)
    assert caught.value.message == (
        "feature 'a' references platform 'osx-amr64' which is not declared in the"
        " workspace"
    )
    assert [marked(label)[0] for label in caught.value.labels] == ["'osx-amr64'"]
    assert caught.value.help is not None
    assert caught.value.help.startswith("did you mean 'osx-arm64'")
    assert caught.value.help.count("osx-arm64") == 1


def test_unknown_platform_of_an_environment_is_an_error_of_its_own() -> None:
    with pytest.raises(PixiError) as caught:
        environments("[environments.test]\nplatforms = ['osx-amr64']\n")
    assert caught.value.message == (
        "environment 'test' references platform 'osx-amr64' which is not declared in"
        " the workspace"
    )


def test_platform_is_found_by_name() -> None:
    found = environment("", "default")
    assert found.platform("linux-64") == LINUX
    assert found.platform("win-64") is None


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("", ChannelPriority.STRICT),
        ("[feature.a]\nchannel-priority = 'disabled'\n", ChannelPriority.DISABLED),
        (
            (
                "[feature.a]\nchannel-priority = 'flexible'\n"
                "[feature.b]\nchannel-priority = 'flexible'\n"
            ),
            ChannelPriority.FLEXIBLE,
        ),
    ],
)
def test_channel_priority_is_that_of_the_features(
    setting: str, expected: ChannelPriority
) -> None:
    names = [name for name in ("a", "b") if f"feature.{name}" in setting]
    found = environment(f"{setting}[environments]\ntest = {names}\n")
    assert found.channel_priority is expected


def test_differing_channel_priorities_are_an_error() -> None:
    text = (
        "[feature.a]\nchannel-priority = 'disabled'\n"
        "[feature.b]\nchannel-priority = 'strict'\n"
        "[environments]\ntest = ['a', 'b']\n"
    )
    with pytest.raises(ConflictingPrioritiesError) as caught:
        environments(text)
    assert caught.value.message == (
        "Multiple channel priorities are not allowed in a single environment"
    )
    assert [marked(label) for label in caught.value.labels] == [
        ("'disabled'", "set by feature 'a'"),
        ("'strict'", "set by feature 'b'"),
    ]
    assert caught.value.help == (
        "set one `channel-priority` for the features of 'test'"
    )


def test_channel_priority_of_the_workspace_is_that_of_the_default_feature() -> None:
    with pytest.raises(ConflictingPrioritiesError) as caught:
        compose_environments(
            manifest(
                "[workspace]\nchannels = []\nchannel-priority = 'disabled'\n"
                "[environments.test]\nchannel-priority = 'strict'\n"
            )
        )
    assert [marked(label) for label in caught.value.labels] == [
        ("'strict'", "set by environment 'test'"),
        ("'disabled'", "set by feature 'default'"),
    ]


def test_settings_of_the_workspace_reach_environments_with_the_default_feature() -> (
    None
):
    found = compose_environments(
        manifest(
            "[workspace]\nchannels = []\n"
            "channel-priority = 'disabled'\nsolve-strategy = 'lowest'\n"
            "[environments]\nwith = []\n"
            "without = { features = [], no-default-feature = true }\n"
        )
    )
    assert found["with"].channel_priority is ChannelPriority.DISABLED
    assert found["with"].solve_strategy is SolveStrategy.LOWEST
    assert found["without"].channel_priority is ChannelPriority.STRICT
    assert found["without"].solve_strategy is SolveStrategy.HIGHEST


def test_first_feature_that_sets_a_strategy_wins() -> None:
    found = environment(
        "[feature.a]\n"
        "[feature.b]\nsolve-strategy = 'lowest-direct'\n"
        "[feature.c]\nsolve-strategy = 'lowest'\n"
        "[environments]\ntest = ['a', 'b', 'c']\n"
    )
    assert found.solve_strategy is SolveStrategy.LOWEST_DIRECT


def test_environment_is_selected_by_name() -> None:
    found = environments("[environments]\ntest = []\n")
    assert select_environment(found, "test").name == "test"


@pytest.mark.parametrize(
    ("name", "help_text"),
    [
        ("tset", "did you mean 'test'?"),
        ("xyz", "the environments are: default, test"),
    ],
)
def test_unknown_environment_is_an_error(name: str, help_text: str) -> None:
    found = environments("[environments]\ntest = []\n")
    with pytest.raises(UnknownEnvironmentError) as caught:
        select_environment(found, name)
    assert caught.value.message == f"unknown environment '{name}'"
    assert caught.value.help == help_text
