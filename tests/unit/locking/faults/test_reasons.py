"""How the reasons against a lock file are told."""

from __future__ import annotations

import pytest

from pypixi.locking.faults.fault import Fault, unmet
from pypixi.locking.faults.reasons import Reason, sentences

RAIN = Fault(what="it rains")


def reason(
    environment: str | None,
    platform: str | None,
    fault: Fault = RAIN,
    group: str | None = None,
) -> Reason:
    return Reason(
        environment=environment, platform=platform, fault=fault, solve_group=group
    )


@pytest.mark.parametrize(
    ("reasons", "told"),
    [
        pytest.param([], [], id="none"),
        pytest.param([reason(None, None)], ["it rains"], id="no lock file"),
        pytest.param(
            [reason("a", None)],
            ["environment 'a' is out of date because it rains"],
            id="environment",
        ),
        pytest.param(
            [reason("a", "win-64")],
            ["environment 'a' for platform 'win-64' is out of date because it rains"],
            id="platform",
        ),
        pytest.param(
            [reason("a", "win-64"), reason("a", "osx-64"), reason("a", "linux-64")],
            [
                (
                    "environment 'a' for platforms 'win-64', 'osx-64' and 'linux-64' is"
                    " out of date because it rains"
                )
            ],
            id="platforms in the order of the manifest",
        ),
        pytest.param(
            [reason("b", None), reason("a", None)],
            ["environments 'b' and 'a' are out of date because it rains"],
            id="environments in the order of the manifest",
        ),
        pytest.param(
            [reason("a", "x"), reason("a", "y"), reason("b", "x"), reason("c", "x")],
            [
                (
                    "environment 'a' for platforms 'x' and 'y' is out of date because"
                    " it rains"
                ),
                (
                    "environments 'b' and 'c' for platform 'x' are out of date because"
                    " it rains"
                ),
            ],
            id="those on the same platforms go together",
        ),
        pytest.param(
            [reason("a", "x"), reason("a", "x", Fault(what="it snows"))],
            [
                "environment 'a' for platform 'x' is out of date because it rains",
                "environment 'a' for platform 'x' is out of date because it snows",
            ],
            id="different reasons",
        ),
        pytest.param(
            [reason("a", "x", group="g"), reason("b", "x", group="g")],
            [
                (
                    "solve group 'g' (environments 'a' and 'b') for platform 'x' is out"
                    " of date because it rains"
                )
            ],
            id="solve group",
        ),
    ],
)
def test_same_reason_is_told_once(reasons: list[Reason], told: list[str]) -> None:
    assert sentences(reasons) == told


def test_requirement_of_several_environments_is_told_once() -> None:
    reasons = [
        reason(name, "x", unmet("kelp >=2", "kelp", name, is_direct=True))
        for name in ("a", "b")
    ]
    assert sentences(reasons) == [
        (
            "environments 'a' and 'b' for platform 'x' are out of date because the"
            " requirement 'kelp >=2' could not be satisfied (required by each of them)"
        )
    ]
    assert str(reasons[0]) == (
        "environment 'a' for platform 'x' is out of date because the requirement"
        " 'kelp >=2' could not be satisfied (required by 'a')"
    )


def test_who_requires_it_is_kept_apart_from_what_is_told() -> None:
    found = [
        Fault(what="it rains", package="kelp", required_by=name) for name in ("a", "b")
    ]
    reasons = [reason("x", "y", fault) for fault in found]
    assert sentences(reasons) == [
        "environment 'x' for platform 'y' is out of date because it rains"
    ]


def test_requirement_of_a_package_names_the_package() -> None:
    fault = unmet("kelp >=2", "kelp", "coral-1.0-0.conda")
    assert sentences([reason("a", "x", fault), reason("b", "x", fault)]) == [
        (
            "environments 'a' and 'b' for platform 'x' are out of date because the"
            " requirement 'kelp >=2' could not be satisfied (required by"
            " 'coral-1.0-0.conda')"
        )
    ]
