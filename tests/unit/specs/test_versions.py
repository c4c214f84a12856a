from __future__ import annotations

from itertools import pairwise

import pytest

from pypixi.specs.versions import compare_versions, is_version, version_matches


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
