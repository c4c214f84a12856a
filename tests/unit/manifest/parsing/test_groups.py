"""Extras and dependency groups as lists of requirements."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pypixi.manifest.document import parse_document
from pypixi.manifest.parsing.groups import read_groups
from pypixi.manifest.reading.context import Context
from pypixi.manifest.reading.tables import Table
from unit.manifest.samples import marked

if TYPE_CHECKING:
    from pypixi.errors import PixiError


def read(text: str, name: str = "sea") -> tuple[dict[str, list[str]], list[PixiError]]:
    """Return the requirements by feature, and the faults."""
    document = parse_document(text, path=Path("/ws/pyproject.toml"))
    top = Table(Context(document=document), document.data)
    project = top.table("project") or top.inner({}, "project")
    found = read_groups(top, project, name)
    specs = {key: [str(spec) for spec in listed] for key, listed in found.items()}
    return specs, top.faults


def groups(text: str, name: str = "sea") -> dict[str, list[str]]:
    found, faults = read(text, name)
    assert not faults
    return found


EXTRAS = "[project.optional-dependencies]\n"
GROUPS = "[dependency-groups]\n"


def test_group_wins_over_the_extra_of_its_name() -> None:
    text = f'{EXTRAS}test = ["kelp"]\nall = ["fish"]\n{GROUPS}test = ["crab"]\n'
    assert groups(text) == {"test": ["crab"], "all": ["fish"]}


def test_group_takes_in_others_whatever_their_spelling() -> None:
    text = (
        f'{GROUPS}base = ["kelp"]\nMore_Base = [{{ include-group = "base" }}, "fish"]\n'
        'all = ["crab", { include-group = "more.base" }]\n'
    )
    assert groups(text)["all"] == ["crab", "kelp", "fish"]


def test_group_takes_in_others_over_any_number_of_steps() -> None:
    steps = [f'g{n} = [{{ include-group = "g{n + 1}" }}]\n' for n in range(1500)]
    text = f'{GROUPS}g1500 = ["kelp"]\n{"".join(steps)}'
    assert groups(text)["g0"] == ["kelp"]


def test_requirement_on_the_project_means_its_extras() -> None:
    text = f'{EXTRAS}a = ["kelp"]\nb = ["fish"]\n{GROUPS}all = ["Sea[a,b]", "crab"]\n'
    assert groups(text)["all"] == ["kelp", "fish", "crab"]


def test_project_that_is_not_written_in_normal_form_is_not_expanded() -> None:
    text = f'{EXTRAS}a = ["kelp"]\nall = ["Sea[a]"]\n'
    assert groups(text, name="Sea")["all"] == ["Sea[a]"]


def test_name_with_an_underscore_is_two_features() -> None:
    text = f'{GROUPS}test_x = ["kelp"]\n'
    assert groups(text) == {"test_x": ["kelp"], "test-x": ["kelp"]}


def test_feature_of_its_own_is_not_replaced_by_a_twin() -> None:
    text = f'{EXTRAS}test_x = ["kelp"]\n{GROUPS}test-x = ["fish"]\n'
    assert groups(text) == {"test-x": ["fish"], "test_x": ["kelp"]}


@pytest.mark.parametrize(
    ("text", "message", "place"),
    [
        pytest.param(
            f'{GROUPS}a = [{{ include-group = "b" }}]\nb = [{{ include-group = "a" }}]',
            "'a' in [dependency-groups] includes itself",
            '"a"',
            id="circle",
        ),
        pytest.param(
            f'{EXTRAS}a = ["sea[a]"]',
            "'a' in [project.optional-dependencies] includes itself",
            '"sea[a]"',
            id="extra of itself",
        ),
        pytest.param(
            f'{GROUPS}a = [{{ include-group = "tset" }}]\ntest = []',
            "there is no 'tset' in [dependency-groups]",
            '"tset"',
            id="unknown group",
        ),
        pytest.param(
            f'{GROUPS}a = ["sea[b]"]\n{EXTRAS}c = []',
            "there is no 'b' in [project.optional-dependencies]",
            '"sea[b]"',
            id="unknown extra",
        ),
        pytest.param(
            f'{GROUPS}a = [{{ include = "b" }}]\nb = []',
            "unexpected key 'include' in 'dependency-groups.a[0]'",
            "include",
            id="unknown table",
        ),
        pytest.param(
            f'{EXTRAS}a = [{{ include-group = "b" }}]\nb = []',
            "'a[0]' must be a string",
            '{ include-group = "b" }',
            id="extra with a group",
        ),
        pytest.param(
            f'{GROUPS}a = "kelp"', "'a' must be an array", '"kelp"', id="no list"
        ),
    ],
)
def test_faulty_list_is_told_once(text: str, message: str, place: str) -> None:
    _, (fault,) = read(text)
    assert fault.message == message
    assert marked(fault.labels[0])[0] == place


def test_unknown_group_is_told_once_for_all_that_take_it_in() -> None:
    text = (
        f'{GROUPS}a = [{{ include-group = "tset" }}]\n'
        'b = [{ include-group = "a" }]\ntest = []\n'
    )
    _, (fault,) = read(text)
    assert fault.help == "did you mean 'test'?"
