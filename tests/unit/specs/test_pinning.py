from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rattler import Version, VersionSpec

from pypixi.specs.pinning import pinned_range

STRATEGIES = ["semver", "minor", "major", "latest-up", "exact-version", "no-pin"]

# versions → semver, minor, major, latest-up, exact-version
TABLE: dict[tuple[str, ...], tuple[str, str, str, str, str]] = {
    # The two rows of the specification.
    ("1.2.3",): (">=1.2.3,<2", ">=1.2.3,<1.3", ">=1.2.3,<2", ">=1.2.3", "==1.2.3"),
    ("0.1.0",): (">=0.1.0,<0.2", ">=0.1.0,<0.2", ">=0.1.0,<1", ">=0.1.0", "==0.1.0"),
    # Semver: the left-most segment that is not zero.
    ("0.0.5",): (">=0.0.5,<0.0.6", ">=0.0.5,<0.1", ">=0.0.5,<1", ">=0.0.5", "==0.0.5"),
    ("0.0",): (">=0.0,<0.1", ">=0.0,<0.1", ">=0.0,<1", ">=0.0", "==0.0"),
    ("0",): (">=0,<1", ">=0,<0.1", ">=0,<1", ">=0", "==0"),
    ("7",): (">=7,<8", ">=7,<7.1", ">=7,<8", ">=7", "==7"),
    # Calendar versions are numbers like any other.
    ("2024.10.1",): (
        ">=2024.10.1,<2025",
        ">=2024.10.1,<2024.11",
        ">=2024.10.1,<2025",
        ">=2024.10.1",
        "==2024.10.1",
    ),
    # An epoch belongs to both bounds.
    ("1!2.3.4",): (
        ">=1!2.3.4,<1!3",
        ">=1!2.3.4,<1!2.4",
        ">=1!2.3.4,<1!3",
        ">=1!2.3.4",
        "==1!2.3.4",
    ),
    # A local part bounds nothing.
    ("1.2+cuda.12",): (
        ">=1.2+cuda.12,<2",
        ">=1.2+cuda.12,<1.3",
        ">=1.2+cuda.12,<2",
        ">=1.2+cuda.12",
        "==1.2+cuda.12",
    ),
    # Nor do letters.
    ("2024a",): (
        ">=2024a,<2025",
        ">=2024a,<2024.1",
        ">=2024a,<2025",
        ">=2024a",
        "==2024a",
    ),
    ("1.1.1l",): (
        ">=1.1.1l,<2",
        ">=1.1.1l,<1.2",
        ">=1.1.1l,<2",
        ">=1.1.1l",
        "==1.1.1l",
    ),
    ("1.2rc1",): (
        ">=1.2rc1,<2",
        ">=1.2rc1,<1.3",
        ">=1.2rc1,<2",
        ">=1.2rc1",
        "==1.2rc1",
    ),
    ("master",): (">=master", ">=master", ">=master", ">=master", "==master"),
    # Several platforms: from the lowest up to beyond the highest.
    ("1.2.3", "1.4.0"): (
        ">=1.2.3,<2",
        ">=1.2.3,<1.5",
        ">=1.2.3,<2",
        ">=1.2.3",
        "==1.2.3|==1.4.0",
    ),
    ("0.9", "1.1"): (">=0.9,<2", ">=0.9,<1.2", ">=0.9,<2", ">=0.9", "==0.9|==1.1"),
    ("1.0", "1.0"): (">=1.0,<2", ">=1.0,<1.1", ">=1.0,<2", ">=1.0", "==1.0"),
}


@pytest.mark.parametrize(
    ("versions", "strategy", "expected"),
    [
        pytest.param(
            versions, strategy, expected, id=f"{strategy}-{','.join(versions)}"
        )
        for versions, row in TABLE.items()
        for strategy, expected in zip(STRATEGIES, (*row, "*"), strict=True)
    ],
)
def test_strategy_makes_a_range_of_versions(
    versions: tuple[str, ...], strategy: str, expected: str
) -> None:
    assert pinned_range(strategy, versions) == expected


def test_unknown_strategy_is_refused() -> None:
    with pytest.raises(ValueError, match="semvar"):
        pinned_range("semvar", ["1.2.3"])


version_texts = st.from_regex(
    r"([1-9]!)?[0-9]{1,3}(\.[0-9]{1,3}){0,3}((a|rc|\.dev|\.post)[0-9])?[a-z]?",
    fullmatch=True,
)
resolved = st.lists(version_texts, min_size=1, max_size=3).map(
    lambda found: sorted(found, key=Version)
)


@given(resolved, st.sampled_from(STRATEGIES))
@settings(deadline=None)
def test_range_holds_every_resolved_version(versions: list[str], strategy: str) -> None:
    spec = VersionSpec(pinned_range(strategy, versions))
    assert [v for v in versions if not spec.matches(Version(v))] == []


@given(resolved)
@settings(deadline=None)
def test_stricter_strategy_never_admits_more(versions: list[str]) -> None:
    """What `minor` admits, `major` does, and what that admits, `latest-up`."""
    specs = [
        VersionSpec(pinned_range(strategy, versions))
        for strategy in ("exact-version", "minor", "major", "latest-up", "no-pin")
    ]
    for text in ("0.5", "1", "1.5", "2.1.3", "99", "500.1", "1!3", *versions):
        for narrow, wide in pairwise(spec.matches(Version(text)) for spec in specs):
            assert wide or not narrow
