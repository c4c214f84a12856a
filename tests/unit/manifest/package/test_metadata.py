from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from unit.manifest.package.packages import BUILD, Fault, faults, package, table

if TYPE_CHECKING:
    from pathlib import Path

SHARED = """\
name = "shared"
version = "1.0"
description = "d"
authors = ["A <a@h.test>", "B"]
license = "MIT"
homepage = "https://h.test"
repository = "https://r.test"
documentation = "https://d.test"
"""
VALUES = {
    "name": "shared",
    "version": "1.0",
    "description": "d",
    "authors": ("A <a@h.test>", "B"),
    "license": "MIT",
    "homepage": "https://h.test",
    "repository": "https://r.test",
    "documentation": "https://d.test",
}


@pytest.mark.parametrize(("field", "value"), VALUES.items())
def test_value_of_the_package_is_read(field: str, value: Any) -> None:
    assert getattr(package(SHARED), field) == value


@pytest.mark.parametrize("field", [*VALUES, "license_file", "readme"])
def test_nothing_is_taken_over_without_being_asked_for(field: str) -> None:
    assert getattr(package("", workspace=SHARED), field) is None


@pytest.mark.parametrize(("field", "value"), VALUES.items())
def test_value_of_the_workspace_is_taken_over(field: str, value: Any) -> None:
    text = f"{field} = {{ workspace = true }}\n"
    assert getattr(package(text, workspace=SHARED), field) == value


def test_dotted_key_takes_over_as_well() -> None:
    assert package("version.workspace = true\n", workspace=SHARED).version == "1.0"


@pytest.mark.parametrize("key", ["license-file", "readme"])
def test_files_are_looked_for_beside_the_manifest(key: str, tmp_path: Path) -> None:
    (tmp_path / "there").touch()
    found = package(f"{key} = 'there'\n", path=tmp_path / "pixi.toml")
    assert getattr(found, key.replace("-", "_")) == "there"


def test_files_of_the_workspace_are_taken_over(tmp_path: Path) -> None:
    (tmp_path / "COPYING").touch()
    found = package(
        "license-file.workspace = true\n",
        workspace="license-file = 'COPYING'\n",
        path=tmp_path / "pixi.toml",
    )
    assert found.license_file == "COPYING"


def test_files_are_looked_for_in_the_source(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "LICENSE").touch()
    text = (
        "license-file = 'LICENSE'\n"
        "build = { backend = { name = 'b' }, source = { path = 'src' } }\n"
    )
    assert table(text, path=tmp_path / "pixi.toml").license_file == "LICENSE"


def test_file_of_the_workspace_is_found_from_the_source(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "LICENSE").touch()
    text = (
        "license-file.workspace = true\n"
        "build = { backend = { name = 'b' }, source = { path = 'src' } }\n"
    )
    found = table(
        text, workspace="license-file = 'LICENSE'\n", path=tmp_path / "pixi.toml"
    )
    assert found.license_file == "../LICENSE"


def test_files_in_a_repository_are_not_looked_for() -> None:
    text = (
        "license-file = 'LICENSE'\n"
        "build = { backend = { name = 'b' }, source = { git = 'https://g.test/a' } }\n"
    )
    assert table(text).license_file == "LICENSE"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param(
            "name = { workspace = false }",
            (
                "`workspace` cannot be false",
                "false",
                "leave out `name`, or write `workspace = true`",
            ),
            id="false",
        ),
        pytest.param(
            "name = { workspace = 1 }",
            ("'workspace' must be a boolean", "1", "write true or false"),
            id="no boolean",
        ),
        pytest.param(
            "name = {}",
            (
                "missing key 'workspace' in [package.name]",
                "{}",
                "add for example: name = { workspace = true }",
            ),
            id="empty table",
        ),
        pytest.param(
            "license = { workspace = true }",
            (
                "the workspace does not define `license`",
                "true",
                'add for example to [workspace]: license = "MIT"',
            ),
            id="workspace has none",
        ),
        pytest.param(
            "description = { workspace = true }",
            (
                "the workspace does not define `description`",
                "true",
                'add for example to [workspace]: description = "…"',
            ),
            id="workspace has no description",
        ),
        pytest.param(
            "authors = { workspace = true }",
            (
                "the workspace does not define `authors`",
                "true",
                'add for example to [workspace]: authors = ["Name <mail@example.org>"]',
            ),
            id="workspace has no authors",
        ),
        pytest.param(
            "name = 'my package'",
            (
                "'my package' is not a conda package name",
                "'my package'",
                "a name is made of letters, digits, '-', '_' and '.'",
            ),
            id="no name of a package",
        ),
        pytest.param(
            "name = 3",
            ("'name' must be a string", "3", 'put it in quotes: "3"'),
            id="name is no string",
        ),
        pytest.param(
            "version = 'one two'",
            (
                "'one two' is not a version",
                "'one two'",
                "a version is made of digits and letters with `.` between: 1.0.beta1",
            ),
            id="no version",
        ),
        pytest.param(
            "license = 'MIT License'",
            (
                "'license' is not a valid SPDX expression",
                "'MIT License'",
                "write for example 'MIT', 'BSD-3-Clause' or 'MIT OR Apache-2.0'",
            ),
            id="no licence",
        ),
        pytest.param(
            "license-file = 'missing'",
            (
                "'/work/ws/missing' does not exist",
                "'missing'",
                "create the file, or take `license-file` out",
            ),
            id="missing file",
        ),
        pytest.param(
            "homepage = 'h.test'",
            (
                "'h.test' is not a URL",
                "'h.test'",
                "write it as 'https://h.test'",
            ),
            id="no URL",
        ),
        pytest.param(
            "authors = 'me'",
            ("'authors' must be an array", "'me'", "put it in brackets: ['me']"),
            id="authors are no array",
        ),
    ],
)
def test_fault_is_explained_where_it_stands(text: str, fault: Fault) -> None:
    assert faults(f"{BUILD}{text}\n") == [fault]


def test_nothing_stands_beside_what_is_taken_over() -> None:
    text = f"{BUILD}license = {{ workspace = true, file = 'COPYING' }}\n"
    assert faults(text, workspace="license = 'MIT'\n") == [
        (
            "unexpected key 'file' in [package.license]",
            "file",
            "expected only 'workspace'",
        )
    ]


def test_name_of_the_workspace_must_be_one_of_a_package() -> None:
    (fault,) = faults(
        f"{BUILD}name = {{ workspace = true }}\n", workspace="name = 'my place'\n"
    )
    assert fault[:2] == (
        "'my place' is not a conda package name",
        "{ workspace = true }",
    )
