from __future__ import annotations

from typing import Any

import pytest

from pypixi.manifest.package_model import PinKind, PinnedSpec
from pypixi.specs.names import PackageName
from unit.manifest.package.packages import BUILD, Fault, faults, package

A, OWN = PackageName("a"), PackageName("own")
BUILD_ADVICE = "an exact pin has neither bounds nor a build string of its own"


def pin(text: str) -> object:
    written = f"name = 'own'\n[package.run-dependencies]\na = {{ {text} }}\n"
    return package(written).targets[0].run_dependencies[A]


def compatible(**fields: Any) -> PinnedSpec:
    return PinnedSpec(name=A, kind=PinKind.COMPATIBLE, **fields)


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("true", {}),
        ("{}", {}),
        ("{ exact = false }", {}),
        ("{ lower-bound = 'x.x' }", {"lower_bound": "x.x"}),
        ("{ upper-bound = 'x' }", {"upper_bound": "x"}),
        (
            "{ lower-bound = '1.2', upper-bound = '3' }",
            {"lower_bound": "1.2", "upper_bound": "3"},
        ),
        ("{ build = 'py*' }", {"build": "py*"}),
        (
            "{ exact = true }",
            {"lower_bound": None, "upper_bound": None, "is_exact": True},
        ),
    ],
)
def test_pin_is_read(text: str, fields: dict[str, Any]) -> None:
    assert pin(f"pin-compatible = {text}") == compatible(**fields)


def test_pin_keeps_all_segments_below_and_the_first_above() -> None:
    found = compatible()
    assert (found.lower_bound, found.upper_bound) == ("x.x.x.x.x.x", "x")


def test_package_is_pinned_in_its_run_exports() -> None:
    text = (
        "name = 'Own'\n[package.run-exports.weak]\n"
        "own = { pin-subpackage = { upper-bound = 'x.x' } }\n"
        "a = { pin-compatible = true }\n"
    )
    assert package(text).targets[0].run_exports.weak == {
        OWN: PinnedSpec(name=OWN, kind=PinKind.SUBPACKAGE, upper_bound="x.x"),
        A: compatible(),
    }


@pytest.mark.parametrize("kind", PinKind)
def test_package_without_a_name_may_pin_any(kind: PinKind) -> None:
    text = f"[package.run-exports.strong]\na = {{ {kind} = true }}\n"
    found = package(text).targets[0].run_exports.strong
    assert found == {A: PinnedSpec(name=A, kind=kind)}


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        pytest.param(
            "a = { pin-compatible = false }",
            (
                "`pin-compatible` cannot be false",
                "false",
                "leave it out, or write `pin-compatible = true`",
            ),
            id="false",
        ),
        pytest.param(
            "a = { pin-compatible = 'x.x' }",
            (
                "'pin-compatible' must be a table or `true`",
                "'x.x'",
                "write it as a table: [package.run-exports.weak.a.pin-compatible]",
            ),
            id="string",
        ),
        pytest.param(
            "a = { pin-compatible = true, version = '1' }",
            (
                "`pin-compatible` cannot be combined with `version`",
                "version",
                "leave out `version`",
            ),
            id="with a version",
        ),
        pytest.param(
            "own = { pin-subpackage = true, pin-compatible = true }",
            (
                "`pin-compatible` cannot be combined with `pin-subpackage`",
                "pin-subpackage",
                "leave out `pin-subpackage`",
            ),
            id="two pins",
        ),
        pytest.param(
            "a = { pin-compatible = { lower-bound = 'one two' } }",
            (
                "'one two' is neither a pin expression nor a version",
                "'one two'",
                'write lower-bound = "x.x" to keep two segments, or a version',
            ),
            id="bound",
        ),
        pytest.param(
            "a = { pin-compatible = { upper-bound = 1 } }",
            ("'upper-bound' must be a string", "1", 'put it in quotes: "1"'),
            id="bound is a number",
        ),
        pytest.param(
            "a = { pin-compatible = { exact = true, upper-bound = 'x' } }",
            (
                "`exact` cannot be combined with `upper-bound`",
                "upper-bound",
                BUILD_ADVICE,
            ),
            id="exact with a bound",
        ),
        pytest.param(
            "a = { pin-compatible = { exact = true, build = 'x' } }",
            ("`exact` cannot be combined with `build`", "build", BUILD_ADVICE),
            id="exact with a build",
        ),
        pytest.param(
            "a = { pin-compatible = { max-pin = 'x' } }",
            (
                (
                    "unexpected key 'max-pin' in"
                    " [package.run-exports.weak.a.pin-compatible]"
                ),
                "max-pin",
                "expected only 'lower-bound', 'upper-bound', 'exact', 'build'",
            ),
            id="unknown key",
        ),
        pytest.param(
            "own = { pin-compatible = true }",
            (
                "`pin-compatible` cannot pin the package 'own' to itself",
                "pin-compatible",
                "in run-exports, write `pin-subpackage` instead",
            ),
            id="compatible with itself",
        ),
        pytest.param(
            "a = { pin-subpackage = true }",
            (
                "`pin-subpackage` only pins the package 'own' itself",
                "pin-subpackage",
                "write `pin-compatible` to pin 'a'",
            ),
            id="another as subpackage",
        ),
    ],
)
def test_fault_is_explained_where_it_stands(entry: str, fault: Fault) -> None:
    text = f"{BUILD}name = 'own'\n[package.run-exports.weak]\n{entry}\n"
    assert faults(text) == [fault]


@pytest.mark.parametrize(
    "table",
    [
        "build-dependencies",
        "run-constraints",
        "extra-dependencies.test",
        "target.linux.build-dependencies",
        "build-dependencies.'if(linux)'",
    ],
)
def test_pins_mean_nothing_in_other_tables(table: str) -> None:
    text = f"{BUILD}[package.{table}]\na = {{ pin-compatible = true }}\n"
    message = (
        "`pin-compatible` is only supported in host-dependencies, run-dependencies and"
        " run-exports"
    )
    help_text = "write the versions that are meant"
    assert faults(text) == [(message, "pin-compatible", help_text)]


@pytest.mark.parametrize("table", ["host-dependencies", "run-dependencies"])
def test_package_is_not_pinned_in_its_dependencies(table: str) -> None:
    text = f"{BUILD}name = 'a'\n[package.{table}]\na = {{ pin-subpackage = true }}\n"
    assert faults(text) == [
        (
            "`pin-subpackage` is only supported in run-exports",
            "pin-subpackage",
            "write the versions that are meant",
        )
    ]
