"""The package of a workspace's manifest, and those beside their sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pypixi.errors import PixiError
from pypixi.manifest.document import parse_document
from pypixi.specs.matchspec import CondaSpec
from pypixi.specs.names import PackageName
from pypixi.specs.source import PathSource
from support.schema import read_manifest
from unit.manifest.package.packages import (
    BUILD,
    WORKSPACE,
    Fault,
    manifest_faults,
)
from unit.manifest.samples import WORKSPACE as PLAIN
from unit.manifest.samples import manifest, manifest_fault, marked

if TYPE_CHECKING:
    from pathlib import Path

    from pypixi.manifest.model import Target
    from pypixi.manifest.package_model import PackageTable

A = PackageName("a")
INLINE = "package.build.backend.name = 'b'"
PREVIEW = (
    "[package] section is only allowed when the `pixi-build` preview flag is enabled"
)


def target(text: str) -> Target:
    found = manifest(f"{WORKSPACE}{text}\n")
    return found.features["default"].targets[-1]


def inline(entry: str, workspace: str = "") -> PackageTable:
    text = f"{workspace}\n[dependencies]\na = {{ {entry} }}"
    return target(text).inline_packages[A]


def test_package_needs_its_preview() -> None:
    text = f"{PLAIN}[package]\nname = 'a'\n{BUILD}"
    assert manifest_faults(text) == [
        (PREVIEW, "package", 'add to [workspace]: preview = ["pixi-build"]')
    ]


@pytest.mark.parametrize("preview", ["true", "['pixi-build']", "['x', 'pixi-build']"])
def test_package_is_read_with_its_preview(preview: str) -> None:
    text = f"{PLAIN}preview = {preview}\n[package]\nname = 'a'\n{BUILD}"
    package = manifest(text).package
    assert package is not None
    assert package.name == "a"
    assert package.keys == ("package",)


@pytest.mark.parametrize(
    ("entry", "name"), [("", "a"), ("name = 'sea'\n", "sea")], ids=["without", "with"]
)
def test_workspace_without_a_name_is_called_as_its_package(
    entry: str, name: str
) -> None:
    found = manifest(f"{WORKSPACE}{entry}[package]\nname = 'a'\n{BUILD}")
    assert found.display_name == name


def test_packages_are_the_own_one_and_those_beside_sources() -> None:
    own = f"[package]\nname = 'own'\n{BUILD}"
    entries = f"[feature.f.dependencies]\na = {{ path = 'a', {INLINE} }}"
    found = manifest(f"{WORKSPACE}{own}{entries}\n[environments]\nf = ['f']\n")
    assert [package.name for package in found.packages] == ["own", "a"]


def test_package_must_be_a_table() -> None:
    (fault,) = manifest_faults(f"package = 1\n{WORKSPACE}")
    assert fault[:2] == ("'package' must be a table", "1")


def test_package_alone_is_no_workspace() -> None:
    (fault,) = manifest_faults(f"[package]\nname = 'a'\n{BUILD}")
    assert fault[0] == "Missing field `project/workspace`"


def test_dependencies_of_a_package_are_not_those_of_the_workspace() -> None:
    text = f"[package]\n{BUILD}run-dependencies.b = '1'\n[dependencies]\na = '1'"
    assert target(text).dependencies == {A: CondaSpec(name=A, version="1")}


PYPROJECT = """
[project]
name = "Sea"
version = "1.2"
description = "d"
authors = [{ name = "A", email = "a@h.test" }]

[tool.pixi.workspace]
channels = []
platforms = ["linux-64"]
preview = ["pixi-build"]
license = "MIT"

