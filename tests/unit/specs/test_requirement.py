from __future__ import annotations

from typing import Any

import pytest
from packaging.requirements import Requirement

from pypixi.specs.names import PypiName
from pypixi.specs.requirement import IndexSource, PypiSource, PypiSpec
from pypixi.specs.source import GitReference, GitSource, PathSource, UrlSource

TAG = GitReference(kind="tag", name="v1")


def spec(**fields: Any) -> PypiSpec:
    return PypiSpec(name=PypiName("a-b"), spelling="A_b", **fields)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (IndexSource(), "A_b"),
        (IndexSource(version=">=1,<2"), "A_b>=1,<2"),
        (UrlSource(url="https://u.test/a.zip"), "A_b @ https://u.test/a.zip"),
        (
            UrlSource(url="https://u.test/a.zip", subdirectory="py"),
            "A_b @ https://u.test/a.zip#subdirectory=py",
        ),
        (
            UrlSource(url="https://u.test/a.zip#sha256=0", subdirectory="py"),
            "A_b @ https://u.test/a.zip#sha256=0&subdirectory=py",
        ),
        (PathSource(path="../lib", editable=True), "A_b @ ../lib"),
        (GitSource(url="https://g.test/r"), "A_b @ git+https://g.test/r"),
        (
            GitSource(url="https://g.test/r", reference=TAG, subdirectory="py"),
            "A_b @ git+https://g.test/r@v1#subdirectory=py",
        ),
    ],
)
def test_requirement_is_shown_as_the_standard_writes_it(
    source: PypiSource, text: str
) -> None:
    assert str(spec(source=source)) == text


@pytest.mark.parametrize(
    "source",
    [IndexSource(version=">=1"), UrlSource(url="https://u.test/a.zip")],
    ids=["version", "url"],
)
def test_extras_and_marker_are_shown_where_the_standard_wants_them(
    source: PypiSource,
) -> None:
    marker = 'sys_platform == "win32"'
    shown = Requirement(str(spec(source=source, extras=("x", "y"), marker=marker)))
    assert (shown.name, shown.extras) == ("A_b", {"x", "y"})
    assert str(shown.marker) == marker


@pytest.mark.parametrize(
    ("source", "is_any"),
    [
        (IndexSource(), True),
        (IndexSource(version=">=1"), False),
        (IndexSource(index="https://i.test"), False),
        (PathSource(path="."), False),
    ],
)
def test_any_version_is_told_from_a_chosen_one(
    source: PypiSource, is_any: bool
) -> None:
    assert spec(source=source).is_any is is_any
