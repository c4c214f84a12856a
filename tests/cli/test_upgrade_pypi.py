"""``pixi upgrade`` of PyPI requirements, in both kinds of manifests."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from support.git_repository import GitRepository
from support.pypi_index import pyproject
from support.tinybuild import About
from support.workspace import current_subdir

if TYPE_CHECKING:
    from pathlib import Path

    from support.channel import ChannelBuilder
    from support.pixi import Pixi
    from support.pypi_index import IndexBuilder
    from support.python_channel import PythonChannel
    from support.workspace import WorkspaceBuilder

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="the session channel's Python runs on Linux"
)


@pytest.fixture
def pixi(pixi: Pixi, pypi_index: IndexBuilder, package_cache: Path) -> Pixi:
    """``pixi`` with an index of packages in two versions."""
    for version in ("1.0", "2.1"):
        pypi_index.wheel("Reef_Fish", version, extras={"deep": ["kelp"]})
        pypi_index.wheel("kelp", version).wheel("crab", version)
    return pixi.sharing(package_cache).having(PIXI_NO_WRAP="1")


def _lines(pixi: Pixi, table: str, file: str = "pixi.toml") -> str:
    text = (pixi.cwd / file).read_text()
    return text.partition(f"[{table}]\n")[2].partition("\n[")[0].strip()


def test_requirements_of_an_index_are_upgraded_and_keep_the_rest(
    pypi_workspace: WorkspaceBuilder,
    pypi_index: IndexBuilder,
    pixi: Pixi,
    tmp_path: Path,
) -> None:
    repository = GitRepository(tmp_path / "repository")
    files = {"pyproject.toml": pyproject(About(name="shark", version="1.0"))}
    repository.commit(files)
    fish = {"version": "<2", "extras": ["deep"], "index": pypi_index.url}
    crab = {"version": "==1.0", "env-markers": "sys_platform != 'win32'"}
    shark = {"git": repository.url}
    pypi_workspace.pypi_dependencies(
        Reef_Fish=fish, kelp="==1.*", crab=crab, shark=shark
    ).write()
    pixi("lock").ok()
    locked = (pixi.cwd / "pixi.lock").read_text()
    repository.commit({"later.py": ""})
    done = pixi("upgrade", "--no-install", "--exclude", "python").ok()
    assert done.stderr == (
        "Environment: default\n"
        "~  pypi  crab       1.0 -> 2.1\n"
        "~  pypi  kelp       1.0 -> 2.1\n"
        "~  pypi  reef-fish  1.0 -> 2.1\n"
    )
    lines = _lines(pixi, "pypi-dependencies").replace(pypi_index.url, "INDEX")
    assert lines.splitlines() == [
        'Reef_Fish = { version = ">=2.1, <3", extras = ["deep"], index = "INDEX" }',
        'kelp = ">=2.1, <3"',
        'crab = { version = ">=2.1, <3", env-markers = "sys_platform != \'win32\'" }',
        f'shark = {{ git = "{repository.url}" }}',
    ]
    (commit,) = [line for line in locked.splitlines() if "- pypi: git+" in line][:1]
    assert commit in (pixi.cwd / "pixi.lock").read_text()
    pixi("lock", "--check").ok()


def test_named_repository_is_left_unchanged_and_said(
    pypi_workspace: WorkspaceBuilder, pixi: Pixi, tmp_path: Path
) -> None:
    repository = GitRepository(tmp_path / "repository")
    pypi_workspace.pypi_dependencies(shark={"git": repository.url}).write()
    done = pixi("upgrade", "shark").ok()
    assert "'shark' comes from a path, a URL or a repository" in done.stderr
    assert "run `pixi update shark`" in done.stderr
    assert "All packages are already up-to-date" in done.stderr


def test_what_conda_provides_gets_the_range_of_its_version(
    pypi_workspace: WorkspaceBuilder, channel: ChannelBuilder, pixi: Pixi
) -> None:
    channel.package("kelp").package("kelp", "2.1.3").write()
    pypi_workspace.dependencies(kelp="<2").pypi_dependencies(kelp="<2", crab="<2")
    pypi_workspace.write()
    pixi("lock").ok()
    pixi("upgrade", "--no-install", "kelp", "crab").ok()
    assert _lines(pixi, "pypi-dependencies").splitlines() == [
        'kelp = ">=2.1.3, <3"',
        'crab = ">=2.1, <3"',
    ]
    assert 'kelp = ">=2.1.3,<3"' in _lines(pixi, "dependencies")
    pixi("lock", "--check").ok()


def test_range_stays_where_its_marker_holds_nowhere(
    pypi_workspace: WorkspaceBuilder, pixi: Pixi
) -> None:
    entry = {"version": "<2", "env-markers": "sys_platform == 'plan9'"}
    pypi_workspace.pypi_dependencies(kelp=entry, crab="<2").write()
    pixi("upgrade", "--no-install").ok()
    assert _lines(pixi, "pypi-dependencies").splitlines() == [
        'kelp = { version = "<2", env-markers = "sys_platform == \'plan9\'" }',
        'crab = ">=2.1, <3"',
    ]


def test_range_is_not_of_what_is_locked_for_others_where_its_marker_does_not_hold(
    pypi_workspace: WorkspaceBuilder, pypi_index: IndexBuilder, pixi: Pixi
) -> None:
    pypi_index.wheel("shoal", "1.0", requires=["crab", "kelp<2"])
    nowhere = {"version": "*", "env-markers": "sys_platform == 'win32'"}
    somewhere = {"version": "*", "env-markers": "sys_platform == 'darwin'"}
    pypi_workspace.platforms("linux-64", "osx-arm64").pypi_dependencies(
        shoal="<2", crab=nowhere, kelp=somewhere
    ).write()
    pixi("upgrade", "--no-install", "crab", "kelp").ok()
    assert _lines(pixi, "pypi-dependencies").splitlines() == [
        'shoal = "<2"',
        'crab = { version = "*", env-markers = "sys_platform == \'win32\'" }',
        'kelp = { version = ">=1.0, <2", env-markers = "sys_platform == \'darwin\'" }',
    ]
    pixi("lock", "--check").ok()


def test_platforms_where_a_marker_does_not_hold_have_no_say_in_a_range(
    pypi_workspace: WorkspaceBuilder, pypi_index: IndexBuilder, pixi: Pixi
) -> None:
    pypi_index.wheel("shoal", "1.0", requires=["crab<2; sys_platform == 'linux'"])
    crab = {"version": "*", "env-markers": "sys_platform == 'darwin'"}
    pypi_workspace.platforms("linux-64", "osx-arm64").pypi_dependencies(
        shoal="*", crab=crab
    ).write()
    pixi("upgrade", "--no-install", "crab").ok()
    assert _lines(pixi, "pypi-dependencies").splitlines()[1] == (
        'crab = { version = ">=2.1, <3", env-markers = "sys_platform == \'darwin\'" }'
    )


PROJECT = """\
[project]
name = "shore"
version = "1.0"
requires-python = ">=3.9"
dependencies = [
  "Reef_Fish[deep] <2 ; sys_platform == 'linux'", # why
  'kelp==1.0',
]

