"""Packages that move between PyPI and conda, and Pythons that come and go."""

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

_SITE = f"lib/python{sys.version_info.major}.{sys.version_info.minor}/site-packages"

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="the session channel's Python runs on Linux"
)


@pytest.fixture
def pixi(pixi: Pixi, package_cache: Path) -> Pixi:
    """``pixi`` with the cache of the session."""
    return pixi.sharing(package_cache)


def test_conda_takes_a_package_over_and_gives_it_back(
    pypi_workspace: WorkspaceBuilder,
    channel: ChannelBuilder,
    pypi_index: IndexBuilder,
    pixi: Pixi,
) -> None:
    """No file of the one is left beside those of the other."""
    pypi_index.wheel("fish", files={"fish/__init__.py": "", "fish/old.py": ""})
    info = f"{_SITE}/fish-2.0.dist-info"
    files = {
        f"{_SITE}/fish/__init__.py": "conda = True\n",
        f"{info}/METADATA": "Metadata-Version: 2.1\nName: fish\nVersion: 2.0\n",
        f"{info}/INSTALLER": "conda",
        f"{info}/RECORD": "",
    }
    channel.package("fish", "2.0", files=files).write()
    alone = pypi_workspace.pypi_dependencies(fish="*").write().read_text()
    pixi("install").ok()
    assert _files(pixi, "fish*") >= {"fish/__init__.py", "fish/old.py"}
    pypi_workspace.dependencies(fish="*").write()
    pixi("install").ok()
    assert _files(pixi, "fish*") == {path.removeprefix(f"{_SITE}/") for path in files}
    (pixi.cwd / "pixi.toml").write_text(alone)
    pixi("install").ok()
    assert "fish/old.py" in _files(pixi, "fish*")
    assert "fish-2.0.dist-info/METADATA" not in _files(pixi, "fish*")
    assert (
        pixi("install").ok().stderr.endswith("(nothing to do: already up-to-date).\n")
    )


def test_packages_go_with_their_python(
    pypi_workspace: WorkspaceBuilder,
    channel: ChannelBuilder,
    pypi_index: IndexBuilder,
    pixi: Pixi,
) -> None:
    channel.package("rock").write()
    pypi_index.wheel("fish", scripts={"swim": "fish:main"})
    pypi_workspace.dependencies(rock="*")
    with_python = pypi_workspace.pypi_dependencies(fish="*").write().read_text()
    pixi("install").ok()
    prefix = pixi.cwd / ".pixi" / "envs" / "default"
    assert (prefix / "bin" / "swim").exists()
    without = [
        line
        for line in with_python.splitlines()
        if not line.startswith(("python =", "fish =", "[pypi-dep"))
    ]
    (pixi.cwd / "pixi.toml").write_text("\n".join(without))
    pixi("install").ok()
    assert _files(pixi, "fish*") == set()
    assert not (prefix / "bin" / "swim").exists()


def test_packages_of_a_former_python_go(
    pypi_workspace: WorkspaceBuilder, channel: ChannelBuilder, pixi: Pixi
) -> None:
    """Those that somebody else installed there stay."""
    channel.package("rock").write()
    pypi_workspace.write()
    pixi("install").ok()
    former = pixi.cwd / ".pixi/envs/default/lib/python3.8/site-packages"
    for name, installer in (("fish", "uv-pixi"), ("crab", "pip")):
        info = former / f"{name}-1.0.dist-info"
        info.mkdir(parents=True)
        (info / "INSTALLER").write_text(installer)
        (info / "RECORD").write_text(f"{name}.py,,\n{name}-1.0.dist-info/RECORD,,\n")
        (former / f"{name}.py").touch()
    pypi_workspace.dependencies(rock="*").write()
    pixi("install").ok()
    assert {path.name for path in former.iterdir()} == {"crab-1.0.dist-info", "crab.py"}


def _files(pixi: Pixi, pattern: str) -> set[str]:
    """Return the files of packages below ``site-packages``, compiled ones left out."""
    site = pixi.cwd / ".pixi" / "envs" / "default" / _SITE
    return {
        path.relative_to(site).as_posix()
        for found in site.glob(pattern)
        for path in (found.rglob("*") if found.is_dir() else [found])
        if path.is_file() and path.suffix != ".pyc"
    }
