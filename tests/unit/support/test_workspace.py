from __future__ import annotations

from typing import TYPE_CHECKING

import tomli

from support.workspace import WorkspaceBuilder, current_subdir

if TYPE_CHECKING:
    from pathlib import Path


def test_empty_workspace_is_a_manifest(tmp_path: Path) -> None:
    path = WorkspaceBuilder(tmp_path / "new").write()
    assert path == tmp_path / "new" / "pixi.toml"
    assert tomli.loads(path.read_text()) == {
        "workspace": {
            "name": "workspace",
            "channels": [],
            "platforms": [current_subdir()],
        }
    }


def test_described_workspace_reads_like_one_written_by_hand(tmp_path: Path) -> None:
    path = (
        WorkspaceBuilder(tmp_path, name="demo")
        .channels("file:///channel")
        .platforms("linux-64", "win-64")
        .dependencies({"a.b": "*"}, c={"version": ">=1", "build": "x_*"})
        .pypi_dependencies(d="==1")
        .task("start", "echo 'one' \"two\"")
        .task("stop", "true", depends_on=["start"])
        .feature("test", dependencies={"e": "*"}, platforms=["linux-64"])
        .environments(default={"solve-group": "g"}, test=["test"])
        .table("activation.env", KEY="value")
        .table("workspace", channel_priority="disabled")
        .write()
    )
    assert (
        path.read_text()
        == """\
[workspace]
name = "demo"
channels = ["file:///channel"]
platforms = ["linux-64", "win-64"]
channel-priority = "disabled"

[dependencies]
"a.b" = "*"
c = { version = ">=1", build = "x_*" }

[pypi-dependencies]
d = "==1"

[tasks]
start = "echo 'one' \\"two\\""
stop = { cmd = "true", depends-on = ["start"] }

[feature.test]
platforms = ["linux-64"]

[feature.test.dependencies]
e = "*"

[environments]
default = { solve-group = "g" }
test = ["test"]

[activation.env]
KEY = "value"
"""
    )


def test_workspace_written_again_has_what_was_added(tmp_path: Path) -> None:
    workspace = WorkspaceBuilder(tmp_path).dependencies(a="*", b="1")
    workspace.write()
    path = workspace.dependencies(b="2").write()
    assert tomli.loads(path.read_text())["dependencies"] == {"a": "*", "b": "2"}


def test_text_stands_instead_of_what_was_described(tmp_path: Path) -> None:
    workspace = WorkspaceBuilder(tmp_path).dependencies(a="*")
    path = workspace.manifest(
        """
        [project]
        name = "x"
        """,
        file="pyproject.toml",
    ).write()
    assert path.name == "pyproject.toml"
    assert path.read_text() == '[project]\nname = "x"\n'


def test_further_file_lands_below_the_root(tmp_path: Path) -> None:
    WorkspaceBuilder(tmp_path).file("src/main.py", "print()\n")
    assert (tmp_path / "src" / "main.py").read_text() == "print()\n"


def test_names_of_the_channels_are_mapped_without_the_network(tmp_path: Path) -> None:
    path = WorkspaceBuilder(tmp_path).channels("file:///a", "file:///b").map_names()
    rules = tomli.loads(path.write().read_text())["workspace"]["conda-pypi-map"]
    assert set(rules) == {"file:///a", "file:///b"}
    assert rules["file:///a"] == {
        "mapping-mode": "replace",
        "same-name-heuristic": True,
        "mapping": {"python": False},
    }


def test_pypi_options_are_a_table_of_their_own(tmp_path: Path) -> None:
    path = WorkspaceBuilder(tmp_path).pypi_options(index_url="https://example.org")
    document = tomli.loads(path.write().read_text())
    assert document["pypi-options"] == {"index-url": "https://example.org"}
