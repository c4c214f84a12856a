"""PyPI packages on top of the conda environment: locked, installed, changed."""

from __future__ import annotations

import hashlib
import os
import re
import signal
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from support.git_repository import GitRepository
from support.pypi_index import module, pyproject
from support.tinybuild import LOG, About, write_wheel

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator

    from support.channel import ChannelBuilder
    from support.pixi import Pixi
    from support.pypi_index import IndexBuilder
    from support.workspace import WorkspaceBuilder

_SITE = f"lib/python{sys.version_info.major}.{sys.version_info.minor}/site-packages"
_TAGS = {
    "linux-64": "manylinux_2_17_x86_64",
    "osx-arm64": "macosx_11_0_arm64",
    "win-64": "win_amd64",
}

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="the session channel's Python runs on Linux"
)


@pytest.fixture
def pixi(pixi: Pixi, package_cache: Path, tmp_path: Path) -> Pixi:
    """``pixi`` with the cache of the session and a log of builds."""
    return pixi.sharing(package_cache).having(
        PIXI_NO_WRAP="1", **{LOG: str(tmp_path / "builds")}
    )


@pytest.fixture
def numpy(channel: ChannelBuilder) -> str:
    """The version of a numpy that the conda channel alone has."""
    version = "2.1.99"
    info = f"{_SITE}/numpy-{version}.dist-info"
    channel.package(
        "numpy",
        version,
        files={
            f"{_SITE}/numpy/__init__.py": f"__version__ = '{version}'\n",
            f"{info}/METADATA": About(name="numpy", version=version).metadata(),
            f"{info}/INSTALLER": "conda",
            f"{info}/RECORD": "",
        },
    ).write()
    return version


@pytest.fixture
def installed(
    pypi_workspace: WorkspaceBuilder, pypi_index: IndexBuilder, pixi: Pixi
) -> Pixi:
    """``pixi`` in a workspace where fish and the kelp it requires are installed."""
    pypi_index.wheel("fish", requires=["kelp"]).wheel("kelp")
    pypi_workspace.pypi_dependencies(fish="*").write()
    pixi("install").ok()
    return pixi


def test_lock_has_the_file_of_each_platform_with_all_its_fields(
    pypi_workspace: WorkspaceBuilder, pypi_index: IndexBuilder, pixi: Pixi
) -> None:
    for tag in _TAGS.values():
        pypi_index.wheel(
            "Reef_Fish",
            "1.2.3",
            requires=["Kelp>=1", "crab ; sys_platform == 'linux'"],
            extras={"Deep": ["kelp<2"]},
            requires_python=">=3.9",
            tag=f"cp39-abi3-{tag}",
        )
    pypi_index.wheel("kelp", "1.5").wheel("crab", "0.1")
    pypi_workspace.platforms(*_TAGS).pypi_dependencies({"reef-fish": "*"}).write()
    pixi("lock").ok()
    found = _locked(pixi)
    for subdir, tag in _TAGS.items():
        file = f"reef_fish-1.2.3-cp39-abi3-{tag}.whl"
        assert found[pypi_index.file_url(file)] == (
            "  name: reef-fish\n"
            "  version: 1.2.3\n"
            f"  sha256: {_sha256(pypi_index.file(file))}\n"
            f"  index: {pypi_index.url}\n"
            "  requires_dist:\n"
            "  - kelp>=1\n"
            "  - crab ; sys_platform == 'linux'\n"
            "  - kelp<2 ; extra == 'deep'\n"
            "  requires_python: '>=3.9'\n"
        )
        rest = {"kelp-1.5"} | ({"crab-0.1"} if subdir == "linux-64" else set())
        wheels = {pypi_index.file_url(f"{stem}-py3-none-any.whl") for stem in rest}
        assert _used(pixi, subdir) == {pypi_index.file_url(file), *wheels}


def test_sources_from_index_folder_url_and_repository_are_locked_and_installed(
    pypi_workspace: WorkspaceBuilder,
    pypi_index: IndexBuilder,
    pixi: Pixi,
    tmp_path: Path,
) -> None:
    pypi_index.backend().sdist("crab").wheel("kelp")
    repository = GitRepository(tmp_path / "repository")
    commit = repository.commit({f"sub/{k}": v for k, v in _project("shark").items()})
    repository.tag("v1").commit({"sub/later.py": ""})
    kelp = pypi_index.file_url("kelp-1.0-py3-none-any.whl")
    _folder(pypi_workspace, "fish")
    pypi_workspace.pypi_dependencies(
        crab="*",
        fish={"path": "fish"},
        kelp={"url": kelp},
        shark={"git": repository.url, "tag": "v1", "subdirectory": "sub"},
    ).write()
    pixi("install").ok()
    assert set(_locked(pixi)) == {
        pypi_index.file_url("crab-1.0.tar.gz"),
        "./fish",
        f"direct+{kelp}",
        f"git+{repository.url}?subdirectory=sub&tag=v1#{commit}",
    }
    for name in ("crab", "fish", "kelp", "shark"):
        assert _run(pixi, f"import {name}; {name}.main()") == f"{name} 1.0\n"


