"""Workspaces in a ``pyproject.toml``."""

from __future__ import annotations

import sys
from textwrap import dedent
from typing import TYPE_CHECKING, Any

import pytest

from support.pypi_index import module
from support.workspace import current_subdir

if TYPE_CHECKING:
    from pathlib import Path

    from support.channel import ChannelBuilder
    from support.pixi import Pixi
    from support.pypi_index import IndexBuilder
    from support.python_channel import PythonChannel

needs_python = pytest.mark.skipif(
    sys.platform != "linux", reason="the session channel's Python runs on Linux"
)


def _write(pixi: Pixi, project: str, pixi_tables: str) -> Path:
    path = pixi.cwd / "pyproject.toml"
    path.write_text(dedent(project).lstrip() + "\n" + pixi_tables)
    return path


def _pixi_tables(*channels: str, index: str = "", more: str = "") -> str:
    """Return the tables of pixi for packages of local channels and an index."""
    rule = (
        '{ mapping-mode = "replace", same-name-heuristic = true,'
        " mapping = { python = false } }"
    )
    rules = ", ".join(f'"{url}" = {rule}' for url in channels)
    options = f'[tool.pixi.pypi-options]\nindex-url = "{index}"\n\n' if index else ""
    return (
        f"[tool.pixi.workspace]\nchannels = {list(channels)}\n"
        f'platforms = ["{current_subdir()}"]\nconda-pypi-map = {{ {rules} }}\n\n'
        f"{options}{more}"
    )


@pytest.fixture
def sea(
    pixi: Pixi,
    package_cache: Path,
    channel: ChannelBuilder,
    python_channel: PythonChannel,
    pypi_index: IndexBuilder,
) -> Pixi:
    """``pixi`` beside a project ``sea`` with requirements, an extra and a group."""
    pypi_index.backend().wheel("kelp", "1.2.3").wheel("kelp", "2.0.1")
    pypi_index.wheel("fish", "1.0").wheel("crab", "1.0")
    project = """
        [build-system]
        requires = ["tinybuild"]
        build-backend = "tinybuild"

        [project]
        name = "sea"
        version = "0.1"
        requires-python = ">=3.11"
        dependencies = ["kelp<2"]

        [project.optional-dependencies]
        more = ["fish"]

        [dependency-groups]
        test_all = ["crab", { include-group = "lint" }]
        lint = ["fish>=1"]
        """
    environments = '[tool.pixi.environments]\ntest = ["test-all"]\n'
    tables = _pixi_tables(
        python_channel.url, channel.url, index=pypi_index.url, more=environments
    )
    _write(pixi, project, tables)
    return pixi.sharing(package_cache)


def _listed(pixi: Pixi, *options: str) -> dict[str, str]:
    rows: list[dict[str, Any]] = pixi("list", "--json", *options).json()
    return {row["name"]: row["version"] for row in rows}


@needs_python
def test_requirements_of_the_project_are_installed(sea: Pixi) -> None:
    done = sea.process("run", "python", "-c", "import kelp; print(kelp.__version__)")
    assert done.ok().stdout == "1.2.3\n"
    sea("lock", "--check").ok()


@needs_python
def test_group_is_a_feature_of_an_environment(sea: Pixi) -> None:
    sea("lock").ok()
    found = _listed(sea, "-e", "test", "--no-install")
    assert {"kelp", "crab", "fish", "python"} <= found.keys()
    assert "crab" not in _listed(sea, "--no-install")


@needs_python
def test_project_itself_is_an_editable_dependency(sea: Pixi) -> None:
    path = sea.cwd / "pyproject.toml"
    for name, text in module("sea", "0.1").items():
        (sea.cwd / name).parent.mkdir(parents=True, exist_ok=True)
        (sea.cwd / name).write_text(text)
    own = '\n[tool.pixi.pypi-dependencies]\nsea = { path = ".", editable = true }\n'
    path.write_text(path.read_text() + own)
    done = sea.process("run", "python", "-c", "import sea, kelp; print(sea.__file__)")
    assert str(sea.cwd) in done.ok().stdout
    sea("lock", "--check").ok()


@needs_python
def test_package_is_added_to_the_dependencies_of_the_project(sea: Pixi) -> None:
    done = sea("add", "--pypi", "crab", "--no-install").ok()
    text = (sea.cwd / "pyproject.toml").read_text()
    assert 'dependencies = ["kelp<2", "crab>=1.0,<2"]\n' in text
    assert "Added crab >=1.0, <2" in done.stderr
    sea("lock", "--check").ok()


