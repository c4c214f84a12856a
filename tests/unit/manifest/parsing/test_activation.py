from __future__ import annotations

import pytest

from pypixi.errors import PixiError
from pypixi.manifest.model import ActivationTable
from unit.manifest.samples import marked, workspace


def test_activation_is_read() -> None:
    feature = workspace(
        "[activation]\nscripts = ['a.sh', 'b.sh']\nenv = { X = '1', y = '$X' }\n"
    ).features["default"]
    assert feature.targets[0].activation == ActivationTable(
        scripts=("a.sh", "b.sh"), env={"X": "1", "y": "$X"}
    )


@pytest.mark.parametrize("text", ["", "[activation]\n", "[activation.env]\n"])
def test_activation_leaves_the_choice_to_others(text: str) -> None:
    feature = workspace(text).features["default"]
    assert feature.targets[0].activation == ActivationTable(scripts=None, env={})


def test_empty_list_of_scripts_is_a_choice() -> None:
    feature = workspace("[activation]\nscripts = []\n").features["default"]
    assert feature.targets[0].activation.scripts == ()


@pytest.mark.parametrize(
    ("entry", "message", "mark"),
    [
        (
            "scripts = 'a.sh'",
            "'scripts' must be an array",
            ("'a.sh'", "expected an array, found a string"),
        ),
        (
            "env = { X = 1 }",
            "'X' must be a string",
            ("1", "expected a string, found an integer"),
        ),
        (
            "script = ['a.sh']",
            "unexpected key 'script' in [activation]",
            ("script", "'script' was not expected here"),
        ),
    ],
)
def test_fault_of_an_activation_is_explained(
    entry: str, message: str, mark: tuple[str, str]
) -> None:
    with pytest.raises(PixiError) as caught:
        workspace(f"[activation]\n{entry}\n")
    assert caught.value.message == message
    assert marked(caught.value.labels[0]) == mark


@pytest.mark.parametrize(
    ("entry", "message", "place"),
    [
        ('"" = "x"', "'' cannot be the name of a variable", '""'),
        ('"a=b" = "x"', "'a=b' cannot be the name of a variable", '"a=b"'),
        (
            'a = "\\u0000"',
            "the value of a variable cannot hold a NUL character",
            '"\\u0000"',
        ),
    ],
    ids=["no name", "equals sign", "NUL"],
)
def test_impossible_variable_is_a_fault(entry: str, message: str, place: str) -> None:
    with pytest.raises(PixiError) as caught:
        workspace(f"[activation.env]\n{entry}\n")
    assert caught.value.message == message
    assert marked(caught.value.labels[0])[0] == place