def test_wheel_of_a_folder_is_locked_with_that_folder(
    pypi_workspace: WorkspaceBuilder, pixi: Pixi
) -> None:
    wheels = pixi.cwd / "wheels"
    wheels.mkdir()
    wheel = write_wheel(wheels, About(name="kelp", version="1.0"), {"kelp.py": b""})
    manifest = pypi_workspace.pypi_options(find_links=[{"path": "./wheels"}]).write()
    alone = manifest.read_text()
    pypi_workspace.pypi_dependencies(kelp="*").write()
    pixi("lock").ok()
    assert list(_locked(pixi)) == [f"./wheels/{wheel.name}"]
    text = (pixi.cwd / "pixi.lock").read_text()
    assert "    find-links:\n    - path: ./wheels\n" in text
    pixi("lock", "--check").ok()
    manifest.write_text(alone)
    pixi("lock").ok()
    text = (pixi.cwd / "pixi.lock").read_text()
    assert "indexes:" not in text
    assert "find-links:" not in text


def test_added_requirement_is_written_locked_and_installed(
    pypi_workspace: WorkspaceBuilder, pypi_index: IndexBuilder, pixi: Pixi
) -> None:
    pypi_index.wheel("kelp", "1.5")
    manifest = pypi_workspace.write()
    pixi("add", "--pypi", "kelp<2").ok()
    assert '[pypi-dependencies]\nkelp = "<2"\n' in manifest.read_text()
    assert _installers(pixi) == {"kelp": "uv-pixi"}


def test_second_lock_keeps_the_bytes(installed: Pixi) -> None:
    lock = installed.cwd / "pixi.lock"
    before = lock.read_bytes(), lock.stat().st_mtime_ns
    assert "already up-to-date" in installed("lock").ok().stderr
    assert (lock.read_bytes(), lock.stat().st_mtime_ns) == before


def test_lock_written_anew_has_the_same_bytes(installed: Pixi) -> None:
    lock = installed.cwd / "pixi.lock"
    before = lock.read_bytes()
    lock.unlink()
    installed("lock").ok()
    assert lock.read_bytes() == before


def test_second_install_changes_nothing_and_starts_no_uv(
    pypi_workspace: WorkspaceBuilder, pypi_index: IndexBuilder, pixi: Pixi
) -> None:
    pypi_index.wheel("kelp")
    pypi_workspace.pypi_dependencies(kelp="*").write()
    first = pixi.process("install", "-vv").ok()
    before = _snapshot(pixi)
    second = pixi.process("install", "-vv").ok()
    assert _snapshot(pixi) == before
    assert "nothing to do: already up-to-date" in second.stderr
    started = [" pypixi.pypi.uv: running [" in run.stderr for run in (first, second)]
    assert started == [True, False]


def test_what_several_environments_ask_alike_is_asked_once(
    pypi_workspace: WorkspaceBuilder, pypi_index: IndexBuilder, pixi: Pixi
) -> None:
    pypi_index.wheel("kelp").wheel("crab")
    pypi_workspace.pypi_dependencies(kelp="*")
    pypi_workspace.feature("other", pypi_dependencies={"crab": "*"})
    pypi_workspace.feature("same", tasks={"greet": "echo"})
    pypi_workspace.environments(same=["same"], other=["other"]).write()
    done = pixi.process("lock", "-vv").ok()
    assert len(re.findall(r"uv: running \[.*'--format', 'pylock", done.stderr)) == 2
    lock = (pixi.cwd / "pixi.lock").read_text()
    assert len(re.findall(r"^      - pypi: .*/kelp", lock, re.MULTILINE)) == 3
    pixi("lock", "--check").ok()


def test_newer_release_does_not_change_a_true_lock(
    installed: Pixi, pypi_index: IndexBuilder
) -> None:
    before = (installed.cwd / "pixi.lock").read_bytes()
    pypi_index.wheel("kelp", "2.0")
    installed("lock").ok()
    assert (installed.cwd / "pixi.lock").read_bytes() == before


