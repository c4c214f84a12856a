"""The package of a manifest that belongs to a workspace elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pypixi.errors import PixiError
from pypixi.manifest.document import parse_document
from pypixi.manifest.parsing.manifest import parse_manifest
from pypixi.manifest.parsing.member import parse_package_manifest
from pypixi.specs.matchspec import CondaSpec
from pypixi.specs.names import PackageName
from pypixi.specs.source import PathSource
from pypixi.terminal.report import SILENT
from unit.config.recording import Recorder
from unit.manifest.package.packages import BUILD, WORKSPACE, Fault, described

if TYPE_CHECKING:
    from pathlib import Path

    from pypixi.manifest.model import Manifest
    from pypixi.manifest.package_model import PackageTable
    from pypixi.terminal.report import Report

A = PackageName("a")


def workspace(folder: Path, text: str = "", table: str = WORKSPACE) -> Manifest:
    return parse_manifest(parse_document(f"{table}{text}", path=folder / "pixi.toml"))


def member(
    folder: Path,
    text: str,
    of: Manifest | None,
    *,
    name: str = "pixi.toml",
    report: Report = SILENT,
) -> PackageTable:
    document = parse_document(text, path=folder / "pkgs" / "a" / name)
    return parse_package_manifest(document, of, report=report)


def faults(folder: Path, text: str, of: Manifest | None) -> list[Fault]:
    with pytest.raises(PixiError) as caught:
        member(folder, text, of)
    return [described(fault) for fault in caught.value.faults]


def test_member_is_read_without_a_workspace_of_its_own(tmp_path: Path) -> None:
    text = f"[package]\nname = 'a'\n{BUILD}[tasks]\nt = 'echo'\n"
    assert member(tmp_path, text, workspace(tmp_path)).name == "a"


def test_member_takes_over_from_its_workspace(tmp_path: Path) -> None:
    (tmp_path / "LICENSE").touch()
    above = workspace(tmp_path, "version = '2'\nlicense-file = 'LICENSE'\n")
    text = (
        f"[package]\nversion.workspace = true\nlicense-file.workspace = true\n{BUILD}"
    )
    found = member(tmp_path, text, above)
    assert (found.version, found.license_file) == ("2", "../../LICENSE")


def test_paths_of_the_workspace_are_found_from_the_member(tmp_path: Path) -> None:
    above = workspace(
        tmp_path, "[workspace.dependencies]\na = { path = 'pkgs/lib' }\nb = '1'\n"
    )
    text = (
        f"[package]\n{BUILD}[package.run-dependencies]\n"
        "a.workspace = true\nb.workspace = true\n"
    )
    (target,) = member(tmp_path, text, above).targets
    b = PackageName("b")
    assert target.run_dependencies == {
        A: CondaSpec(name=A, source=PathSource(path="../lib")),
        b: CondaSpec(name=b, version="1"),
    }


def test_older_name_of_a_workspace_is_as_good(tmp_path: Path) -> None:
    table = WORKSPACE.replace("workspace", "project")
    above = workspace(tmp_path, "[project.dependencies]\nb = '1'\n", table)
    text = f"[package]\n{BUILD}[package.run-dependencies]\nb.workspace = true\n"
    assert [*member(tmp_path, text, above).targets[0].run_dependencies] == ["b"]


def test_project_describes_a_member(tmp_path: Path) -> None:
    text = (
        "[project]\nname = 'sea'\nversion = '1'\n"
        "[tool.pixi.package]\nbuild.backend.name = 'b'\n"
    )
    found = member(tmp_path, text, workspace(tmp_path), name="pyproject.toml")
    assert (found.name, found.version) == ("sea", "1")


def test_package_without_any_workspace_is_read(tmp_path: Path) -> None:
    text = f"[package]\nname = 'a'\n{BUILD}run-dependencies.b.path = 'b'\n"
    assert member(tmp_path, text, None).name == "a"


def test_older_keys_of_a_member_are_told(tmp_path: Path) -> None:
    report = Recorder()
    text = "[package.build]\nbackend.name = 'b'\nconfiguration = {}\n"
    member(tmp_path, text, workspace(tmp_path), report=report)
    message = "The `configuration` field is deprecated. Use `config` instead."
    assert report.warnings == [message]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param(
            "[tasks]\n",
            (
                "the 'pixi.toml' does not describe a package",
                "",
                'add for example: [package]\nname = "my-package"',
            ),
            id="no package",
        ),
        pytest.param(
            "package = 1\n",
            ("'package' must be a table", "1", "write it as a table: [package]"),
            id="no table",
        ),
        pytest.param(
            f"[package]\n{BUILD}[packages]\n",
            (
                "unexpected key 'packages' in the manifest",
                "packages",
                "did you mean 'package'?",
            ),
            id="unknown table",
        ),
        pytest.param(
            f"[package]\n{BUILD}license.workspace = true\n",
            (
                "the workspace does not define `license`",
                "true",
                'add for example to [workspace]: license = "MIT"',
            ),
            id="nothing to take over",
        ),
    ],
)
def test_fault_is_explained_where_it_stands(
    text: str, fault: Fault, tmp_path: Path
) -> None:
    assert faults(tmp_path, text, workspace(tmp_path)) == [fault]


def test_member_needs_the_preview_of_its_workspace(tmp_path: Path) -> None:
    table = WORKSPACE.replace("preview", "# preview")
    text = f"[package]\n{BUILD}"
    assert faults(tmp_path, text, workspace(tmp_path, table=table)) == [
        (
            (
                "[package] section is only allowed when the `pixi-build` preview flag"
                " is enabled"
            ),
            "package",
            'add to [workspace]: preview = ["pixi-build"]',
        )
    ]


def test_nothing_is_taken_over_from_nowhere(tmp_path: Path) -> None:
    text = f"[package]\n{BUILD}license.workspace = true\n"
    assert faults(tmp_path, text, None) == [
        (
            "there is no workspace to take `license` from",
            "true",
            'write for example: license = "MIT"',
        )
    ]
