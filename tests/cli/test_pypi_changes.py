"""Packages that move between PyPI and conda, and Pythons that come and go."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from support.pypi_index import pyproject
from support.tinybuild import About

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


@pytest.fixture
def covered(
    pypi_workspace: WorkspaceBuilder,
    channel: ChannelBuilder,
    pypi_index: IndexBuilder,
    pixi: Pixi,
) -> Pixi:
    """``pixi`` where trout 1.0, and not 2.0, overwrote a file of conda's reef."""
    shared = {f"{_SITE}/shared.py": "whose = 'conda'\n", f"{_SITE}/reef.py": ""}
    channel.package("reef", files=shared).write()
    pypi_index.wheel("trout", files={"shared.py": "whose = 'the PyPI package'\n"})
    pypi_index.wheel("trout", "2.0")
    pypi_workspace.dependencies(reef="*").pypi_dependencies(trout="==1.0").write()
    assert "'trout' overwrites 'reef-1.0-0'" in pixi("install").ok().stderr
    return pixi


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
    assert _is_done(pixi)


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


def test_file_that_overwrites_one_of_conda_stays(
    covered: Pixi, pypi_workspace: WorkspaceBuilder
) -> None:
    """Its other size is no damage; it goes with its package, and conda's comes back."""
    assert _shared(covered) == "whose = 'the PyPI package'\n"
    assert _is_done(covered)
    assert _shared(covered) == "whose = 'the PyPI package'\n"
    pypi_workspace.table("pypi-dependencies", trout="==2.0").write()
    covered("install").ok()
    assert _shared(covered) == "whose = 'conda'\n"
    assert _is_done(covered)


def test_file_that_overwrites_one_of_conda_comes_back_when_that_is_linked_anew(
    covered: Pixi,
) -> None:
    (covered.cwd / ".pixi/envs/default" / _SITE / "reef.py").unlink()
    covered("install").ok()
    assert "reef.py" in _files(covered, "reef*")
    assert _shared(covered) == "whose = 'the PyPI package'\n"
    assert _is_done(covered)


def test_package_that_takes_the_place_of_one_of_conda_stays(
    pypi_workspace: WorkspaceBuilder,
    channel: ChannelBuilder,
    pypi_index: IndexBuilder,
    pixi: Pixi,
) -> None:
    """Without a map of names nobody knows that the two are one."""
    _conda_distribution(channel, "carp", "1.0")
    pypi_index.wheel("carp", "2.0")
    pypi_workspace.table("workspace", conda_pypi_map=False)
    pypi_workspace.dependencies(carp="*").pypi_dependencies(carp="*").write()
    pixi("install").ok()
    assert _infos(pixi, "carp") == {"carp-2.0.dist-info": "uv-pixi"}
    assert _is_done(pixi)
    _conda_distribution(channel, "carp", "1.1")
    pixi("add", "carp>=1.1").ok()
    assert _infos(pixi, "carp") == {"carp-2.0.dist-info": "uv-pixi"}
    assert _is_done(pixi)


def test_package_of_conda_comes_back_when_that_in_its_place_goes(
    pypi_workspace: WorkspaceBuilder,
    channel: ChannelBuilder,
    pypi_index: IndexBuilder,
    pixi: Pixi,
) -> None:
    _conda_distribution(channel, "perch", "1.0")
    pypi_index.wheel("perch", "2.0")
    pypi_workspace.table("workspace", conda_pypi_map=False)
    alone = pypi_workspace.dependencies(perch="*").write().read_text()
    pypi_workspace.pypi_dependencies(perch="*").write()
    pixi("install").ok()
    (pixi.cwd / "pixi.toml").write_text(alone)
    pixi("install").ok()
    assert _infos(pixi, "perch") == {"perch-1.0.dist-info": "conda"}
    assert _files(pixi, "perch.py") == {"perch.py"}
    assert _is_done(pixi)


def test_package_outlives_that_of_conda_whose_place_it_took(
    pypi_workspace: WorkspaceBuilder,
    channel: ChannelBuilder,
    pypi_index: IndexBuilder,
    pixi: Pixi,
) -> None:
    """Its module is called like that of the other, and goes with that."""
    _conda_distribution(channel, "roach", "1.0")
    pypi_index.wheel("roach", "2.0")
    pypi_workspace.table("workspace", conda_pypi_map=False)
    alone = pypi_workspace.pypi_dependencies(roach="*").write().read_text()
    pypi_workspace.dependencies(roach="*").write()
    pixi("install").ok()
    (pixi.cwd / "pixi.toml").write_text(alone)
    code = "import roach; roach.main()"
    assert pixi("run", "python", "-c", code).ok().stdout == "roach 2.0\n"
    assert _is_done(pixi)


