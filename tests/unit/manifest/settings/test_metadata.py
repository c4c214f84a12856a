from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pypixi.errors import PixiError
from pypixi.manifest.document import parse_document
from support.schema import read_manifest
from unit.manifest.samples import WORKSPACE, manifest, marked

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("version", "1.2rc1"),
        ("license", "MIT"),
        ("license", "MIT OR (Apache-2.0 AND BSD-3-Clause)"),
        ("license", "LicenseRef-Ours"),
        ("homepage", "https://h.test"),
        ("repository", "ssh://git@h.test/x"),
        ("documentation", "https://h.test/docs"),
    ],
)
def test_what_the_workspace_tells_people_is_kept(field: str, value: str) -> None:
    table = manifest(f"{WORKSPACE}{field} = '{value}'\n").workspace
    assert getattr(table, field) == value


@pytest.mark.parametrize(
    ("entry", "message", "mark"),
    [
        (
            "version = 'one two'",
            "'one two' is not a version",
            ("'one two'", "expected a version such as '0.1.0'"),
        ),
        (
            "license = 'MIT License'",
            "'license' is not a valid SPDX expression",
            ("'MIT License'", "expected identifiers of spdx.org/licenses"),
        ),
        (
            "license = 'Freeware'",
            "'license' is not a valid SPDX expression",
            ("'Freeware'", "expected identifiers of spdx.org/licenses"),
        ),
        (
            "homepage = 'h.test'",
            "'h.test' is not a URL",
            ("'h.test'", "expected a URL such as 'https://example.org/path'"),
        ),
        (
            "readme = 'missing.md'",
            "'/work/ws/missing.md' does not exist",
            ("'missing.md'", ""),
        ),
        (
            "license-file = 'missing'",
            "'/work/ws/missing' does not exist",
            ("'missing'", ""),
        ),
    ],
)
def test_fault_is_explained_where_it_stands(
    entry: str, message: str, mark: tuple[str, str]
) -> None:
    with pytest.raises(PixiError) as caught:
        manifest(f"{WORKSPACE}{entry}\n")
    assert caught.value.message == message
    assert marked(caught.value.labels[0]) == mark
    assert len(caught.value.faults) == 1


def test_files_are_looked_for_beside_the_manifest(tmp_path: Path) -> None:
    (tmp_path / "README.md").touch()
    text = f"{WORKSPACE}readme = 'README.md'\nlicense-file = 'COPYING'\n"
    document = parse_document(text, path=tmp_path / "pixi.toml")
    with pytest.raises(PixiError) as caught:
        read_manifest(document)
    assert caught.value.message == f"'{tmp_path / 'COPYING'}' does not exist"


def test_files_that_are_there_are_kept_as_written(tmp_path: Path) -> None:
    (tmp_path / "README.md").touch()
    (tmp_path / "COPYING").touch()
    text = f"{WORKSPACE}readme = 'README.md'\nlicense-file = './COPYING'\n"
    document = parse_document(text, path=tmp_path / "pixi.toml")
    table = read_manifest(document).workspace
    assert (table.readme, table.license_file) == ("README.md", "./COPYING")
