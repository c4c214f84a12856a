"""What ``[tool.uv.sources]`` makes of the requirements of a project."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pypixi.pypi.project import read_project
from pypixi.pypi.resolving.sources import with_sources
from pypixi.pypi.uv_sources import uv_sources

if TYPE_CHECKING:
    from pathlib import Path


def _sourced(folder: Path, source: str, requirement: str = "Other_lib>=1") -> str:
    """Return what a requirement becomes where its package has a source."""
    text = f"[tool.uv.sources]\nother-lib = {source}\n"
    (folder / "pyproject.toml").write_text(text)
    [found] = with_sources([requirement], read_project(folder))
    return found


@pytest.mark.parametrize(
    ("source", "url"),
    [
        ("{ git = 'https://h.test/x' }", "git+https://h.test/x"),
        ("{ git = 'https://me:pw@h.test/x' }", "git+https://h.test/x"),
        ("{ git = 'git@h.test:o/x', tag = 'v1' }", "git+ssh://git@h.test/o/x@v1"),
        (
            "{ git = 'https://h.test/x', branch = 'main', subdirectory = 'a/b' }",
            "git+https://h.test/x@main#subdirectory=a/b",
        ),
        ("{ url = 'https://me:pw@h.test/x.whl' }", "https://h.test/x.whl"),
        (
            "{ url = 'https://h.test/x.zip', subdirectory = 'a' }",
            "https://h.test/x.zip#subdirectory=a",
        ),
    ],
)
def test_place_takes_the_place_of_the_version(
    tmp_path: Path, source: str, url: str
) -> None:
    assert _sourced(tmp_path, source) == f"Other_lib @ {url}"


@pytest.mark.parametrize("path", ["../a b", "{parent}/a b"])
def test_path_starts_at_the_project(tmp_path: Path, path: str) -> None:
    source = f"{{ path = '{path.format(parent=tmp_path.parent)}', editable = true }}"
    expected = (tmp_path.parent / "a b").as_uri()
    assert _sourced(tmp_path, source) == f"Other_lib @ {expected}"


def test_extras_and_marker_stay(tmp_path: Path) -> None:
    requirement = "other.lib[b,a]>2 ; extra == 'x'"
    found = _sourced(tmp_path, "{ url = 'https://h.test/x.whl' }", requirement)
    assert found == 'other.lib[a,b] @ https://h.test/x.whl ; extra == "x"'


@pytest.mark.parametrize(
    "source",
    [
        "{ workspace = true }",
        "{ index = 'named' }",
        "{ path = '../x', marker = \"os_name == 'nt'\" }",
        "[{ path = '../x' }]",
        "1",
    ],
)
def test_what_is_open_stays_as_it_is(tmp_path: Path, source: str) -> None:
    assert _sourced(tmp_path, source) == "Other_lib>=1"


@pytest.mark.parametrize(
    "requirement", ["another", "other-lib @ https://h.test/y.whl", "other-lib >=> 1"]
)
def test_requirement_that_has_no_place_there_stays(
    tmp_path: Path, requirement: str
) -> None:
    source = "{ url = 'https://h.test/x.whl' }"
    assert _sourced(tmp_path, source, requirement) == requirement


@pytest.mark.parametrize(
    "text", ["", "[tool.uv]\nsources = 1", "sources = [", "[tool.uv.sources]"]
)
def test_project_may_name_no_places(tmp_path: Path, text: str) -> None:
    (tmp_path / "pyproject.toml").write_text(text)
    assert uv_sources(read_project(tmp_path)) == {}
    assert uv_sources(read_project(tmp_path / "missing")) == {}
