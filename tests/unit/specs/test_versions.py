from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rattler import MatchSpec, Version

from pypixi.conda.convert import record_to_engine
from pypixi.specs.versions import compare_versions, is_version, version_matches
from unit.lockfile.samples import binary


@pytest.mark.parametrize(
    "text", ["0", "1.2", "1.2rc1", "2024a", "1!2.0", "1.2+cu12.1", "1_2-3", "1.2_"]
)
def test_version_is_known_as_such(text: str) -> None:
    assert is_version(text)


@pytest.mark.parametrize("text", ["", "1..2", "1.*", ">=1", "1 2", "a!1", "1+", ".1"])
def test_what_is_no_version_is_known_as_such(text: str) -> None:
    assert not is_version(text)


def test_versions_have_an_order() -> None:
    ordered = [
        "0.4",
        "0.4.1.rc1",
        "0.4.1",
        "0.5dev",
        "0.5a1",
        "0.5b3",
        "0.5",
        "0.5post1",
        "0.9.6",
        "0.10",
        "1.0+local",
        "1.1",
        "1!0.1",
    ]
    for smaller, larger in pairwise(ordered):
        assert compare_versions(smaller, larger) < 0, (smaller, larger)
        assert compare_versions(larger, smaller) > 0, (smaller, larger)


@pytest.mark.parametrize(
    ("left", "right"),
    [("1", "1.0.0"), ("1.0", "1-0"), ("1.RC1", "1.rc1"), ("1", "0!1")],
)
def test_one_version_may_be_written_in_several_ways(left: str, right: str) -> None:
    assert compare_versions(left, right) == 0


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ("*", True),
        (">=0.50", True),
        (">=0.77.1", False),
        ("<0.77", False),
        ("<=0.77", True),
        (">0.77", False),
        ("==0.77", True),
        ("0.77", True),
        ("0.7", False),
        ("!=0.77.0", False),
        ("0.77.*", True),
        ("0.7.*", False),
        ("0.77*", True),
        ("=0.77", True),
        ("=0.76", False),
        ("!=0.77.*", False),
        ("!=0.76.*", True),
        ("~=0.76", True),
        ("~=0.76.0", False),
        ("~=0.78", False),
        (">=0.1, <1", True),
        (">=0.1,<0.5", False),
        ("<0.5|>=0.77", True),
        ("<0.5 | >=0.78", False),
        ("(>=0.1,<0.2)|(>=0.70,<0.80)", True),
        ("(<0.5|>=0.7),<0.77", False),
        (">=1!0", False),
        ("1!0.77.*", False),
    ],
)
def test_range_is_understood(spec: str, expected: bool) -> None:
    assert version_matches("0.77.0", spec) is expected


@pytest.mark.parametrize(
    ("spec", "reason"),
    [
        ("", "a version is missing"),
        (">=1,", "a version is missing"),
        ("|1", "'|' is not a version or a range of versions"),
        (">=1)", "unexpected ')'"),
        ("(>=1", "a ')' is missing"),
        (">=", "'>=' is not a version or a range of versions"),
        ("1 2", "'1 2' is not a version or a range of versions"),
        (">=1.*", "'>=' cannot stand before a '*'"),
    ],
)
def test_what_is_no_range_is_refused(spec: str, reason: str) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        version_matches("0.77.0", spec)
    assert str(caught.value) == reason


def test_what_is_no_version_cannot_be_compared() -> None:
    with pytest.raises(ValueError, match="'1 2' is not a version"):
        compare_versions("1", "1 2")


_segments = st.from_regex(r"(0|[1-9][0-9]?)?(a|b|rc|post|dev|x)?[0-9]?", fullmatch=True)
_versions = (
    st.lists(_segments.filter(bool), min_size=1, max_size=3)
    .map(".".join)
    .filter(is_version)
    .filter(lambda text: text[0].isdigit())
)


@given(_versions, _versions)
@settings(max_examples=300, deadline=None)
def test_versions_are_ordered_as_the_engine_orders_them(one: str, other: str) -> None:
    theirs = (Version(one) > Version(other)) - (Version(one) < Version(other))
    ours = compare_versions(one, other)
    assert (ours > 0) - (ours < 0) == theirs


_numbers = st.lists(st.integers(0, 30), min_size=1, max_size=4).map(
    lambda parts: ".".join(map(str, parts))
)


@given(
    st.one_of(
        st.tuples(
            _versions,
            _versions,
            st.sampled_from(["", *[">=", "<=", ">", "<", "==", "!="]]),
        ),
        st.tuples(_numbers, _numbers, st.sampled_from(["~=", "=", "*"])),
    )
)
@settings(max_examples=400, deadline=None)
def test_ranges_hold_what_the_engine_says(case: tuple[str, str, str]) -> None:
    """Letters in a prefix aside, of which no machine or release has any."""
    version, bound, operator = case
    spec = f"{bound}.*" if operator == "*" else f"{operator}{bound}"
    try:
        ours = version_matches(version, spec)
    except ValueError:  # then the engine is asked
        return
    record = record_to_engine(binary(f"https://h/c/noarch/x-{version}-0.conda"))
    assert ours == MatchSpec(f"x {spec}").matches(record), (version, spec)
