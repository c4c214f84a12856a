from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pypixi.pypi.resolving.static_metadata import CoreMetadata, static_metadata

if TYPE_CHECKING:
    from pathlib import Path


def _found(folder: Path, text: str) -> CoreMetadata | None:
    (folder / "pyproject.toml").write_text(text, encoding="utf-8")
    return static_metadata(folder)


def test_project_states_what_it_needs(tmp_path: Path) -> None:
    text = """
        [project]
        name = "x"
        version = "1.0"
        requires-python = ">=3.9"
        dependencies = ["b <2", "a"]
    """
    assert _found(tmp_path, text) == CoreMetadata(
        requires_dist=("b <2", "a"), requires_python=">=3.9"
    )


def test_project_that_states_little_needs_nothing(tmp_path: Path) -> None:
    assert _found(tmp_path, "[project]\nname = 'x'\n") == CoreMetadata(
        requires_dist=(), requires_python=None
    )


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("a", "a ; extra == 'e'"),
        ("a>=1; b or c", "a>=1 ; (b or c) and extra == 'e'"),
        ("a @ https://example.org/a;b", "a @ https://example.org/a;b ; extra == 'e'"),
        ("a @ file:b ; c", "a @ file:b ; (c) and extra == 'e'"),
    ],
    ids=["bare", "marker", "url with semicolon", "url with marker"],
)
def test_requirement_of_an_extra_carries_it(
    tmp_path: Path, written: str, expected: str
) -> None:
    text = f"[project]\noptional-dependencies = {{ e = ['{written}'] }}\n"
    found = _found(tmp_path, text)
    assert found is not None
    assert found.requires_dist == (expected,)


@pytest.mark.parametrize(
    "key", ["dependencies", "optional-dependencies", "requires-python"]
)
def test_what_a_build_decides_on_is_not_static(tmp_path: Path, key: str) -> None:
    assert _found(tmp_path, f"[project]\ndynamic = ['{key}']\n") is None


def test_version_of_the_build_leaves_the_rest_static(tmp_path: Path) -> None:
    found = _found(tmp_path, "[project]\ndynamic = ['version']\ndependencies = ['a']\n")
    assert found == CoreMetadata(requires_dist=("a",), requires_python=None)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[project",
        "project = 1",
        "[project]\ndependencies = 'a'",
        "[project]\ndependencies = [1]",
        "[project]\noptional-dependencies = ['a']",
        "[project]\ndynamic = 'version'",
        "[project]\nname = 'x'\n[tool.poetry.dependencies]\na = '*'",
    ],
)
def test_what_cannot_be_relied_on_is_not_static(tmp_path: Path, text: str) -> None:
    assert _found(tmp_path, text) is None


def test_poetry_project_of_the_standard_kind_is_static(tmp_path: Path) -> None:
    text = "[project]\ndependencies = ['a']\n[tool.poetry]\n"
    assert _found(tmp_path, text) is not None


def test_folder_without_project_has_none(tmp_path: Path) -> None:
    assert static_metadata(tmp_path) is None


def test_project_in_another_encoding_has_none(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_bytes(b"[project]\nname = '\xe9'\n")
    assert static_metadata(tmp_path) is None
