from __future__ import annotations

import pytest

from pypixi.errors import Label, PixiError, SeveralFaultsError, Source, Span
from pypixi.locking.groups import SolveUnit, solve_units
from pypixi.locking.solving.failures import raise_failures
from unit.manifest.samples import environments

FOUND = environments(
    "[environments]\ntest = []\nprod = { features = [], solve-group = 'g' }\n"
)
UNITS = {unit.pair: unit for unit in solve_units(FOUND.values())}
DEFAULT = UNITS["default", "linux-64"]
DEFAULT_OSX = UNITS["default", "osx-arm64"]
TEST = UNITS["test", "linux-64"]
GROUP = UNITS["prod", "osx-arm64"]


def _unsolvable(
    unit: SolveUnit, reason: str = "no kelp"
) -> tuple[SolveUnit, PixiError]:
    message = f"failed to solve requirements of {unit.full_title}"
    return unit, PixiError(message, help="loosen it", notes=[reason])


def _raised(*failures: tuple[SolveUnit, PixiError]) -> PixiError:
    with pytest.raises(PixiError) as caught:
        raise_failures(([unit], error) for unit, error in failures)
    return caught.value


def test_nothing_failed() -> None:
    raise_failures([])


def test_single_failure_is_raised_as_it_is() -> None:
    unit, error = _unsolvable(DEFAULT)
    assert _raised((unit, error)) is error


def test_failures_for_different_reasons_are_all_told() -> None:
    error = _raised(_unsolvable(DEFAULT), _unsolvable(TEST, "no coral"))
    assert isinstance(error, SeveralFaultsError)
    assert [fault.notes for fault in error.faults] == [("no kelp",), ("no coral",)]


def test_failures_alike_are_told_once_with_all_they_concern() -> None:
    error = _raised(*map(_unsolvable, (DEFAULT, DEFAULT_OSX, TEST, GROUP)))
    assert error.message == (
        "failed to solve requirements of environment 'default' for platform 'linux-64'"
    )
    others = (
        "environment 'default' on osx-arm64; environment 'test' on linux-64;"
        " solve group 'g' on osx-arm64"
    )
    assert error.notes == (f"the same goes for {others}", "no kelp")
    assert error.help == "loosen it"


def test_reasons_that_name_their_platform_are_alike() -> None:
    error = _raised(
        _unsolvable(DEFAULT, "none for linux-64"),
        _unsolvable(DEFAULT_OSX, "none for osx-arm64"),
    )
    assert error.faults == (error,)


def test_failure_that_names_nobody_is_told_with_whom_it_concerns() -> None:
    error = _raised((TEST, PixiError("cannot read channel 'x'", notes=["404"])))
    assert error.notes == ("needed for environment 'test' on linux-64", "404")


def test_failure_that_names_a_member_of_a_group_is_raised_as_it_is() -> None:
    error = PixiError("no Python in environment 'prod' for platform 'osx-arm64'")
    assert _raised((GROUP, error)) is error


def test_failures_at_different_places_are_told_apart() -> None:
    source = Source("pixi.toml", "ab")
    labels = [Label(source, Span(at, at + 1)) for at in range(2)]
    found = [(DEFAULT, PixiError("no such package", labels=[each])) for each in labels]
    assert [fault.labels for fault in _raised(*found).faults] == [
        (label,) for label in labels
    ]


def test_failure_of_what_was_solved_for_several_is_told_once() -> None:
    with pytest.raises(PixiError) as caught:
        raise_failures([([DEFAULT, TEST], _unsolvable(DEFAULT)[1])])
    assert caught.value.notes == (
        "the same goes for environment 'test' on linux-64",
        "no kelp",
    )


def test_several_faults_of_one_solve_are_each_compared() -> None:
    both = SeveralFaultsError([PixiError("a"), PixiError("b")])
    error = _raised((DEFAULT, both), (TEST, PixiError("b")))
    default = "needed for environment 'default' on linux-64"
    assert [(fault.message, fault.notes) for fault in error.faults] == [
        ("a", (default,)),
        ("b", (f"{default}; environment 'test' on linux-64",)),
    ]
