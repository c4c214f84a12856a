"""What single patterns mean; the files they match are shown with ``inputs``."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pypixi.task.globs import InvalidGlobError, compile_globs


def matches(pattern: str, path: str) -> bool:
    """Tell whether any choice of a pattern matches a path, nothing being hidden."""
    *folders, name = path.split("/")
    for glob in compile_globs([pattern]):
        positions = glob.start
        for folder in folders:
            positions = glob.enter(positions, folder)
        if glob.accepts(glob.step(positions, name)):
            return True
    return False


@pytest.mark.parametrize(
    ("pattern", "levels"),
    [
        ("a", [0]),
        ("../a", [1]),
        ("../../a/*", [2]),
        ("a/../../b/*", [1]),
        ("/../a", [0]),
        ("!../a", [0, 1]),
        ("{a,b}/*", [0, 0]),
        ("../{a,b}", [1, 1]),
    ],
)
def test_patterns_start_above_the_root(pattern: str, levels: list[int]) -> None:
    assert [glob.level for glob in compile_globs([pattern])] == levels


def test_list_that_only_takes_out_starts_from_everything() -> None:
    first, second = compile_globs(["!a"])
    assert first.is_everything
    assert second.is_negative
    assert [glob.is_negative for glob in compile_globs(["!a", "b"])] == [True, False]


@pytest.mark.parametrize(
    ("pattern", "path", "is_matched"),
    [
        ("a/**/b", "a/b", True),
        ("a/**/b", "a/x/y/b", True),
        ("a/**/b", "x/a/b", False),
        ("a/**", "a", False),
        ("**/a", "a", True),
        ("a**b", "x/a-b", True),
        ("a", "a/b", True),
        ("a", "b/a", False),
        ("a?", "x/ab", True),
        ("?", "ab", False),
        ("a/", "a", False),
        ("x*/", "xy/b", True),
        ("[!a-c]", "d", True),
        ("[!a-c]", "b", False),
        (".*", "x/.a", True),
        ("*", ".a", False),
    ],
)
def test_pattern_matches(pattern: str, path: str, *, is_matched: bool) -> None:
    assert matches(pattern, path) is is_matched


_NAME = st.text("abc", min_size=1, max_size=3)


@given(st.lists(_NAME, min_size=1, max_size=4), st.data())
def test_any_name_may_be_a_star(names: list[str], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(names) - 1))
    starred = [*names]
    starred[index] = "*"
    assert matches("/" + "/".join(starred), "/".join(names))


@given(st.lists(_NAME, min_size=1, max_size=5), st.integers(0, 4), st.integers(0, 4))
def test_any_names_may_be_two_stars(names: list[str], one: int, other: int) -> None:
    start, end = sorted((min(one, len(names) - 1), min(other, len(names) - 1)))
    pattern = "/".join([*names[:start], "**", *names[end:]])
    assert matches(pattern, "/".join(names))


@given(st.text("ab*?[]{},!^-/.\\"))
def test_any_text_is_a_pattern_or_a_mistake(text: str) -> None:
    with suppress(InvalidGlobError):
        matches(text, "a/b")
