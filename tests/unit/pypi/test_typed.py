from __future__ import annotations

import pytest

from pypixi.conda.requirements import normalized_requirements
from pypixi.errors import PixiError
from pypixi.pypi.typed import TypedOptions, parse_typed
from pypixi.specs.names import PypiName
from pypixi.specs.requirement import IndexSource, PypiSource, PypiSpec
from pypixi.specs.source import GitReference, GitSource, PathSource, UrlSource

NONE = TypedOptions()
SHA = "a" * 64


def _one(text: str, options: TypedOptions = NONE) -> PypiSpec:
    (spec,) = parse_typed([text], options, normalized_requirements)
    return spec


@pytest.mark.parametrize(
    ("text", "source"),
    [
        pytest.param("lib", IndexSource(), id="bare"),
        pytest.param("lib<3,>=2", IndexSource(version=">=2, <3"), id="by version"),
        pytest.param("lib (>=2)", IndexSource(version=">=2"), id="parentheses"),
        pytest.param("lib @ ./a b", PathSource(path="./a b"), id="relative path"),
        pytest.param("lib@../x.whl", PathSource(path="../x.whl"), id="wheel"),
        pytest.param("lib @ file:///a%20b", PathSource(path="/a b"), id="file URL"),
        pytest.param("lib @ file:./l", PathSource(path="./l"), id="relative file URL"),
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
            "lib @ https://h/l.git@v1",
            GitSource(
                url="https://h/l.git", reference=GitReference(kind="rev", name="v1")
            ),
            id="repository by its ending",
        ),
        pytest.param(
            "lib @ git+git@h:o/l.git",
            GitSource(url="git@h:o/l.git"),
            id="short address of ssh",
        ),
        pytest.param(
            "lib @ git+https://h/l@feature/x?rev_type=branch",
            GitSource(
                url="https://h/l",
                reference=GitReference(kind="branch", name="feature/x"),
            ),
            id="branch with a slash",
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


@pytest.mark.parametrize("source", [">=1", " @ ./l"])
def test_spelling_and_order_stay_and_the_rest_is_normalised(source: str) -> None:
    spec = _one(f"My_Lib[b,A_c]{source} ; python_version < '3.12'")
    assert (spec.name, spec.spelling) == ("my-lib", "My_Lib")
    assert spec.extras == ("b", "a-c")
    assert spec.marker == "python_full_version < '3.12'"


@pytest.mark.parametrize("text", ["", "-r file", "lib >= "])
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
        ("lib @ ./l", TypedOptions(index="https://h"), "--index needs a package"),
    ],
)
def test_option_that_does_not_fit_is_refused(
    text: str, options: TypedOptions, named: str
) -> None:
    with pytest.raises(PixiError, match=named):
        _one(text, options)


def test_editable_is_passed_over_where_there_is_no_folder() -> None:
    assert _one("lib>=1", TypedOptions(editable=True)) == _one("lib>=1")


@pytest.mark.parametrize(
    ("text", "meant"),
    [("lib=2", "lib==2"), ("lib[x] = 2.0", "lib[x]==2.0")],
)
def test_single_equals_sign_is_told_to_be_two(text: str, meant: str) -> None:
    with pytest.raises(PixiError) as caught:
        _one(text)
    assert caught.value.help == f"did you mean '{meant}'?"


@pytest.mark.parametrize("url", ["ftp://h/l-1.tar.gz", "s3://bucket/l-1.whl"])
def test_archive_by_another_scheme_is_refused(url: str) -> None:
    with pytest.raises(PixiError) as caught:
        _one(f"lib @ {url}")
    assert caught.value.notes == ("archives come from http, https, file",)


def test_index_that_is_no_url_is_refused() -> None:
    with pytest.raises(PixiError, match="--index takes a URL, and 'garbage' is none"):
        _one("lib", TypedOptions(index="garbage"))


def test_path_alone_is_told_to_have_a_name() -> None:
    with pytest.raises(PixiError, match="is not a requirement") as caught:
        _one("../lib")
    assert caught.value.help == "did you mean 'NAME @ ../lib'?"


def test_several_packages_keep_their_order() -> None:
    found = parse_typed(["b", "a"], NONE, normalized_requirements)
    assert [spec.name for spec in found] == [PypiName("b"), PypiName("a")]
