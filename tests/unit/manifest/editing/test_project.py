"""Requirements written into the standard lists of a ``pyproject.toml``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pypixi.manifest.editing.project import with_project_requirements
from pypixi.manifest.editing.tables import with_dependencies
from pypixi.specs.matchspec import CondaSpec
from pypixi.specs.names import PackageName
from pypixi.specs.requirement import IndexSource
from pypixi.specs.source import GitReference, GitSource, PathSource, UrlSource
from unit.manifest.editing.test_tables import pypi_spec

if TYPE_CHECKING:
    from pypixi.specs.requirement import PypiSource, PypiSpec

PIXI = "[tool.pixi.workspace]\nchannels = []\n"


def edited(text: str, *specs: PypiSpec, feature: str = "default") -> str:
    """Return a text with ``New>=1, <2`` or other requirements added."""
    given = specs or [pypi_spec(source=IndexSource(version=">=1, <2"))]
    return with_project_requirements(text, feature, given)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            '[project]\nname = "x"\n\n[project.scripts]\nx = "x:y"\n',
            '[project]\nname = "x"\ndependencies = ["New>=1,<2"]\n\n'
            '[project.scripts]\nx = "x:y"\n',
            id="no list",
        ),
        pytest.param(
            "[project]\ndependencies = []\n",
            '[project]\ndependencies = ["New>=1,<2"]\n',
            id="empty list",
        ),
        pytest.param(
            '[project]\ndependencies = [\n    "a",  # why\n]\n# about scripts\n',
            '[project]\ndependencies = [\n    "a",  # why\n    "New>=1,<2",\n]\n'
            "# about scripts\n",
            id="list with comments",
        ),
        pytest.param(
            '[project]\ndependencies = ["a", "nEw[x]<1 ; os_name > \'\'", "b"]\n',
            '[project]\ndependencies = ["a", "nEw>=1,<2", "b"]\n',
            id="the package is there",
        ),
        pytest.param(
            '[project]\ndependencies = ["new<1", "newer", "New; os_name > \'\'"]\n',
            '[project]\ndependencies = ["new>=1,<2", "newer"]\n',
            id="the package is there twice",
        ),
        pytest.param(
            '\ufeff[project]\r\ndependencies = ["a"]\r\n',
            '\ufeff[project]\r\ndependencies = ["a", "New>=1,<2"]\r\n',
            id="CRLF and byte order mark",
        ),
        pytest.param(
            f'[project]\nname = "x"\n{PIXI}[project.urls]\na = "b"\n',
            f'[project]\nname = "x"\ndependencies = ["New>=1,<2"]\n{PIXI}'
            '[project.urls]\na = "b"\n',
            id="parts of the project apart",
        ),
    ],
)
def test_requirement_is_written_into_the_dependencies(before: str, after: str) -> None:
    assert edited(before) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "[project]\n", '[project]\n\n[dependency-groups]\ntest-x = ["New>=1,<2"]\n',
            id="no group",
        ),
        pytest.param(
            '[dependency-groups]\ntest_x = ["a", { include-group = "b" }]\nb = []\n',
            '[dependency-groups]\n'
            'test_x = ["a", { include-group = "b" }, "New>=1,<2"]\n'
            "b = []\n",
            id="group that the feature is the twin of",
        ),
        pytest.param(
            '[project.optional-dependencies]\ntest-x = ["a"]\n',
            '[project.optional-dependencies]\ntest-x = ["a", "New>=1,<2"]\n',
            id="extra, which a group would hide",
        ),
        pytest.param(
            '[project.optional-dependencies]\ntest-x = ["a"]\n'
            '[dependency-groups]\ntest-x = ["b"]\n',
            '[project.optional-dependencies]\ntest-x = ["a"]\n'
            '[dependency-groups]\ntest-x = ["b", "New>=1,<2"]\n',
            id="extra that a group hides",
        ),
    ],
)  # fmt: skip
def test_requirement_of_a_feature_is_written_into_its_group(
    before: str, after: str
) -> None:
    assert edited(before, feature="test-x") == after


@pytest.mark.parametrize(
    ("source", "written"),
    [
        (IndexSource(), "New"),
        (UrlSource(url="https://h/a.zip"), "New @ https://h/a.zip"),
        (
            GitSource(
                url="https://h/r",
                reference=GitReference(kind="tag", name="v1"),
                subdirectory="py",
            ),
            "New @ git+https://h/r@v1#subdirectory=py",
        ),
    ],
    ids=["any", "url", "git"],
)
def test_what_pep_508_can_say_is_listed(source: PypiSource, written: str) -> None:
    text = edited("[project]\n", pypi_spec(source=source))
    assert text == f'[project]\ndependencies = ["{written}"]\n'


@pytest.mark.parametrize(
    ("source", "written"),
    [
        (
            IndexSource(version=">=1", index="https://i/"),
            'version = ">=1", index = "ht',
        ),
        (PathSource(path="./a", editable=True), 'path = "./a", editable = true }'),
        (GitSource(url="https://h/r", lfs=True), 'git = "https://h/r", lfs = true }'),
    ],
    ids=["index", "path", "large files"],
)
def test_anything_else_is_written_below_pixi(source: PypiSource, written: str) -> None:
    text = edited("[project]\n", pypi_spec(source=source))
    start = "[project]\n\n[tool.pixi.pypi-dependencies]\nNew = { "
    assert text.startswith(f"{start}{written}")


@pytest.mark.parametrize(
    "before",
    [
        pytest.param('[tool.poetry]\nname = "x"\n', id="no project"),
        pytest.param('[project]\ndynamic = ["dependencies"]\n', id="dynamic"),
        pytest.param(
            '[project]\n\n[tool.pixi.pypi-dependencies]\nnew = "<1"\n',
            id="the package is there",
        ),
    ],
)
def test_dependencies_that_are_no_place_are_left_alone(before: str) -> None:
    text = edited(before)
    assert 'dependencies = ["' not in text
    assert text.lower().endswith('[tool.pixi.pypi-dependencies]\nnew = ">=1, <2"\n')


def test_feature_that_cannot_be_a_group_has_a_table() -> None:
    text = edited("[project]\n", feature="my tests")
    table = '[tool.pixi.feature."my tests".pypi-dependencies]'
    assert text == f'[project]\n\n{table}\nNew = ">=1, <2"\n'


def test_conda_dependencies_are_written_below_pixi() -> None:
    spec = CondaSpec(name=PackageName("kelp"), version=">=1")
    before = f"{PIXI}\n[tool.ruff]\nline-length = 88\n"
    text = with_dependencies(before, "default", [spec], root=("tool", "pixi"))
    assert text == f'{before}\n[tool.pixi.dependencies]\nkelp = ">=1"\n'
