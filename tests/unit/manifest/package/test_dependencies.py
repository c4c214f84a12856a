from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pypixi.specs.matchspec import CondaSpec
from pypixi.specs.names import PackageName
from pypixi.specs.source import GitSource, PathSource
from unit.manifest.package.packages import BUILD, Fault, faults, package

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pypixi.manifest.package_model import PackageRequirement

TABLES = {
    "build-dependencies": "build_dependencies",
    "host-dependencies": "host_dependencies",
    "run-dependencies": "run_dependencies",
    "run-constraints": "run_constraints",
}
EXPORTS = {
    "noarch": "noarch",
    "strong": "strong",
    "weak": "weak",
    "strong-constraints": "strong_constraints",
    "weak-constraints": "weak_constraints",
}
EVERY = [*TABLES, "extra-dependencies.test", *(f"run-exports.{key}" for key in EXPORTS)]
POOL = (
    "[workspace.dependencies]\na = { version = '1.*', build = 'x' }\n"
    "s = { path = 'pkgs/s' }\n"
)


def asked(
    table: str, text: str, *, workspace: str = ""
) -> Mapping[PackageName, PackageRequirement]:
    (target,) = package(f"[package.{table}]\n{text}\n", workspace=workspace).targets
    group, _, key = table.partition(".")
    found: Mapping[PackageName, PackageRequirement]
    if group == "run-exports":
        found = getattr(target.run_exports, EXPORTS[key])
    elif group == "extra-dependencies":
        found = target.extra_dependencies[key]
    else:
        found = getattr(target, TABLES[group])
    return found


@pytest.mark.parametrize("table", EVERY)
def test_table_is_read_in_its_order(table: str) -> None:
    found = asked(table, "B = '>=1'\na = { version = '2', build = 'x' }")
    assert [*found.values()] == [
        CondaSpec(name=PackageName("b"), version=">=1"),
        CondaSpec(name=PackageName("a"), version="2", build="x"),
    ]


@pytest.mark.parametrize("table", EVERY)
def test_entry_of_the_workspace_is_taken(table: str) -> None:
    found = asked(table, "a = { workspace = true, build = 'y' }", workspace=POOL)
    spec = CondaSpec(name=PackageName("a"), version="1.*", build="y")
    assert found == {"a": spec}


@pytest.mark.parametrize(
    "table", [name for name in EVERY if not name.endswith("constraints")]
)
def test_packages_may_be_built_from_source(table: str) -> None:
    found = asked(table, "a = { git = 'https://g.test/a' }\nb = { path = '../b' }")
    assert [*found.values()] == [
        CondaSpec(name=PackageName("a"), source=GitSource(url="https://g.test/a")),
        CondaSpec(name=PackageName("b"), source=PathSource(path="../b")),
    ]


@pytest.mark.parametrize("table", ["build-dependencies", "extra-dependencies.test"])
def test_packages_may_be_archives(table: str) -> None:
    url = "https://u.test/a.conda"
    assert asked(table, f"a = {{ url = '{url}' }}") == {
        "a": CondaSpec(name=PackageName("a"), url=url)
    }


@pytest.mark.parametrize(
    "table", [name for name in EVERY if name.endswith("constraints")]
)
@pytest.mark.parametrize(
    "entry",
    [
        "a = { path = '../a' }",
        "a = { git = 'https://g.test/a' }",
        "a = { url = 'https://u.test/a.conda' }",
        "a = { path = 'a.conda' }",
    ],
)
def test_constraints_are_on_packages_of_channels(table: str, entry: str) -> None:
    assert faults(f"{BUILD}[package.{table}]\n{entry}\n") == [
        (
            "the constraint on 'a' cannot have a location",
            entry.removeprefix("a = "),
            "write the versions that are allowed",
        )
    ]


def test_constraint_cannot_take_a_source_of_the_workspace() -> None:
    text = f"{BUILD}[package.run-constraints]\ns = {{ workspace = true }}\n"
    (fault,) = faults(text, workspace=POOL)
    assert fault[0] == "the constraint on 's' cannot have a location"


@pytest.mark.parametrize("bucket", ["noarch", "strong", "weak"])
@pytest.mark.parametrize(
    "entry",
    [
        "a = { url = 'https://u.test/a.conda' }",
        "a = { url = 'https://u.test/a.tar.gz' }",
        "a = { path = 'a.tar.bz2' }",
    ],
)
def test_archives_cannot_be_exported(bucket: str, entry: str) -> None:
    assert faults(f"{BUILD}[package.run-exports.{bucket}]\n{entry}\n") == [
        (
            "the run-export of 'a' cannot be an archive",
            entry.removeprefix("a = "),
            "write the versions that are meant, or its source as `path` or `git`",
        )
    ]


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        (
            "a = { path = 'a', package = {} }",
            (
                "a package cannot be defined in the dependencies of another",
                "package",
                "define it in [dependencies] of the workspace",
            ),
        ),
        (
            "a = { workspace = false }",
            (
                "`workspace` cannot be false",
                "false",
                "leave it out, or write `workspace = true`",
            ),
        ),
        (
            "b = { workspace = true }",
            (
                "the workspace does not define `b` in `[workspace.dependencies]`",
                "true",
                'add to [workspace.dependencies]: b = "*"',
            ),
        ),
        ("a = 1", ("'a' must be a string or table", "1", 'put it in quotes: "1"')),
        (
            "a = '1'\nA = '2'",
            (
                "'A' is the same package as an earlier entry",
                "A",
                "names are compared in one spelling: write the package once",
            ),
        ),
        (
            "'é' = '1'",
            (
                "'é' is not a conda package name",
                "'é'",
                "a name is made of letters, digits, '-', '_' and '.'",
            ),
        ),
    ],
)
@pytest.mark.parametrize("table", EVERY)
def test_fault_is_explained_where_it_stands(
    table: str, entry: str, fault: Fault
) -> None:
    text = f"{BUILD}[package.{table}]\n{entry}\n"
    assert faults(text, workspace=POOL) == [fault]
