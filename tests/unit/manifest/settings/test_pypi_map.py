from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pypixi.manifest.model import ChannelPypiMap, PypiMap
from unit.manifest.samples import WORKSPACE, manifest, manifest_fault, marked

if TYPE_CHECKING:
    from pypixi.errors import PixiError

FORGE = "https://conda.anaconda.org/conda-forge/"


def pypi_map(value: str) -> PypiMap:
    return manifest(f"{WORKSPACE}conda-pypi-map = {value}\n").workspace.pypi_map


def fault(value: str) -> PixiError:
    return manifest_fault(f"{WORKSPACE}conda-pypi-map = {value}\n")


def test_names_are_looked_up_unless_said_otherwise() -> None:
    assert manifest(WORKSPACE).workspace.pypi_map == PypiMap()


@pytest.mark.parametrize("value", ["false", "{}"])
def test_look_up_may_be_switched_off(value: str) -> None:
    assert pypi_map(value) == PypiMap(is_on=False)


@pytest.mark.parametrize(
    ("value", "rules"),
    [
        pytest.param("false", ChannelPypiMap(channel=FORGE, is_on=False), id="off"),
        pytest.param(
            "'maps/names.json'",
            ChannelPypiMap(channel=FORGE, location="maps/names.json"),
            id="location alone",
        ),
        pytest.param(
            "{ location = 'https://m.test/n.json', mapping-mode = 'replace',"
            " same-name-heuristic = false }",
            ChannelPypiMap(
                channel=FORGE,
                location="https://m.test/n.json",
                replaces_default=True,
                same_name=False,
            ),
            id="table",
        ),
        pytest.param(
            "{ mapping-mode = 'overlay' }", ChannelPypiMap(channel=FORGE), id="overlay"
        ),
        pytest.param(
            "{ mapping = { PyTorch = 'torch', two = ['a', 'b'], none = false } }",
            ChannelPypiMap(
                channel=FORGE,
                mapping={"pytorch": ("torch",), "two": ("a", "b"), "none": ()},
            ),
            id="mapping",
        ),
    ],
)
def test_channel_has_rules_of_its_own(value: str, rules: ChannelPypiMap) -> None:
    assert pypi_map(f"{{ conda-forge = {value} }}") == PypiMap(channels=(rules,))


@pytest.mark.parametrize(
    ("channel", "url"),
    [
        ("main", "https://conda.anaconda.org/main/"),
        ("https://c.test/main", "https://c.test/main/"),
        ("./local", "file:///work/ws/local/"),
    ],
)
def test_channel_is_named_as_in_channels(channel: str, url: str) -> None:
    (rules,) = pypi_map(f"{{ '{channel}' = false }}").channels
    assert rules.channel == url


@pytest.mark.parametrize(
    ("value", "message", "mark", "help_text"),
    [
        pytest.param(
            "true",
            "`conda-pypi-map = true` is not supported",
            ("true", "`true` means nothing here"),
            "leave it out, or write `false` to look up no names at all",
            id="true",
        ),
        pytest.param(
            "3",
            "'conda-pypi-map' must be a table or `false`",
            ("3", "expected a table or `false`, found an integer"),
            "write it as a table: [workspace.conda-pypi-map]",
            id="number",
        ),
        pytest.param(
            "{ main = true }",
            "`main = true` is not supported",
            ("true", "`true` means nothing here"),
            "leave it out, or write `false` to look up no names of this channel",
            id="channel is true",
        ),
        pytest.param(
            "{ main = 3 }",
            "'main' must be a string, table or `false`",
            ("3", "expected a string, table or `false`, found an integer"),
            'put it in quotes: "3"',
            id="channel is a number",
        ),
        pytest.param(
            "{ main = {} }",
            "one of `location`, `mapping`, … must be specified",
            ("{}", "empty table"),
            "write `false` in its place to look up no names of this channel",
            id="channel without rules",
        ),
        pytest.param(
            "{ main = false, 'https://conda.anaconda.org/main' = 'x' }",
            "'https://conda.anaconda.org/main' is the same channel as an earlier entry",
            ("'https://conda.anaconda.org/main'", "written again"),
            "write the channel once",
            id="channel twice",
        ),
        pytest.param(
            "{ main = { mapping = { a = true } } }",
            "`a = true` is not supported",
            ("true", "`true` means nothing here"),
            "leave it out, or write `false` for what is not on PyPI",
            id="name is true",
        ),
        pytest.param(
            "{ main = { mapping = { a = 3 } } }",
            "'a' must be a string, array or `false`",
            ("3", "expected a string, array or `false`, found an integer"),
            'put it in quotes: "3"',
            id="name is a number",
        ),
        pytest.param(
            "{ main = { mapping = { a = ['b', 3] } } }",
            "'a[1]' must be a string",
            ("3", "expected a string, found an integer"),
            'put it in quotes: "3"',
            id="one of the names is a number",
        ),
        pytest.param(
            "{ main = { mapping-mode = 'extend' } }",
            "'extend' is not a value of 'mapping-mode'",
            ("'extend'", "expected one of 'overlay', 'replace'"),
            'write for example: mapping-mode = "overlay"',
            id="unknown mode",
        ),
        pytest.param(
            "{ main = { locatoin = 'x' } }",
            "unexpected key 'locatoin' in [workspace.conda-pypi-map.main]",
            ("locatoin", "'locatoin' was not expected here"),
            "did you mean 'location'?",
            id="misspelt key",
        ),
    ],
)
def test_fault_is_explained_where_it_stands(
    value: str, message: str, mark: tuple[str, str], help_text: str | None
) -> None:
    found = fault(value)
    assert found.message == message
    assert marked(found.labels[0]) == mark
    assert found.help == help_text
