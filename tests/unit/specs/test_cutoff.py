from __future__ import annotations

import pytest

from pypixi.specs.cutoff import Cutoff, ExcludeNewer, parse_cutoff, shown, utc_text
from pypixi.specs.names import PackageName

NOON = 1_751_284_800.0
"""The 30th of June 2025, 12:00 UTC."""
MIDNIGHT = NOON + 12 * 3600
NUMPY = PackageName("numpy")


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        pytest.param("2025-06-30", MIDNIGHT, id="the whole day"),
        pytest.param("2025-06-30T12:00:00Z", NOON, id="UTC"),
        pytest.param("2025-06-30t12:00:00z", NOON, id="lower case"),
        pytest.param("2025-06-30 12:00:00Z", NOON, id="blank"),
        pytest.param("2025-06-30T14:00:00+02:00", NOON, id="another zone"),
        pytest.param("2025-06-30T12:00:00.25Z", NOON + 0.25, id="fraction"),
    ],
)
def test_moment_does_not_depend_on_now(text: str, moment: float) -> None:
    cutoff = parse_cutoff(text)
    assert cutoff == Cutoff(text=text, moment=moment)
    assert cutoff.at(0) == moment


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("7d", 7 * 86400),
        ("1h30m", 5400),
        ("2 weeks", 14 * 86400),
        ("1day 2hours", 86400 + 7200),
        ("90s", 90),
        ("500ms", 0.5),
        ("1M", 30.44 * 86400),
        ("1y", 365.25 * 86400),
    ],
)
def test_duration_is_counted_from_now(text: str, seconds: float) -> None:
    cutoff = parse_cutoff(text)
    assert cutoff is not None
    assert cutoff.at(NOON) == NOON - seconds


def test_nothing_is_older_than_1970() -> None:
    cutoff = parse_cutoff("100 years")
    assert cutoff is not None
    assert cutoff.at(NOON) == 0


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "yesterday",
        "7",
        "7 parsecs",
        "7d and more",
        "2025-06-31",
        "2025-6-1",
        "2025-06-30T12:00:00",
        "2025-06-30T25:00:00Z",
    ],
)
def test_what_is_no_cutoff_is_none(text: str) -> None:
    assert parse_cutoff(text) is None


def test_moment_is_written_in_utc() -> None:
    assert utc_text(NOON) == "2025-06-30T12:00:00Z"
    assert shown(NOON) == "2025-06-30 12:00:00 UTC"


def test_package_wins_over_channel_and_channel_over_workspace() -> None:
    one, two, three = (Cutoff(text="", moment=float(each)) for each in (1, 2, 3))
    assert ExcludeNewer(default=one).of(NUMPY, None) is one
    assert ExcludeNewer(default=one).of(NUMPY, two) is two
    own = ExcludeNewer(default=one, packages={NUMPY: three})
    assert own.of(NUMPY, two) is three
    assert own.of(PackageName("scipy"), two) is two