def test_locked_release_is_kept_when_a_requirement_is_added(
    installed: Pixi, pypi_workspace: WorkspaceBuilder, pypi_index: IndexBuilder
) -> None:
    pypi_index.wheel("kelp", "2.0").wheel("crab")
    pypi_workspace.pypi_dependencies(crab="*").write()
    installed("install").ok()
    code = "import crab, kelp; crab.main(); kelp.main()"
    assert _run(installed, code) == "crab 1.0\nkelp 1.0\n"


def test_lock_of_wheels_makes_no_environment(
    pypi_workspace: WorkspaceBuilder, pypi_index: IndexBuilder, pixi: Pixi
) -> None:
    pypi_index.wheel("kelp")
    pypi_workspace.pypi_dependencies(kelp="*").write()
    pixi("lock").ok()
    assert not (pixi.cwd / ".pixi" / "envs").exists()


def test_metadata_that_must_be_built_is_locked_for_every_platform(
    pypi_workspace: WorkspaceBuilder, pypi_index: IndexBuilder, pixi: Pixi
) -> None:
    """The environment of this machine is made for it."""
    pypi_index.backend().sdist("fish", requires=["kelp"], static=False).wheel("kelp")
    pypi_workspace.platforms(*_TAGS).pypi_dependencies(fish="*").write()
    pixi("lock").ok()
    for subdir in _TAGS:
        assert {path.rpartition("/")[2] for path in _used(pixi, subdir)} == {
            "fish-1.0.tar.gz",
            "kelp-1.0-py3-none-any.whl",
        }
    assert _prefix(pixi).is_dir()


def test_conda_package_that_fits_is_not_locked_again(
    pypi_workspace: WorkspaceBuilder, pypi_index: IndexBuilder, numpy: str, pixi: Pixi
) -> None:
    pypi_index.wheel("pandas", requires=["numpy>=2"]).wheel("numpy", "2.2")
    pypi_workspace.dependencies(numpy="*").pypi_dependencies(pandas="*").write()
    pixi("install").ok()
    wheel = pypi_index.file_url("pandas-1.0-py3-none-any.whl")
    assert list(_locked(pixi)) == [wheel]
    code = "import numpy, pandas; print(numpy.__version__); pandas.main()"
    assert _run(pixi, code) == f"{numpy}\npandas 1.0\n"
    assert _installers(pixi) == {"numpy": "conda", "pandas": "uv-pixi"}


def test_url_of_a_package_that_conda_provides_is_warned_about(
    pypi_workspace: WorkspaceBuilder, pypi_index: IndexBuilder, numpy: str, pixi: Pixi
) -> None:
    pypi_index.wheel("numpy", numpy)
    url = pypi_index.file_url(f"numpy-{numpy}-py3-none-any.whl")
    pypi_workspace.dependencies(numpy="*").pypi_dependencies(numpy={"url": url})
    pypi_workspace.write()
    warned = pixi("install").ok().stderr
    assert f"'numpy @ {url}' is not used" in warned
    assert f"conda already provides numpy {numpy} by its package 'numpy'" in warned
    assert _installers(pixi) == {"numpy": "conda"}
    pixi("install", "--locked").ok()


def test_editable_change_is_seen_without_another_build(
    pypi_workspace: WorkspaceBuilder, pypi_index: IndexBuilder, pixi: Pixi
) -> None:
    pypi_index.backend()
    _folder(pypi_workspace, "fish").pypi_dependencies(
        fish={"path": "./fish", "editable": True}
    ).write()
    pixi("install").ok()
    pypi_workspace.file("fish/src/fish.py", "FINS = 'many'\n")
    assert _run(pixi, "import fish; print(fish.FINS)") == "many\n"
    assert _builds(pixi) == ["editable fish"]


def test_own_project_is_an_editable_dependency(
    pypi_workspace: WorkspaceBuilder, pypi_index: IndexBuilder, pixi: Pixi
) -> None:
    pypi_index.backend().wheel("kelp")
    for path, text in _project("fish", requires=("kelp",)).items():
        pypi_workspace.file(path, text)
    pypi_workspace.pypi_dependencies(fish={"path": ".", "editable": True}).write()
    assert _run(pixi, "import fish, kelp; print(fish.__file__)") == (
        f"{pixi.cwd / 'src' / 'fish.py'}\n"
    )


