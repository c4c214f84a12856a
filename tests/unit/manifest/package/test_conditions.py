from __future__ import annotations

import pytest

from pypixi.manifest.package.conditions import lowered
from pypixi.manifest.package_model import PackageTarget
from pypixi.specs.matchspec import CondaSpec
from pypixi.specs.names import PackageName
from unit.manifest.package.packages import BUILD, Fault, faults, package

A = PackageName("a")
EXAMPLE = "write for example \"if(host_platform == 'linux-64')\""


@pytest.mark.parametrize(
    "expression",
    [
        "linux",
        "host_platform == 'linux-64'",
        "host_platform != build_platform",
        "match(python, '>=3.12') and not win",
    ],
)
def test_expression_is_kept_as_it_is(expression: str) -> None:
    text = f'[package.run-dependencies."if({expression})"]\na = "1"\n'
    spec = CondaSpec(name=A, version="1")
    assert package(text).targets == (
        PackageTarget(),
        PackageTarget(condition=expression, run_dependencies={A: spec}),
    )


def test_condition_may_stand_beside_packages() -> None:
    text = "run-dependencies = { a = '1', 'if( win )' = { a = '2' }, b = '*' }\n"
    always, sometimes = package(text).targets
    assert always.condition is None
    assert [*always.run_dependencies] == ["a", "b"]
    assert sometimes.condition == "win"
    assert sometimes.run_dependencies == {"a": CondaSpec(name=A, version="2")}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param(
            "\"host_platform == 'linux-64'\" = {}",
            (
                (
                    "'host_platform == 'linux-64'' is not a valid selector. Wrap the"
                    " expression in `if(...)`"
                ),
                "\"host_platform == 'linux-64'\"",
                EXAMPLE,
            ),
            id="not wrapped",
        ),
        pytest.param(
            "'if(linux' = {}",
            (
                (
                    "'if(linux' is not a valid selector. Wrap the expression in"
                    " `if(...)`"
                ),
                "'if(linux'",
                EXAMPLE,
            ),
            id="not closed",
        ),
        pytest.param(
            "'if( )' = {}",
            ("'if( )' has no expression", "'if( )'", EXAMPLE),
            id="empty",
        ),
        pytest.param(
            "'if(linux)' = '1'",
            (
                "'if(linux)' must be a table",
                "'1'",
                'write it as a table: [package.host-dependencies."if(linux)"]',
            ),
            id="no table",
        ),
        pytest.param(
            "'if(linux)' = { 'if(x)' = { a = '1' } }",
            (
                "the condition 'if(x)' cannot stand here",
                "'if(x)'",
                'write one condition for both: "if(linux and …)"',
            ),
            id="nested",
        ),
        pytest.param(
            "'if(linux)' = { a = 1 }",
            ("'a' must be a string or table", "1", 'put it in quotes: "1"'),
            id="fault inside",
        ),
        pytest.param(
            "'if(linux)' = { a = '1', A = '2' }",
            (
                "'A' is the same package as an earlier entry",
                "A",
                "names are compared in one spelling: write the package once",
            ),
            id="twice inside",
        ),
    ],
)
def test_fault_is_explained_where_it_stands(text: str, fault: Fault) -> None:
    assert faults(f"{BUILD}[package.host-dependencies]\n{text}\n") == [fault]


@pytest.mark.parametrize(
    ("selector", "condition"),
    [
        ("linux", "linux"),
        ("win", "win"),
        ("unix", "unix"),
        ("osx", "osx"),
        ("macos", "osx"),
        ("linux-64", "host_platform == 'linux-64'"),
        ("gpu", "host_platform == 'gpu'"),
    ],
)
def test_selector_means_a_condition(selector: str, condition: str) -> None:
    assert lowered(selector) == condition