[tool.pixi.package]
build.backend.name = "b"
"""


def of_project(text: str, path: Path) -> PackageTable:
    document = parse_document(f"{PYPROJECT}{text}\n", path=path / "pyproject.toml")
    package = read_manifest(document).package
    assert package is not None
    return package


def test_project_describes_the_package(tmp_path: Path) -> None:
    found = of_project("", tmp_path)
    assert (found.name, found.version, found.description) == ("Sea", "1.2", "d")
    assert found.authors == ("A <a@h.test>",)
    assert found.license is None
    assert found.keys == ("tool", "pixi", "package")


def test_package_is_stronger_than_the_project(tmp_path: Path) -> None:
    text = "name = 'lake'\nversion = '2'\nlicense.workspace = true"
    found = of_project(text, tmp_path)
    assert (found.name, found.version, found.license) == ("lake", "2", "MIT")


def test_fault_of_a_package_in_a_project_is_told_where_it_stands(
    tmp_path: Path,
) -> None:
    with pytest.raises(PixiError) as caught:
        of_project("homepage.workspace = true", tmp_path)
    assert caught.value.message == "the workspace does not define `homepage`"
    assert marked(caught.value.labels[0])[0] == "true"


def test_package_is_described_beside_its_source() -> None:
    text = f"[dependencies]\nA = {{ path = '../a', version = '>1', {INLINE} }}\nb = '1'"
    found = target(text)
    source = PathSource(path="../a")
    assert found.dependencies[A] == CondaSpec(name=A, version=">1", source=source)
    assert [*found.inline_packages] == ["a"]
    assert found.inline_packages[A].name == "a"
    assert found.inline_packages[A].build.backend.spec.name == "b"
    assert found.inline_packages[A].keys == ("dependencies", "A", "package")


def test_most_keys_of_a_package_stand_beside_its_source() -> None:
    found = inline(
        "git = 'https://g.test/a', package = { version = '1', publish = true,"
        " license-file = 'LICENSE', build = { backend.name = 'b', build-number = 2 },"
        " run-dependencies = { 'if(linux)' = { c = '1' } },"
        " run-exports.weak.a = { pin-subpackage = true } }"
    )
    assert (found.version, found.publish, found.build.number) == ("1", True, 2)
    assert found.license_file == "LICENSE"
    assert [each.condition for each in found.targets] == [None, "linux"]
    assert [*found.targets[0].run_exports.weak] == ["a"]


@pytest.mark.parametrize(
    "table",
    [
        "dependencies",
        "target.linux.dependencies",
        "feature.f.dependencies",
        "feature.f.target.linux-64.dependencies",
        "environments.e.dependencies",
    ],
)
def test_package_may_be_described_in_every_table(table: str) -> None:
    found = manifest(f"{WORKSPACE}[{table}]\na = {{ path = 'a', {INLINE} }}\n")
    packages = [
        name
        for feature in found.all_features
        for target in feature.targets
        for name in target.inline_packages
    ]
    assert packages == ["a"]


def test_inline_package_takes_over_from_the_workspace() -> None:
    entry = "path = 'a', package = { build.backend.name = 'b', version.workspace = true"
    assert inline(f"{entry} }}", "version = '3'").version == "3"


def test_source_of_the_workspace_may_be_described() -> None:
    pool = "[workspace.dependencies]\na = { path = 'a' }"
    assert inline(f"workspace = true, {INLINE}", pool).name == "a"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param(
            "a = { path = 'a', package = 1 }",
            (
                "'package' must be a table",
                "1",
                "write it as a table: [dependencies.a.package]",
            ),
            id="no table",
        ),
        pytest.param(
            "a = { path = 'a', package = {} }",
            (
                "missing key 'build' in [dependencies.a.package]",
                "{}",
                (
                    "add for example:"
                    ' build = { backend = { name = "pixi-build-python" } }'
                ),
            ),
            id="no build",
        ),
        pytest.param(
            f"a = {{ path = 'a', {INLINE}, package.name = 'b' }}",
            (
                "a package beside its source cannot have a name of its own",
                "package.name",
                "leave `name` out: the dependency is called 'a'",
            ),
            id="name",
        ),
        pytest.param(
            f"a = {{ path = 'a', {INLINE}, package.build.source.path = 'b' }}",
            (
                "a package beside its source cannot have another one",
                "package.build.source.path",
                "leave out `source`: it is that of the dependency",
            ),
            id="source",
        ),
        pytest.param(
            f"a = {{ version = '1', {INLINE} }}",
            (
                "`package` describes a source, and there is none",
                INLINE.partition(" ")[0],
                "say where it is with `git`, `path` or `url`",
            ),
            id="no source",
        ),
        pytest.param(
            f"a = {{ path = 'a.conda', {INLINE} }}",
            (
                "`package` cannot be used with `path`",
                INLINE.partition(" ")[0],
                "leave out `package` or `path`",
            ),
            id="archive",
        ),
        pytest.param(
            "a = { pin-compatible = true }",
            (
                "Pins are only supported in package dependency tables",
                "pin-compatible",
                "write the versions that are meant",
            ),
            id="pin",
        ),
        pytest.param(
            f"a = {{ workspace = true, {INLINE} }}\n[workspace.dependencies]\na = '1'",
            (
                "`package` describes a source, and there is none",
                INLINE.partition(" ")[0],
                "the entry of 'a' in [workspace.dependencies] needs one",
            ),
            id="no source in the workspace",
        ),
        pytest.param(
            f"b = '1'\n[workspace.dependencies]\na = {{ path = 'a', {INLINE} }}",
            (
                "a package cannot be defined in `[workspace.dependencies]`",
                INLINE.partition(" ")[0],
                "move `package` to the entries with `workspace = true`",
            ),
            id="in the workspace",
        ),
    ],
)
def test_fault_is_explained_where_it_stands(text: str, fault: Fault) -> None:
    assert manifest_faults(f"{WORKSPACE}[dependencies]\n{text}\n") == [fault]


@pytest.mark.parametrize("table", ["constraints", "workspace.dependencies"])
def test_pins_mean_nothing_in_a_workspace(table: str) -> None:
    text = f"{WORKSPACE}[{table}]\na = {{ pin-subpackage = true }}\n"
    (fault,) = manifest_faults(text)
    message = "Pins are only supported in package dependency tables"
    assert fault[:2] == (message, "pin-subpackage")


def test_package_is_described_once() -> None:
    text = (
        f"{WORKSPACE}[dependencies]\na = {{ path = 'a', {INLINE} }}\n"
        f"[environments.e.target.linux.dependencies]\nA = {{ path = 'b', {INLINE} }}\n"
    )
    fault = manifest_fault(text)
    assert fault.message == "the package 'a' is defined more than once"
    key = INLINE.partition(" ")[0]
    assert [marked(label) for label in fault.labels] == [
        (key, "the first definition"),
        (key, "another one"),
    ]
    assert fault.help == "leave all but one `package` out"


def test_sources_are_not_built_without_the_preview() -> None:
    text = f"{PLAIN}[dependencies]\na = {{ path = 'a', {INLINE} }}\n"
    (fault,) = manifest_faults(text)
    assert fault[0].startswith("conda source dependencies are not allowed")