def test_changed_requirements_of_a_folder_are_locked(
    pypi_workspace: WorkspaceBuilder, pypi_index: IndexBuilder, pixi: Pixi
) -> None:
    pypi_index.backend().wheel("kelp").wheel("crab")
    _folder(pypi_workspace, "fish", requires=("kelp",))
    pypi_workspace.pypi_dependencies(fish={"path": "./fish"}).write()
    pixi("install").ok()
    _folder(pypi_workspace, "fish", requires=("crab",))
    refused = pixi("install", "--locked").failed(1).stderr
    assert "lock file not up-to-date with the workspace" in refused
    assert "dependencies changed - added: [crab], removed: [kelp]" in refused
    pixi("install").ok()
    assert _locked(pixi)["./fish"] == "  name: fish\n  requires_dist:\n  - crab\n"
    assert _installers(pixi) == {"crab": "uv-pixi", "fish": "uv-pixi"}


def test_folder_is_built_again_only_when_its_project_changes(
    pypi_workspace: WorkspaceBuilder, pypi_index: IndexBuilder, pixi: Pixi
) -> None:
    pypi_index.backend()
    _folder(pypi_workspace, "fish").pypi_dependencies(fish={"path": "./fish"}).write()
    for _ in range(2):
        pixi("install").ok()
    assert _builds(pixi) == ["wheel fish"]
    project = (pixi.cwd / "fish" / "pyproject.toml").read_text()
    pypi_workspace.file("fish/src/fish.py", "FINS = 'many'\n")
    pypi_workspace.file("fish/pyproject.toml", f"{project}\n# another build\n")
    assert _run(pixi, "import fish; print(fish.FINS)") == "many\n"
    assert _builds(pixi) == ["wheel fish"] * 2


def test_without_pypi_dependencies_only_what_came_from_them_goes(
    pypi_workspace: WorkspaceBuilder, pypi_index: IndexBuilder, pixi: Pixi
) -> None:
    """Packages of conda and of the user's own pip stay."""
    pypi_index.wheel("fish", requires=["kelp"]).wheel("kelp").wheel("crab")
    manifest = pypi_workspace.dependencies(pip="*").write()
    alone = manifest.read_text()
    pixi("install").ok()
    pip = ("run", "python", "-m", "pip", "install", "--no-cache-dir", "--index-url")
    pixi(*pip, pypi_index.url, "crab").ok()
    kept = _installers(pixi)
    assert kept["crab"] == "pip"
    pypi_workspace.pypi_dependencies(fish="*").write()
    pixi("install").ok()
    assert _installers(pixi) == {**kept, "fish": "uv-pixi", "kelp": "uv-pixi"}
    manifest.write_text(alone)
    pixi("install").ok()
    assert _installers(pixi) == kept
    assert not (_prefix(pixi) / _SITE / "kelp.py").exists()


def test_killed_install_is_repaired_by_the_next(
    pypi_workspace: WorkspaceBuilder,
    pypi_index: IndexBuilder,
    pixi: Pixi,
    tmp_path: Path,
) -> None:
    """It is killed while a source is built that waits for that."""
    killed = tmp_path / "killed"
    pypi_index.backend().wheel("kelp").sdist("snail", tool={"wait": str(killed)})
    pypi_workspace.pypi_dependencies(kelp="*", snail="*").write()
    pixi("lock").ok()
    _kill_while_building(pixi, "wheel snail")
    killed.touch()
    code = "import kelp, snail; kelp.main(); snail.main()"
    assert _run(pixi, code) == "kelp 1.0\nsnail 1.0\n"
    assert _installers(pixi) == {"kelp": "uv-pixi", "snail": "uv-pixi"}


def test_interrupt_ends_a_build_that_takes_long(
    pypi_workspace: WorkspaceBuilder,
    pypi_index: IndexBuilder,
    pixi: Pixi,
    tmp_path: Path,
) -> None:
    """Also where nobody tells uv: the signal goes to us alone."""
    pypi_index.backend().sdist("snail", tool={"wait": str(tmp_path / "never")})
    pypi_workspace.pypi_dependencies(snail="*").write()
    pixi("lock").ok()
    with _building(pixi, "wheel snail") as process:
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) == 130


