"""Solve groups as one environment, composed of all that their members are."""

from __future__ import annotations

import pytest

from pypixi.manifest.environments import DisagreeingGroupError
from pypixi.specs.solving import ChannelPriority, SolveStrategy
from unit.manifest.samples import environments, marked

TWO = (
    "[environments]\n"
    "prod = { features = ['one'], no-default-feature = true, solve-group = 'g' }\n"
    "test = { features = ['two'], solve-group = 'g' }\n"
)


def test_environment_without_a_group_has_none() -> None:
    found = environments(f"[feature.one]\n[feature.two]\n{TWO}")
    assert found["default"].group is None
    assert environments("")["default"].group is None


def test_group_has_every_feature_of_its_members_once() -> None:
    found = environments(f"[feature.one]\n[feature.two]\n{TWO}more = ['one']\n")
    group = found["prod"].group
    assert group is not None
    assert group is found["test"].group
    assert [feature.name for feature in group.features] == ["one", "two", "default"]


def test_tables_written_inside_members_are_all_part_of_the_group() -> None:
    found = environments(
        "[environments.prod]\nsolve-group = 'g'\ndependencies = { a = '*' }\n"
        "[environments.test]\nsolve-group = 'g'\ndependencies = { b = '*' }\n"
    )
    group = found["prod"].group
    assert group is not None
    specs = group.dependencies(group.platforms[0])
    assert {spec.name for spec in specs} == {"a", "b"}


def test_channels_of_a_group_are_ordered_by_priority() -> None:
    found = environments(
        "[feature.one]\nchannels = [{ channel = 'low', priority = -1 }, 'plain']\n"
        "[feature.two]\nchannels = [{ channel = 'high', priority = 1 }, 'plain']\n"
        f"{TWO}"
    )
    group = found["prod"].group
    assert group is not None
    names = [channel.text for channel in group.channels]
    assert names == ["high", "plain", "main", "low"]


def test_setting_of_one_member_is_that_of_the_group() -> None:
    found = environments(
        "[feature.one]\nsolve-strategy = 'lowest'\n"
        "[feature.two]\nchannel-priority = 'disabled'\n"
        f"pypi-options = {{ index-url = 'https://x/y' }}\n{TWO}"
    )
    group = found["prod"].group
    assert group is not None
    assert group.solve_strategy is SolveStrategy.LOWEST
    assert group.channel_priority is ChannelPriority.DISABLED
    assert group.pypi_options.index_url == "https://x/y"


def test_group_has_the_platforms_of_any_member() -> None:
    found = environments(
        "[feature.one]\nplatforms = ['linux-64']\n"
        f"[feature.two]\nplatforms = ['osx-arm64']\n{TWO}"
    )
    group = found["prod"].group
    assert group is not None
    assert [row.name for row in group.platforms] == ["linux-64", "osx-arm64"]


@pytest.mark.parametrize(
    ("one", "two", "reason"),
    [
        (
            "channel-priority = 'strict'",
            "channel-priority = 'disabled'",
            "Multiple channel priorities",
        ),
        (
            "pypi-options = { index-url = 'https://a/b' }",
            "pypi-options = { index-url = 'https://c/d' }",
            "multiple primary pypi indexes are not supported",
        ),
    ],
    ids=["channel-priority", "pypi-options"],
)
def test_members_that_exclude_each_other_are_refused(
    one: str, two: str, reason: str
) -> None:
    with pytest.raises(DisagreeingGroupError, match="solve group 'g'") as caught:
        environments(f"[feature.one]\n{one}\n[feature.two]\n{two}\n{TWO}")
    error = caught.value
    assert error.help == "give 'prod', 'test' the same setting, or a `solve-group` each"
    assert error.notes[0].startswith(reason)
    assert marked(error.labels[0])[0]
