from __future__ import annotations

import pytest

from pypixi.manifest.package_model import PackageTarget, RunExports
from pypixi.specs.matchspec import CondaSpec
from pypixi.specs.names import PackageName
from unit.manifest.package.packages import BUILD, Fault, faults, package

A = PackageName("a")
SPEC = {A: CondaSpec(name=A, version="1")}
ADVICE = "write linux, osx, macos, win, unix or a conda subdir such as linux-64"


def test_tables_of_one_condition_are_one_target() -> None:
    text = (
        "[package.run-dependencies.'if(linux)']\na = '1'\n"
        "[package.run-constraints.'if(win)']\na = '1'\n"
        "[package.build-dependencies.'if( linux )']\na = '1'\n"
        "[package.extra-dependencies.test.'if(linux)']\na = '1'\n"
        "[package.run-exports.weak-constraints.'if(linux)']\na = '1'\n"
    )
    assert package(text).targets == (
        PackageTarget(extra_dependencies={"test": {}}),
        PackageTarget(
            condition="linux",
            build_dependencies=SPEC,
            run_dependencies=SPEC,
            extra_dependencies={"test": SPEC},
            run_exports=RunExports(weak_constraints=SPEC),
        ),
        PackageTarget(condition="win", run_constraints=SPEC),
    )


def test_groups_of_extras_are_read() -> None:
    text = "extra-dependencies = { 'a.b_c+d-e' = { a = '1' }, none = {} }\n"
    (target,) = package(text).targets
    assert target.extra_dependencies == {"a.b_c+d-e": SPEC, "none": {}}


def test_target_is_the_condition_that_it_means() -> None:
    text = (
        "[package.target.linux-64.run-dependencies]\na = '1'\n"
        "[package.target.macos]\nextra-dependencies.test.a = '1'\n"
    )
    assert package(text).targets == (
        PackageTarget(),
        PackageTarget(condition="host_platform == 'linux-64'", run_dependencies=SPEC),
        PackageTarget(condition="osx", extra_dependencies={"test": SPEC}),
    )


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param(
            "extra-dependencies.Test = {}",
            (
                "'Test' is not the name of a group of extra dependencies",
                "extra-dependencies.Test",
                "a name has lower-case letters, digits, '.', '-', '_', '+': 64 at most",
            ),
            id="name of a group",
        ),
        pytest.param(
            "extra-dependencies.test = 1",
            (
                "'test' must be a table",
                "1",
                "write it as a table: [package.extra-dependencies.test]",
            ),
            id="group is no table",
        ),
        pytest.param(
            "run-exports = { run = {} }",
            (
                "unexpected key 'run' in [package.run-exports]",
                "run",
                (
                    "expected only 'noarch', 'strong', 'weak', 'strong-constraints',"
                    " 'weak-constraints'"
                ),
            ),
            id="unknown run-export",
        ),
        pytest.param(
            "target.'cuda-*' = {}",
            (
                (
                    "'cuda-*' is not a valid target selector of a package: patterns"
                    " are not supported"
                ),
                "target.'cuda-*'",
                ADVICE,
            ),
            id="pattern",
        ),
        pytest.param(
            "target.'if(linux)' = {}",
            (
                (
                    "'if(linux)' is not a valid target selector: expressions stand in"
                    " the tables of dependencies"
                ),
                "target.'if(linux)'",
                (
                    'write for example [package.run-dependencies."if(host_platform'
                    " == 'linux-64')\"]"
                ),
            ),
            id="expression",
        ),
        pytest.param(
            "target.linux.run-exports = {}",
            (
                "unexpected key 'run-exports' in [package.target.linux]",
                "target.linux.run-exports",
                "did you mean 'run-constraints'?",
            ),
            id="run-exports of a target",
        ),
        pytest.param(
            "target.linux.run-dependencies.'if(win)' = {}",
            (
                "the condition 'if(win)' cannot stand here",
                "target.linux.run-dependencies.'if(win)'",
                "conditions stand right in the tables of a package's dependencies",
            ),
            id="condition in a target",
        ),
        pytest.param(
            "target.linux = {}\nrun-dependencies.'if(linux)' = {}",
            (
                (
                    "duplicate condition: the target 'linux' means `if(linux)`, which"
                    " is there too"
                ),
                "target.linux",
                'write all of it below "if(linux)"',
            ),
            id="target and condition",
        ),
        pytest.param(
            "target.osx = {}\ntarget.macos = {}",
            (
                (
                    "duplicate condition: the target 'macos' means `if(osx)`, which"
                    " is there too"
                ),
                "target.macos",
                'write all of it below "if(osx)"',
            ),
            id="two targets",
        ),
    ],
)
def test_fault_is_explained_where_it_stands(text: str, fault: Fault) -> None:
    assert faults(f"{BUILD}{text}\n") == [fault]