[project.optional-dependencies]
extra = ["crab<2"]

[dependency-groups]
lint = ["kelp<2"]
dev = [{ include-group = "lint" }, "crab"]

[tool.pixi.workspace]
channels = ["CHANNEL"]
platforms = ["SUBDIR"]
conda-pypi-map = false

[tool.pixi.workspace.pypi-options]
index-url = "INDEX"

[tool.pixi.environments]
lint = { features = ["lint"], no-default-feature = true }
dev = { features = ["dev", "py"], no-default-feature = true }
extra = { features = ["extra", "py"], no-default-feature = true }

[tool.pixi.feature.py.dependencies]
python = "*"

[tool.pixi.feature.lint.dependencies]
python = "*"
"""


def _project(pixi: Pixi, python: PythonChannel, index: IndexBuilder) -> str:
    text = PROJECT.replace("CHANNEL", python.url).replace("INDEX", index.url)
    text = text.replace("SUBDIR", current_subdir())
    (pixi.cwd / "pyproject.toml").write_text(text)
    return text


def test_standard_lists_are_upgraded_in_their_place(
    python_channel: PythonChannel, pypi_index: IndexBuilder, pixi: Pixi
) -> None:
    """What one group takes from another is upgraded where it stands, for both."""
    before = _project(pixi, python_channel, pypi_index)
    pixi("lock").ok()
    pixi("upgrade", "--exclude", "python").ok()
    assert (pixi.cwd / "pyproject.toml").read_text() == (
        before.replace("Reef_Fish[deep] <2 ;", "Reef_Fish[deep]>=2.1,<3 ;")
        .replace("'kelp==1.0'", "'kelp>=2.1,<3'")
        .replace('"crab<2"', '"crab>=2.1,<3"')
        .replace('"kelp<2"', '"kelp>=2.1,<3"')
        .replace('"crab"', '"crab>=2.1,<3"')
    )
    pixi("lock", "--check").ok()


def test_python_is_upgraded_where_pixi_itself_asks_for_it(
    python_channel: PythonChannel, pypi_index: IndexBuilder, pixi: Pixi
) -> None:
    before = _project(pixi, python_channel, pypi_index)
    done = pixi("upgrade", "-f", "default", "--exclude", "kelp", "--dry-run").ok()
    assert "requires-python" not in done.stderr
    failed = pixi("upgrade", "-f", "default", "python").failed(1)
    assert "could not find a package named 'python'" in failed.stderr
    pinned = f'[tool.pixi.dependencies]\npython = ">=3.9"\n\n{before}'
    (pixi.cwd / "pyproject.toml").write_text(pinned)
    pixi("upgrade", "-f", "default", "python", "--no-install").ok()
    after = (pixi.cwd / "pyproject.toml").read_text()
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    assert f'python = ">={version}' in _lines(
        pixi, "tool.pixi.dependencies", "pyproject.toml"
    )
    assert 'requires-python = ">=3.9"' in after


def test_package_that_is_asked_for_twice_is_left_alone(
    python_channel: PythonChannel, pypi_index: IndexBuilder, pixi: Pixi
) -> None:
    text = _project(pixi, python_channel, pypi_index).replace(
        "'kelp==1.0'",
        "'kelp<2 ; sys_platform == \"linux\"', 'kelp ; sys_platform != \"linux\"'",
    )
    (pixi.cwd / "pyproject.toml").write_text(text)
    done = pixi("upgrade", "-f", "default", "kelp").ok()
    assert "'kelp' is asked for in several ways at once" in done.stderr
    assert (pixi.cwd / "pyproject.toml").read_text() == text
