from __future__ import annotations

import pytest

from pypixi.errors import PixiError
from pypixi.pypi.typed import TypedOptions, parse_typed
from pypixi.specs.names import PypiName
from pypixi.specs.requirement import IndexSource, PypiSource, PypiSpec
from pypixi.specs.source import GitReference, GitSource, PathSource, UrlSource

NONE = TypedOptions()
SHA = "a" * 64


def _one(text: str, options: TypedOptions = NONE) -> PypiSpec:
    (spec,) = parse_typed([text], options)
    return spec


@pytest.mark.parametrize(
    ("text", "source"),
    [
        pytest.param("lib", IndexSource(), id="bare"),
        pytest.param("lib>=2, <3", IndexSource(version=">=2, <3"), id="as typed"),
        pytest.param("lib (>=2)", IndexSource(version=">=2"), id="parentheses"),
        pytest.param("lib @ ./a b", PathSource(path="./a b"), id="relative path"),
        pytest.param("lib@../x.whl", PathSource(path="../x.whl"), id="wheel"),
        pytest.param("lib @ file:///a%20b", PathSource(path="/a b"), id="file URL"),
        pytest.param(
            f"lib @ https://h/l.whl#sha256={SHA}",
            UrlSource(url=f"https://h/l.whl#sha256={SHA}"),
            id="URL with hash",
        ),
        pytest.param(
            "lib @ https://h/l.zip#subdirectory=s",
            UrlSource(url="https://h/l.zip", subdirectory="s"),
            id="URL with folder",
        ),
        pytest.param(
            "lib @ git+https://h/l", GitSource(url="https://h/l"), id="default branch"
        ),
        pytest.param(
            "lib @ git+https://h/l.git@v1#subdirectory=s",
            GitSource(
                url="https://h/l.git",
                reference=GitReference(kind="rev", name="v1"),
                subdirectory="s",
            ),
            id="revision and folder",
        ),
        pytest.param(
            "lib @ git+https://h/l@v1?rev_type=tag",
            GitSource(url="https://h/l", reference=GitReference(kind="tag", name="v1")),
            id="tag",
        ),
        pytest.param(
            "lib @ git+ssh://git@h/l.git",
            GitSource(url="ssh://git@h/l.git"),
            id="user is no revision",
        ),
    ],
)
def test_requirement_has_its_source(text: str, source: PypiSource) -> None:
    assert _one(text).source == source


def test_spelling_extras_and_marker_are_kept() -> None:
    spec = _one("My_Lib[b,a]>=1 ; python_version < '3.12'")
    assert (spec.name, spec.spelling) == ("my-lib", "My_Lib")
    assert spec.extras == ("a", "b")
    assert spec.marker == 'python_version < "3.12"'
    assert spec.source == IndexSource(version=">=1")


@pytest.mark.parametrize("text", ["", "lib=1", "-r file", "lib >= "])
def test_what_is_no_requirement_is_refused(text: str) -> None:
    with pytest.raises(PixiError, match="is not a requirement") as caught:
        _one(text)
    assert "write for example" in str(caught.value.help)


def test_options_complete_the_source() -> None:
    tag = GitReference(kind="tag", name="v1")
    git = TypedOptions(git="https://h/l", reference=tag, subdirectory="s")
    assert _one("lib", git).source == GitSource(
        url="https://h/l", reference=tag, subdirectory="s"
    )
    editable = _one("lib @ ./l", TypedOptions(editable=True)).source
    assert editable == PathSource(path="./l", editable=True)
    indexed = _one("lib>=1", TypedOptions(index="https://h/simple")).source
    assert indexed == IndexSource(version=">=1", index="https://h/simple")


@pytest.mark.parametrize(
    ("text", "options", "named"),
    [
        ("lib>=1", TypedOptions(git="https://h/l"), "--git needs a bare name"),
        ("lib", TypedOptions(editable=True), "--editable needs a folder"),
        ("lib @ ./l", TypedOptions(index="https://h"), "--index needs a package"),
    ],
)
def test_option_that_does_not_fit_is_refused(
    text: str, options: TypedOptions, named: str
) -> None:
    with pytest.raises(PixiError, match=named):
        _one(text, options)


def test_package_is_asked_for_in_one_way() -> None:
    assert len(parse_typed(["lib>=1", "lib>=1"], NONE)) == 1
    with pytest.raises(PixiError, match="'lib' is given twice"):
        parse_typed(["lib>=1", "LIB<3"], NONE)


def test_several_packages_keep_their_order() -> None:
    found = parse_typed(["b", "a"], NONE)
    assert [spec.name for spec in found] == [PypiName("b"), PypiName("a")]
