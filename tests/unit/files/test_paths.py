from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pypixi.files.paths import (
    UnsafeNameError,
    escaped_segment,
    file_url_to_path,
    free_segment,
    is_inside,
    segment,
)


@pytest.mark.parametrize("name", ["default", "py3.11", "a-b_c", "7", "x+y", "é"])
def test_plain_name_is_a_segment(name: str) -> None:
    assert segment(name) == name


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("", id="empty"),
        pytest.param(".", id="this folder"),
        pytest.param("..", id="folder above"),
        pytest.param("a/b", id="two segments"),
        pytest.param("a\\b", id="two segments on Windows"),
        pytest.param("/a", id="absolute"),
        pytest.param(".hidden", id="hidden"),
        pytest.param("-rf", id="like an option"),
        pytest.param("~", id="home"),
        pytest.param("C:", id="drive"),
        pytest.param("a b", id="blank"),
        pytest.param("a\n", id="line break"),
        pytest.param("a\0", id="null"),
        pytest.param("$(touch x)", id="shell text"),
        pytest.param("*", id="glob"),
    ],
)
def test_unsafe_name_is_no_segment(name: str) -> None:
    with pytest.raises(UnsafeNameError) as caught:
        segment(name)
    assert caught.value.message == f"'{name}' cannot be the name of a folder"
    assert caught.value.help == (
        "use letters, digits, dots and dashes, a letter or digit first"
    )


@given(st.text())
@settings(deadline=None)
def test_segment_never_leads_out_of_its_folder(name: str) -> None:
    try:
        path = Path("/root/envs") / segment(name)
    except UnsafeNameError:
        return
    assert path.resolve().parent == Path("/root/envs")


@pytest.mark.parametrize(
    ("path", "inside"),
    [
        ("bin/tool", True),
        ("Scripts\\tool.exe", True),
        ("a..b/c", True),
        ("..a", True),
        (".", True),
        ("./a", True),
        ("/etc/passwd", False),
        ("//server/share", False),
        ("\\etc", False),
        ("\\\\server\\share", False),
        ("..", False),
        ("../a", False),
        ("a/../b", False),
        ("a/..", False),
        ("a\\..\\b", False),
        ("a/..\\b", False),
        ("..\\a", False),
        ("C:\\Windows", False),
        ("C:/Windows", False),
        ("c:file", False),
    ],
)
def test_path_of_a_package_is_inside_its_prefix(path: str, inside: bool) -> None:
    assert is_inside(path) is inside


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("file:///srv/channel", "/srv/channel"),
        ("file://localhost/srv/channel", "/srv/channel"),
        ("file:///my%20channel/a%23b%25", "/my channel/a#b%"),
        ("file:///my channel", "/my channel"),
        ("file:///ch%C3%A9", "/ché"),
        ("file:///ché", "/ché"),
        ("file:///C:/channel", "C:/channel"),
        ("FILE:///srv", "/srv"),
    ],
)
def test_file_url_names_a_path(url: str, path: str) -> None:
    assert file_url_to_path(url) == Path(path)


@pytest.mark.parametrize("url", ["https://a.test/srv", "/srv", "conda-forge", "s3://b"])
def test_other_url_names_no_path(url: str) -> None:
    assert file_url_to_path(url) is None


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
@settings(deadline=None)
def test_url_of_a_path_names_that_path(name: str) -> None:
    path = Path("/srv") / name.strip("/")
    assert file_url_to_path(path.as_uri()) == path


@pytest.mark.parametrize("name", ["a b", "$(touch x)", "ä-1", ".a", "-"])
def test_any_name_of_one_segment_is_a_free_segment(name: str) -> None:
    assert free_segment(name) == name


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "a\\b", "a\0", "a\nb"])
def test_several_segments_are_no_free_segment(name: str) -> None:
    with pytest.raises(UnsafeNameError):
        free_segment(name)


@pytest.mark.parametrize("name", ["a-b.json", "ä b", ".a"])
def test_plain_name_is_its_own_segment(name: str) -> None:
    assert escaped_segment(name) == name


@given(st.text(), st.text())
def test_escaped_names_are_segments_and_differ(one: str, other: str) -> None:
    if one:
        assert free_segment(escaped_segment(one))
    assert (escaped_segment(one) == escaped_segment(other)) == (one == other)
