from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pypixi.pypi.installing.editable import editable_packages
from pypixi.records.pypi import PypiRecord
from pypixi.specs.names import PypiName
from pypixi.specs.requirement import IndexSource, PypiSpec
from pypixi.specs.source import PathSource

if TYPE_CHECKING:
    from pathlib import Path

    from pypixi.specs.requirement import PypiSource


def _spec(source: PypiSource) -> PypiSpec:
    return PypiSpec(name=PypiName("fish"), spelling="fish", source=source)


EDITABLE = _spec(PathSource(path="./fish", editable=True))
COPIED = _spec(PathSource(path="./fish"))
FROM_INDEX = _spec(IndexSource())


@pytest.mark.parametrize(
    ("specs", "expected"),
    [
        pytest.param([EDITABLE], {"fish"}, id="editable"),
        pytest.param([COPIED], set(), id="not said"),
        pytest.param([COPIED, EDITABLE], set(), id="first feature says no"),
        pytest.param([EDITABLE, COPIED], {"fish"}, id="first feature says yes"),
        pytest.param([FROM_INDEX, EDITABLE], {"fish"}, id="version says nothing"),
    ],
)
def test_first_path_of_the_manifest_decides(
    specs: list[PypiSpec], expected: set[str], tmp_path: Path
) -> None:
    assert editable_packages(specs, [], tmp_path) == expected


@pytest.mark.parametrize(
    ("sources", "expected"),
    [
        ('fish = { path = "../fish", editable = true }', {"fish"}),
        ('Fish_ = { path = "../fish", editable = true }', set()),
        ('FISH = { path = "../fish", editable = true }', {"fish"}),
        ('fish = { path = "../fish", editable = false }', set()),
        ('fish = { path = "../fish", editable = "yes" }', set()),
        ("fish = [1, 2] # editable", set()),
        ("not toml # editable", set()),
    ],
)
def test_sources_of_a_locked_folder_decide_on_what_it_requires(
    sources: str, expected: set[str], tmp_path: Path
) -> None:
    (tmp_path / "reef").mkdir()
    text = f"[tool.uv.sources]\n{sources}\n"
    (tmp_path / "reef" / "pyproject.toml").write_text(text)
    reef = PypiRecord(location="./reef", name="reef")
    assert editable_packages([], [reef], tmp_path) == expected


def test_manifest_wins_over_the_sources_of_a_folder(tmp_path: Path) -> None:
    text = '[tool.uv.sources]\nfish = { path = "../fish", editable = true }\n'
    (tmp_path / "pyproject.toml").write_text(text)
    root = PypiRecord(location="./", name="root")
    assert editable_packages([COPIED], [root], tmp_path) == set()


def test_what_is_no_folder_says_nothing(tmp_path: Path) -> None:
    rows = [
        PypiRecord(location="./gone", name="a"),
        PypiRecord(location="./b-1-py3-none-any.whl", name="b", version="1"),
        PypiRecord(location="https://example.org/c-1.tar.gz", name="c", version="1"),
    ]
    assert editable_packages([], rows, tmp_path) == frozenset()
