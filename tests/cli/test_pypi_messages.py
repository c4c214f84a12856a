"""What is said where PyPI packages cannot be locked or installed."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from support.channel import ChannelBuilder
    from support.pixi import Pixi
    from support.pypi_index import IndexBuilder
    from support.workspace import WorkspaceBuilder

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="the session channel's Python runs on Linux"
)


@pytest.fixture
def pixi(pixi: Pixi, package_cache: Path) -> Pixi:
    """``pixi`` with the cache of the session, its messages in long lines."""
    return pixi.sharing(package_cache).having(PIXI_NO_WRAP="1", UV_HTTP_RETRIES="0")


def _refused(pixi: Pixi) -> str:
    """Return what ``lock`` says as it fails, nothing being written."""
    failed = pixi("lock").failed(1)
    assert not (pixi.cwd / "pixi.lock").exists()
    return failed.stderr


def test_conflict_with_conda_names_both_and_the_pinned_version(
    pypi_workspace: WorkspaceBuilder,
    pypi_index: IndexBuilder,
    channel: ChannelBuilder,
    pixi: Pixi,
) -> None:
    channel.package("numpy", "2.1.99").write()
    pypi_index.wheel("oldchain", requires=["numpy<2"])
    pypi_index.wheel("numpy", "1.26").wheel("numpy", "2.2")
    pypi_workspace.dependencies(numpy="*").pypi_dependencies(oldchain="*").write()
    said = _refused(pixi)
    assert "failed to resolve pypi dependencies" in said
    _, advice, after = said.partition(
        "The following PyPI packages have been pinned by the conda solve,"
        " and this version may be causing a conflict:\n"
    )
    assert advice
    pinned, remedy, *_ = (line.strip() for line in after.splitlines())
    assert pinned == "numpy==2.1.99"
    assert remedy == (
        "'oldchain' needs numpy<2: change the version of the conda package 'numpy',"
        " or the requirement that brings 'oldchain'"
    )


def test_environment_without_python_is_told_to_add_it(
    workspace: WorkspaceBuilder,
    channel: ChannelBuilder,
    pypi_index: IndexBuilder,
    pixi: Pixi,
) -> None:
    channel.package("kelp")
    workspace.channels(channel.url).map_names().dependencies(kelp="*")
    workspace.pypi_options(index_url=pypi_index.url).pypi_dependencies(fish="*")
    workspace.write()
    said = _refused(pixi)
    assert "No Python interpreter found in the dependencies" in said
    assert 'fish = "*"' in said
    assert "Try: pixi add python" in said


def test_package_that_no_index_has_is_named(
    pypi_workspace: WorkspaceBuilder, pypi_index: IndexBuilder, pixi: Pixi
) -> None:
    pypi_workspace.pypi_dependencies({"sea-cucumber": "*"}).write()
    said = _refused(pixi)
    assert f"there is no 'sea-cucumber' in {pypi_index.url}" in said


def test_version_that_no_index_has_is_named(
    pypi_workspace: WorkspaceBuilder, pypi_index: IndexBuilder, pixi: Pixi
) -> None:
    pypi_index.wheel("kelp", "1.0")
    pypi_workspace.pypi_dependencies(kelp=">=7").write()
    said = _refused(pixi)
    assert "only kelp==1.0 is available and you require kelp>=7" in said


def test_version_that_cannot_be_understood_is_shown_where_it_stands(
    pypi_workspace: WorkspaceBuilder, pixi: Pixi
) -> None:
    pypi_workspace.pypi_dependencies(kelp="about 2").write()
    said = _refused(pixi)
    assert "'about 2' is not a version specification for 'kelp'" in said
    assert 'kelp = "about 2"' in said


def test_wheels_for_other_platforms_alone_are_named(
    pypi_workspace: WorkspaceBuilder, pypi_index: IndexBuilder, pixi: Pixi
) -> None:
    pypi_index.wheel("kelp", tag="cp39-abi3-win_amd64")
    pypi_workspace.pypi_dependencies(kelp="*").write()
    said = _refused(pixi)
    assert "kelp==1.0 has no wheels with a matching platform tag" in said
    assert "`pixi add kelp`" in said


@pytest.mark.parametrize(
    ("static", "command"),
    [(False, "lock"), (True, "install")],
    ids=["for metadata", "for installing"],
)
def test_failed_build_shows_what_the_backend_said(
    pypi_workspace: WorkspaceBuilder,
    pypi_index: IndexBuilder,
    pixi: Pixi,
    static: bool,
    command: str,
) -> None:
    pypi_index.backend().sdist("kelp", static=static, tool={"fail": "no compiler here"})
    pypi_workspace.pypi_dependencies(kelp="*").write()
    said = pixi(command).failed(1).stderr
    assert "Failed to build `kelp==1.0`" in said
    assert "no compiler here" in said


def test_index_that_answers_by_an_error_is_named(
    pypi_workspace: WorkspaceBuilder, pypi_index: IndexBuilder, pixi: Pixi
) -> None:
    pypi_index.server.fail("/simple/kelp", status=503)
    pypi_workspace.pypi_dependencies(kelp="*").write()
    said = _refused(pixi)
    assert f"{pypi_index.url}/kelp" in said
    assert "503" in said


def test_all_resolutions_that_fail_are_told(
    pypi_workspace: WorkspaceBuilder, pypi_index: IndexBuilder, pixi: Pixi
) -> None:
    pypi_index.wheel("kelp").wheel("coral")
    pypi_workspace.platforms("linux-64", "osx-arm64")
    pypi_workspace.feature("one", pypi_dependencies={"kelp": ">=2"})
    pypi_workspace.feature("two", pypi_dependencies={"coral": ">=3"})
    pypi_workspace.environments(
        {"one": ["one"], "one-again": ["one"], "two": ["two"]}
    ).write()
    said = _refused(pixi)
    start = "failed to resolve pypi dependencies of environment"
    assert said.count(start) == 2
    assert f"{start} 'one' for platform 'linux-64'" in said
    assert f"{start} 'two' for platform 'linux-64'" in said
    assert (
        "the same goes for environment 'one-again' on linux-64, osx-arm64;"
        " environment 'one' on osx-arm64\n" in said
    )


def test_all_environments_without_python_are_told(
    workspace: WorkspaceBuilder,
    channel: ChannelBuilder,
    pypi_index: IndexBuilder,
    pixi: Pixi,
) -> None:
    channel.package("kelp")
    workspace.channels(channel.url).map_names().platforms("linux-64", "win-64")
    workspace.pypi_options(index_url=pypi_index.url)
    workspace.feature("one", pypi_dependencies={"fish": "*"})
    workspace.feature("two", pypi_dependencies={"crab": "*"})
    workspace.environments({"one": ["one"], "two": ["two"]}).write()
    said = _refused(pixi)
    assert said.count("No Python interpreter found") == 2
    for name in ("one", "two"):
        assert f"the same goes for environment '{name}' on win-64\n" in said