@needs_python
def test_package_of_a_feature_is_added_to_its_group(sea: Pixi) -> None:
    sea("add", "--pypi", "kelp", "--feature", "test-all", "--no-install").ok()
    text = (sea.cwd / "pyproject.toml").read_text()
    assert 'test_all = ["crab", { include-group = "lint" }, "kelp>=1.2.3,<2"]\n' in text


@needs_python
def test_package_of_one_index_is_added_below_pixi(
    sea: Pixi, pypi_index: IndexBuilder
) -> None:
    sea("add", "--pypi", "crab", "--index", pypi_index.url, "--no-install").ok()
    text = (sea.cwd / "pyproject.toml").read_text()
    row = f'crab = {{ version = ">=1.0, <2", index = "{pypi_index.url}" }}\n'
    assert text.endswith(f"[tool.pixi.pypi-dependencies]\n{row}")


@needs_python
def test_package_of_the_project_is_there_already(sea: Pixi) -> None:
    before = (sea.cwd / "pyproject.toml").read_text()
    assert "kelp is already" in sea("add", "--pypi", "Kelp").ok().stderr
    assert (sea.cwd / "pyproject.toml").read_text() == before


@needs_python
def test_failed_resolution_leaves_the_file_as_it_was(sea: Pixi) -> None:
    before = (sea.cwd / "pyproject.toml").read_bytes()
    sea("add", "--pypi", "fish>=7").failed()
    assert (sea.cwd / "pyproject.toml").read_bytes() == before
    assert not (sea.cwd / "pixi.lock").exists()


def test_conda_package_is_added_below_pixi(
    pixi: Pixi, channel: ChannelBuilder, python_channel: PythonChannel
) -> None:
    channel.package("weed", version="1.5")
    tables = _pixi_tables(python_channel.url, channel.url)
    path = _write(pixi, '[project]\nname = "sea"\n', tables)
    before = path.read_text()
    pixi("add", "weed", "--no-install").ok()
    assert path.read_text() == (
        f'{before}\n[tool.pixi.dependencies]\nweed = ">=1.5,<2"\n'
    )


def test_python_is_as_the_project_asks(pixi: Pixi, channel: ChannelBuilder) -> None:
    channel.package("python", version="3.9.1").package("python", version="3.12.1")
    project = '[project]\nname = "sea"\nrequires-python = "==3.9.*"\n'
    _write(pixi, project, _pixi_tables(channel.url))
    pixi("lock").ok()
    assert _listed(pixi, "--no-install") == {"python": "3.9.1"}


def test_workspace_is_called_as_the_project(pixi: Pixi) -> None:
    project = '[project]\nname = "sea"\nversion = "3"\n'
    path = _write(pixi, project, _pixi_tables())
    info = pixi("info", "--json").json()["project_info"]
    assert (info["name"], info["version"]) == ("sea", "3")
    assert info["manifest_path"] == str(path)


def test_faults_of_the_project_are_reported_together(pixi: Pixi) -> None:
    project = """
        [project]
        name = "sea"
        dependencies = ["kelp fish"]
        requires-python = "3.9+"
        """
    _write(pixi, project, _pixi_tables() + "[tool.pixi.dependency]\n")
    said = pixi("lock").failed().stderr
    assert "'kelp fish' is not a requirement on a PyPI package" in said
    assert "pyproject.toml:3:23" in said
    assert "'3.9+' is not a version specification" in said
    assert "unexpected key 'dependency' in [tool.pixi]" in said


def test_init_leaves_a_workspace_in_a_pyproject_alone(pixi: Pixi) -> None:
    _write(pixi, '[project]\nname = "sea"\n', _pixi_tables())
    done = pixi("init").ok()
    assert "Nothing to do here: 'pyproject.toml' already contains" in done.stderr
    assert [row.name for row in pixi.cwd.iterdir()] == ["pyproject.toml"]


def test_mojoproject_is_a_manifest_like_pixi_toml(
    pixi: Pixi, channel: ChannelBuilder
) -> None:
    channel.package("weed")
    (pixi.cwd / "mojoproject.toml").write_text(
        f'[workspace]\nchannels = ["{channel.url}"]\n'
        f'platforms = ["{current_subdir()}"]\n\n[dependencies]\nweed = "*"\n'
    )
    pixi("lock").ok()
    assert "weed" in _listed(pixi, "--no-install")