def test_conda_takes_a_package_over_while_a_source_is_built_for_the_lock(
    pypi_workspace: WorkspaceBuilder,
    channel: ChannelBuilder,
    pypi_index: IndexBuilder,
    pixi: Pixi,
) -> None:
    _conda_distribution(channel, "bream", "2.0")
    pypi_index.wheel("bream", files={"bream.py": "", "bream_old.py": ""})
    pypi_index.backend().sdist("crab", static=False)
    pypi_workspace.pypi_dependencies(bream="*").write()
    pixi("install").ok()
    pypi_workspace.dependencies(bream="*").pypi_dependencies(crab="*").write()
    pixi("install").ok()
    assert _files(pixi, "bream*.py") == {"bream.py"}
    assert _infos(pixi, "bream") == {"bream-2.0.dist-info": "conda"}


def test_changed_wheel_of_this_machine_is_seen_before_a_run(
    pypi_workspace: WorkspaceBuilder, pypi_index: IndexBuilder, pixi: Pixi
) -> None:
    name = "kelp-1.0-py3-none-any.whl"
    pypi_workspace.pypi_dependencies(kelp={"path": name}).write()
    # Of one length, Python would take the compiled file of the other: uv leaves it.
    for word in ("old", "newer"):
        pypi_index.wheel("kelp", files={"kelp.py": f"print('{word}')\n"})
        (pixi.cwd / name).write_bytes(pypi_index.file(name).read_bytes())
        assert pixi("run", "python", "-c", "import kelp").ok().stdout == f"{word}\n"


def test_project_with_inputs_of_its_own_is_looked_at_without_a_trace(
    pypi_workspace: WorkspaceBuilder, pypi_index: IndexBuilder, pixi: Pixi
) -> None:
    pypi_index.backend()
    project = pyproject(About(name="fish", version="1.0"))
    keys = "[tool.uv]\ncache-keys = [{ file = 'src/fish.py' }]\n"
    pypi_workspace.file("fish/pyproject.toml", f"{project}\n{keys}")
    pypi_workspace.file("fish/src/fish.py", "print('old')\n")
    pypi_workspace.pypi_dependencies(fish={"path": "./fish"}).write()
    pixi("install").ok()
    marker = pixi.cwd / ".pixi/envs/default/conda-meta/pixi"
    before = marker.stat()
    assert _is_done(pixi)
    assert (marker.stat().st_ino, marker.stat().st_mtime_ns) == (
        before.st_ino,
        before.st_mtime_ns,
    )
    pypi_workspace.file("fish/src/fish.py", "print('new')\n")
    assert not _is_done(pixi)
    assert pixi("run", "python", "-c", "import fish").ok().stdout == "new\n"


def _conda_distribution(channel: ChannelBuilder, name: str, version: str) -> None:
    """Add a conda package with a Python distribution of one module."""
    info = f"{name}-{version}.dist-info"
    files = {
        f"{name}.py": "conda = True\n",
        f"{info}/METADATA": About(name=name, version=version).metadata(),
        f"{info}/INSTALLER": "conda",
    }
    record = "".join(f"{path},,\n" for path in (*files, f"{info}/RECORD"))
    files[f"{info}/RECORD"] = record
    channel.package(
        name, version, files={f"{_SITE}/{path}": text for path, text in files.items()}
    ).write()


def _is_done(pixi: Pixi) -> bool:
    """Install, and tell whether there was nothing to do."""
    stderr = pixi("install").ok().stderr
    return stderr.endswith("(nothing to do: already up-to-date).\n")


def _shared(pixi: Pixi) -> str:
    return (pixi.cwd / ".pixi/envs/default" / _SITE / "shared.py").read_text()


def _infos(pixi: Pixi, name: str) -> dict[str, str]:
    """Return the ``dist-info`` folders of a package, and who installed them."""
    site = pixi.cwd / ".pixi/envs/default" / _SITE
    return {
        path.name: (path / "INSTALLER").read_text()
        for path in site.glob(f"{name}-*.dist-info")
    }


def _files(pixi: Pixi, pattern: str) -> set[str]:
    """Return the files of packages below ``site-packages``, compiled ones left out."""
    site = pixi.cwd / ".pixi" / "envs" / "default" / _SITE
    return {
        path.relative_to(site).as_posix()
        for found in site.glob(pattern)
        for path in (found.rglob("*") if found.is_dir() else [found])
        if path.is_file() and path.suffix != ".pyc"
    }


def test_conflict_is_seen_with_what_conda_brought_meanwhile(
    pypi_workspace: WorkspaceBuilder,
    channel: ChannelBuilder,
    pypi_index: IndexBuilder,
    pixi: Pixi,
) -> None:
    """A conda package that came when nothing asked for PyPI was not looked up then."""
    channel.package("rock", "2.0").write()
    pypi_index.wheel("fish").wheel("rock", "1.0")
    plain = pypi_workspace.write().read_text()
    manifest = pixi.cwd / "pixi.toml"
    manifest.write_text(f'{plain}\n[pypi-dependencies]\nfish = "*"\n')
    pixi("lock").ok()
    with_rock = plain.replace("[dependencies]\n", '[dependencies]\nrock = "*"\n')
    manifest.write_text(with_rock)
    pixi("lock").ok()
    manifest.write_text(f'{with_rock}\n[pypi-dependencies]\nrock = "<2"\n')
    assert "rock==2.0" in pixi("lock").failed().stderr
