from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pypixi.errors import PixiError
from pypixi.specs.solving import ChannelPriority, SolveStrategy
from unit.manifest.samples import environments, marked, workspace

if TYPE_CHECKING:
    from pypixi.manifest.model import EnvironmentEntry


def entry(text: str, name: str = "test") -> EnvironmentEntry:
    return workspace(text).environments[name]


def test_solve_group_is_read() -> None:
    found = entry("[environments]\ntest = { features = [], solve-group = 'g' }\n")
    assert found.solve_group == "g"
    assert found.inline is None


def test_environment_may_hold_what_a_feature_holds() -> None:
    inline = entry(
        "[environments.test]\n"
        "channels = ['own']\nplatforms = ['linux-64']\n"
        "channel-priority = 'disabled'\nsolve-strategy = 'lowest'\n"
        "dependencies = { a = '*' }\n"
        "pypi-dependencies = { flask = '*' }\n"
        "constraints = { z = '<2' }\n"
        "tasks = { go = 'go' }\n"
        "pypi-options = { index-url = 'https://i.test' }\n"
        "activation = { env = { X = '1' } }\n"
        "target.unix.dependencies = { b = '*' }\n"
    ).inline
    assert inline is not None
    assert inline.channels is not None
    assert [channel.text for channel in inline.channels] == ["own"]
    assert inline.platforms == ("linux-64",)
    assert inline.channel_priority is ChannelPriority.DISABLED
    assert inline.solve_strategy is SolveStrategy.LOWEST
    assert inline.pypi_options.index_url == "https://i.test"
    everywhere, unix = inline.targets
    assert [*everywhere.dependencies] == ["a"]
    assert [*everywhere.pypi_dependencies] == ["flask"]
    assert [*everywhere.constraints] == ["z"]
    assert [*everywhere.tasks] == ["go"]
    assert everywhere.activation.env == {"X": "1"}
    assert [*unix.dependencies] == ["b"]


def test_own_content_comes_before_the_features() -> None:
    found = environments(
        "[tasks]\ngo = 'default'\n[feature.a.tasks]\ngo = 'a'\n"
        "[environments.test]\nfeatures = ['a']\ntasks = { go = 'own' }\n"
    )["test"]
    (platform, *_) = found.platforms
    assert found.tasks(platform)["go"].command == "own"
    assert [feature.name for feature in found.features] == [
        "environments.test",
        "a",
        "default",
    ]


def test_own_content_stays_out_of_other_environments() -> None:
    found = environments("[environments]\na = { dependencies = { x = '*' } }\nb = []\n")
    (platform, *_) = found["a"].platforms
    assert list(map(str, found["a"].dependencies(platform))) == ["x"]
    assert found["b"].dependencies(platform) == ()


def test_default_environment_may_have_content_of_its_own() -> None:
    found = environments("[environments.default]\ndependencies = { x = '*' }\n")
    (platform, *_) = found["default"].platforms
    assert list(map(str, found["default"].dependencies(platform))) == ["x"]


def test_environment_may_be_in_a_group_and_nothing_else() -> None:
    found = environments("[environments]\ndefault = { solve-group = 'g' }\n")["default"]
    assert found.solve_group == "g"
    assert [feature.name for feature in found.features] == ["default"]


def test_feature_may_be_called_like_an_environment_with_content() -> None:
    found = environments(
        "[feature.test]\n[environments.test]\ndependencies = { x = '*' }\n"
    )["test"]
    assert not found.contains("test")


@pytest.mark.parametrize(
    ("table", "message", "mark"),
    [
        pytest.param(
            "no-default-feature = true",
            "missing key 'features' in [environments.test]",
            "environments.test",
            id="no content",
        ),
        pytest.param(
            "dependencies = {}\nhost-dependencies = {}",
            "unexpected key 'host-dependencies' in [environments.test]",
            "host-dependencies",
            id="outdated key",
        ),
        pytest.param(
            "tasks = {}\nsystem-requirements = {}",
            "unexpected key 'system-requirements' in [environments.test]",
            "system-requirements",
            id="system requirements",
        ),
        pytest.param(
            "features = []\nsolve-group = 1",
            "'solve-group' must be a string",
            "1",
            id="solve group is a number",
        ),
        pytest.param(
            "features = []\ndependecies = {}",
            "unexpected key 'dependecies' in [environments.test]",
            "dependecies",
            id="misspelt key",
        ),
        pytest.param(
            "dev = { x = { path = '.' } }",
            (
                "conda source dependencies are not allowed without enabling the"
                " 'pixi-build' preview flag"
            ),
            "path",
            id="development dependencies",
        ),
        pytest.param(
            "dependencies = { x = 3 }",
            "'x' must be a string or table",
            "3",
            id="fault of the content",
        ),
    ],
)
def test_fault_of_an_environment_is_explained(
    table: str, message: str, mark: str
) -> None:
    with pytest.raises(PixiError) as caught:
        workspace(f"[environments.test]\n{table}\n")
    assert caught.value.message == message
    assert marked(caught.value.labels[0])[0] == mark


@pytest.mark.parametrize("inline", ["", "tasks = {}\n"])
def test_misspelt_content_is_suggested_whether_there_is_other_content_or_not(
    inline: str,
) -> None:
    with pytest.raises(PixiError) as caught:
        workspace(f"[environments.test]\nfeatures = []\n{inline}dependecies = {{}}\n")
    assert caught.value.help is not None
    assert caught.value.help.startswith("did you mean 'dependencies'")


def test_disagreement_points_at_the_content_of_the_environment() -> None:
    with pytest.raises(PixiError) as caught:
        environments(
            "[pypi-options]\nindex-url = 'https://a.test'\n"
            "[environments.test]\npypi-options = { index-url = 'https://b.test' }\n"
        )
    assert [marked(label) for label in caught.value.labels] == [
        ("'https://b.test'", "set by environment 'test'"),
        ("'https://a.test'", "set by feature 'default'"),
    ]
