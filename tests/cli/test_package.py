"""Workspaces that describe packages, which cannot be built yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.workspace import current_subdir

if TYPE_CHECKING:
    from support.channel import ChannelBuilder
    from support.pixi import Pixi
    from support.workspace import WorkspaceBuilder

PACKAGE = """\
[package]
name = "reef"
version = "1.0"
build = { backend = { name = "pixi-build-python", version = "*" } }

[package.host-dependencies]
hatchling = "*"

[package.run-dependencies]
numpy = { pin-compatible = { lower-bound = "x.x" } }
"""


@pytest.fixture
def head(channel: ChannelBuilder) -> str:
    """The start of a manifest that asks for packages to be built."""
    channel.package("kelp", "1.0").write()
    return f"""\
[workspace]
channels = ["{channel.url}"]
platforms = ["{current_subdir()}"]
preview = ["pixi-build"]

[tasks]
hello = "echo hello"

[dependencies]
kelp = "*"
"""


def test_workspace_with_a_package_is_installed_and_run(
    head: str, workspace: WorkspaceBuilder, pixi: Pixi
) -> None:
    workspace.manifest(f"{head}\n{PACKAGE}").write()
    pixi("install").ok()
    assert pixi("run", "hello").ok().stdout == "hello\n"
    pixi("lock", "--check").ok()
    assert [row["name"] for row in pixi("list", "--json").json()] == ["kelp"]


def test_workspace_is_found_from_the_folder_of_a_member(
    head: str, workspace: WorkspaceBuilder, pixi: Pixi
) -> None:
    workspace.manifest(head).file("reef/pixi.toml", PACKAGE).write()
    assert pixi.at(pixi.cwd / "reef")("run", "hello").ok().stdout == "hello\n"


def test_package_is_refused_without_its_preview(
    head: str, workspace: WorkspaceBuilder, pixi: Pixi
) -> None:
    text = head.replace('preview = ["pixi-build"]\n', "")
    workspace.manifest(f"{text}\n{PACKAGE}").write()
    said = pixi("install").failed().stderr
    assert (
        "[package] section is only allowed when the `pixi-build` preview flag" in said
    )
    assert 'add to [workspace]: preview = ["pixi-build"]' in said


@pytest.mark.parametrize(
    "entry",
    [
        "reef = { path = '.' }",
        "reef = { path = '.', package.build.backend.name = 'pixi-build-python' }",
    ],
    ids=["own", "inline"],
)
def test_dependency_on_a_package_is_refused_before_a_solve(
    head: str, entry: str, workspace: WorkspaceBuilder, pixi: Pixi
) -> None:
    workspace.manifest(f"{head}{entry}\n").write()
    said = pixi("install").failed().stderr
    assert "'reef' is to be built from source, which is not supported yet" in said
    assert not (pixi.cwd / "pixi.lock").exists()


def test_version_that_no_engine_understands_is_refused_in_a_package(
    head: str, workspace: WorkspaceBuilder, pixi: Pixi
) -> None:
    text = PACKAGE.replace('hatchling = "*"', 'hatchling = ">=1,,<"')
    workspace.manifest(f"{head}\n{text}").write()
    said = pixi("lock").failed().stderr
    assert "'>=1,,<' is not a version specification for 'hatchling'" in said


def test_pin_outside_of_a_package_is_refused(
    head: str, workspace: WorkspaceBuilder, pixi: Pixi
) -> None:
    workspace.manifest(f"{head}numpy = {{ pin-compatible = true }}\n").write()
    said = pixi("lock").failed().stderr
    assert "Pins are only supported in package dependency tables" in said
