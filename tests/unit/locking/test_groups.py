from __future__ import annotations

import pytest

from pypixi.locking.groups import as_solved, solve_units, solved_together, spread
from pypixi.specs.solving import ChannelPriority, SolveStrategy
from unit.manifest.samples import environments

FOUND = environments(
    "[dependencies]\na = '*'\n"
    "[feature.test]\nchannels = ['extra']\nchannel-priority = 'disabled'\n"
    "solve-strategy = 'lowest'\npypi-options = { extra-index-urls = ['https://x/y'] }\n"
    "[feature.test.dependencies]\nb = '*'\n"
    "[feature.gpu]\nplatforms = ['linux-64']\n"
    "[feature.gpu.dependencies]\nc = '*'\n"
    "[environments]\n"
    "prod = { features = [], solve-group = 'g' }\n"
    "alone = ['test']\n"
    "test = { features = ['test'], solve-group = 'g' }\n"
    "gpu = { features = ['gpu'], solve-group = 'g' }\n"
)
UNITS = {unit.pair: unit for unit in solve_units(FOUND.values())}


def _asked(environment: str, platform: str) -> list[str]:
    unit = UNITS[environment, platform]
    return [spec.name for spec in unit.view.dependencies(unit.platform)]


def test_units_are_groups_and_lone_environments_on_each_platform() -> None:
    assert [
        (unit.title, unit.platform.name, [member.name for member in unit.members])
        for unit in UNITS.values()
    ] == [
        ("environment 'default'", "linux-64", ["default"]),
        ("environment 'default'", "osx-arm64", ["default"]),
        ("solve group 'g'", "linux-64", ["prod", "test", "gpu"]),
        ("solve group 'g'", "osx-arm64", ["prod", "test"]),
        ("environment 'alone'", "linux-64", ["alone"]),
        ("environment 'alone'", "osx-arm64", ["alone"]),
    ]


def test_group_may_have_the_name_of_an_environment() -> None:
    found = environments(
        "[environments]\ntest = { features = [], solve-group = 'default' }\n"
    )
    units = [(unit.pair[0], unit.group) for unit in solve_units(found.values())]
    assert units[::2] == [("default", None), ("test", "default")]


def test_group_asks_for_what_members_with_the_platform_ask_for() -> None:
    assert sorted(_asked("prod", "linux-64")) == ["a", "b", "c"]
    assert sorted(_asked("prod", "osx-arm64")) == ["a", "b"]
    assert _asked("default", "linux-64") == ["a"]


def test_member_is_solved_with_the_settings_of_its_group() -> None:
    solved = as_solved(FOUND["prod"])
    assert [channel.text for channel in solved.channels] == ["main", "extra"]
    assert solved.channel_priority is ChannelPriority.DISABLED
    assert solved.solve_strategy is SolveStrategy.LOWEST
    assert solved.pypi_options.extra_index_urls == ("https://x/y",)


def test_member_keeps_what_is_its_own() -> None:
    for name in ("prod", "test", "gpu"):
        own, solved = FOUND[name], as_solved(FOUND[name])
        assert (solved.name, solved.solve_group) == (name, "g")
        assert solved.platforms == own.platforms
        for platform in own.platforms:
            assert solved.dependencies(platform) == own.dependencies(platform)


def test_environment_without_a_group_is_solved_as_it_is() -> None:
    assert as_solved(FOUND["alone"]) is FOUND["alone"]


@pytest.mark.parametrize(
    ("stale", "spread_to"),
    [
        (set(), set()),
        ({("alone", "linux-64")}, {("alone", "linux-64")}),
        (
            {("gpu", "linux-64")},
            {("prod", "linux-64"), ("test", "linux-64"), ("gpu", "linux-64")},
        ),
        ({("prod", "osx-arm64")}, {("prod", "osx-arm64"), ("test", "osx-arm64")}),
    ],
    ids=["nothing", "lone", "group", "members-with-the-platform"],
)
def test_stale_pair_makes_its_unit_stale(
    stale: set[tuple[str, str]], spread_to: set[tuple[str, str]]
) -> None:
    assert spread(stale, UNITS.values()) == spread_to


@pytest.mark.parametrize(
    ("names", "together"),
    [
        ({"test"}, {"prod", "test", "gpu"}),
        ({"alone", "default"}, {"alone", "default"}),
        ({"gone"}, {"gone"}),
    ],
    ids=["member", "lone", "not-in-the-manifest"],
)
def test_environments_go_with_those_of_their_group(
    names: set[str], together: set[str]
) -> None:
    assert solved_together(names, FOUND) == together