def test_file_with_another_hash_than_locked_is_refused(
    pypi_workspace: WorkspaceBuilder, pypi_index: IndexBuilder, pixi: Pixi
) -> None:
    pypi_index.wheel("kelp")
    pypi_workspace.pypi_dependencies(kelp="*").write()
    pixi("lock").ok()
    digest = _sha256(pypi_index.file("kelp-1.0-py3-none-any.whl"))
    lock = pixi.cwd / "pixi.lock"
    lock.write_text(lock.read_text().replace(digest, "0" * 64))
    failed = pixi("install").failed(1).stderr
    assert "Hash mismatch for `kelp==1.0`" in failed
    assert digest in failed
    assert not (_prefix(pixi) / _SITE / "kelp.py").exists()


def test_settings_for_uv_itself_change_nothing(
    pypi_workspace: WorkspaceBuilder, pypi_index: IndexBuilder, pixi: Pixi
) -> None:
    """Neither its variables nor its files, the user's or the workspace's."""
    pypi_index.wheel("kelp", "1.0").wheel("kelp", "2.0")
    pypi_workspace.pypi_dependencies(kelp="*").write()
    pypi_workspace.file("uv.toml", "no-index = true\n")
    config = pixi.home / "config" / "uv"
    config.mkdir(parents=True)
    (config / "uv.toml").write_text('constraint-dependencies = ["kelp<2"]\n')
    hostile = pixi.having(UV_NO_INDEX="1", UV_RESOLUTION="lowest", UV_OFFLINE="1")
    assert _run(hostile, "import kelp; kelp.main()") == "kelp 2.0\n"


def _project(name: str, *, requires: tuple[str, ...] = ()) -> dict[str, str]:
    """Return the files of a project with one module."""
    about = About(name=name, version="1.0", requires=requires)
    code = {f"src/{path}": text for path, text in module(name, "1.0").items()}
    return {"pyproject.toml": pyproject(about), **code}


def _folder(
    workspace: WorkspaceBuilder, name: str, *, requires: tuple[str, ...] = ()
) -> WorkspaceBuilder:
    """Write a project into the folder of its name."""
    for path, text in _project(name, requires=requires).items():
        workspace.file(f"{name}/{path}", text)
    return workspace


def _locked(pixi: Pixi) -> dict[str, str]:
    """Return the PyPI entries of the lock file: location to the lines below it."""
    text = (pixi.cwd / "pixi.lock").read_text().partition("\npackages:\n")[2]
    entries = re.split(r"^- ", text, flags=re.MULTILINE)
    lines = (entry.partition("\n") for entry in entries)
    return {
        head.removeprefix("pypi: "): rest
        for head, _, rest in lines
        if head.startswith("pypi: ")
    }


def _used(pixi: Pixi, subdir: str) -> set[str]:
    """Return the locations that the default environment has on a platform."""
    text = (pixi.cwd / "pixi.lock").read_text().partition("\npackages:\n")[0]
    rows = re.search(rf"^      {subdir}:\n((?:      - .*\n?)*)", text, re.MULTILINE)
    assert rows is not None
    return set(re.findall(r"- pypi: (.*)", rows[1]))


def _run(pixi: Pixi, code: str) -> str:
    return pixi("run", "python", "-c", code).ok().stdout


def _prefix(pixi: Pixi) -> Path:
    return pixi.cwd / ".pixi" / "envs" / "default"


def _installers(pixi: Pixi) -> dict[str, str]:
    """Return who installed each Python distribution of the environment."""
    files = (_prefix(pixi) / _SITE).glob("*.dist-info/INSTALLER")
    return {
        path.parent.name.partition("-")[0]: path.read_text().strip() for path in files
    }


def _builds(pixi: Pixi) -> list[str]:
    return Path(pixi.environ[LOG]).read_text().splitlines()


def _snapshot(pixi: Pixi) -> dict[Path, tuple[int, int]]:
    """Return inode and time of change of every file of the environment."""
    return {
        path: (path.lstat().st_ino, path.lstat().st_mtime_ns)
        for path in _prefix(pixi).rglob("*")
    }


def _kill_while_building(pixi: Pixi, line: str) -> None:
    with _building(pixi, line) as process:
        # It leads a session of its own: uv and the build go with it.
        os.killpg(process.pid, signal.SIGKILL)


@contextmanager
def _building(pixi: Pixi, line: str) -> Iterator[subprocess.Popen[str]]:
    """Yield an install that builds something, by the line its log then has."""
    log = Path(pixi.environ[LOG])
    with pixi.start("install") as process:
        deadline = time.monotonic() + 60
        while not (log.exists() and line in log.read_text()):
            assert time.monotonic() < deadline
            assert process.poll() is None, process.communicate()[1]
            time.sleep(0.02)
        yield process


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
