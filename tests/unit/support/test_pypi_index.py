"""The index and its build backend, judged by the engine that will use them."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import time
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from pypixi.pypi.uv import find_uv, shielded
from support.engine import solve_and_install
from support.pypi_index import IndexBuilder, pyproject
from support.tinybuild import LOG, About
from support.workspace import current_subdir

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from support.python_channel import PythonChannel


def uv(index: IndexBuilder, *arguments: str | Path, **more: str) -> str:
    """Return what uv prints, its cache being beside the index."""
    done = subprocess.run(
        [find_uv(), *arguments, "--no-progress", "--color", "never"],
        check=False,
        capture_output=True,
        text=True,
        env={
            **shielded(os.environ),
            "UV_DEFAULT_INDEX": index.url,
            "UV_CACHE_DIR": str(index.path / "cache"),
            **more,
        },
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def resolved(
    index: IndexBuilder, *requirements: str, options: Sequence[str] = ()
) -> str:
    wanted = index.path / "wanted.in"
    wanted.write_text("\n".join(requirements))
    form = ("--quiet", "--no-config", "--no-header", "--no-annotate")
    return uv(index, "pip", "compile", wanted, *form, *options)


def installed(index: IndexBuilder, *requirements: str, **more: str) -> Path:
    """Return the folder that uv installed requirements into."""
    target = index.path / "target"
    options = ("--no-config", "--quiet", "--target", target)
    uv(index, "pip", "install", *options, *requirements, **more)
    return target


def test_wheel_is_found_with_what_it_requires(pypi_index: IndexBuilder) -> None:
    pypi_index.wheel("Reef.Fish", "1.5", requires=["kelp>=1"])
    pypi_index.wheel("kelp", "2.0").wheel("kelp", "0.9")
    assert resolved(pypi_index, "reef-fish") == "kelp==2.0\nreef-fish==1.5\n"


def test_extra_adds_its_requirements(pypi_index: IndexBuilder) -> None:
    pypi_index.wheel("fish", extras={"food": ["kelp", "crab ; python_version < '3'"]})
    pypi_index.wheel("kelp")
    assert resolved(pypi_index, "fish") == "fish==1.0\n"
    assert resolved(pypi_index, "fish[food]") == "fish==1.0\nkelp==1.0\n"


def test_wheel_for_another_python_is_passed_over(pypi_index: IndexBuilder) -> None:
    pypi_index.wheel("kelp", "1.0").wheel("kelp", "2.0", requires_python=">=99")
    assert resolved(pypi_index, "kelp") == "kelp==1.0\n"


def test_higher_build_tag_is_installed(pypi_index: IndexBuilder) -> None:
    for build in ("1", "2"):
        pypi_index.wheel("kelp", build=build, files={"kelp.py": f"BUILD = {build}\n"})
    assert (installed(pypi_index, "kelp") / "kelp.py").read_text() == "BUILD = 2\n"


def test_metadata_file_saves_the_download_of_the_wheel(
    pypi_index: IndexBuilder,
) -> None:
    pypi_index.wheel("fish", requires=["kelp"], metadata_file=True).wheel("kelp")
    resolved(pypi_index, "fish")
    asked = {path.rpartition("/")[2] for path in pypi_index.server.paths()}
    assert "fish-1.0-py3-none-any.whl.metadata" in asked
    assert "fish-1.0-py3-none-any.whl" not in asked


def test_console_script_runs_the_module(pypi_index: IndexBuilder) -> None:
    pypi_index.wheel("kelp", scripts={"kelp": "kelp:main"})
    target = installed(pypi_index, "kelp")
    done = subprocess.run(
        [target / "bin" / "kelp"],
        env={"PYTHONPATH": str(target)},
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stdout == "kelp 1.0\n"


def test_link_carries_the_hash_of_the_file(pypi_index: IndexBuilder) -> None:
    pypi_index.wheel("kelp", metadata_file=True)
    wheel = pypi_index.file("kelp-1.0-py3-none-any.whl")
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    wheel.unlink()
    assert digest in resolved(pypi_index, "kelp", options=["--generate-hashes"])


def test_same_description_gives_the_same_bytes(tmp_path: Path) -> None:
    first, second = (IndexBuilder(tmp_path / name) for name in ("first", "second"))
    for index in (first, second):
        index.wheel("kelp", requires=["crab"]).sdist("crab").backend()
    for path in (first.path / "files").iterdir():
        assert second.file(path.name).read_bytes() == path.read_bytes()


def test_static_source_is_resolved_without_a_build(pypi_index: IndexBuilder) -> None:
    """There is nothing that it could be built with."""
    pypi_index.sdist("fish", requires=["kelp"]).wheel("kelp")
    assert resolved(pypi_index, "fish") == "fish==1.0\nkelp==1.0\n"


def test_dynamic_source_is_resolved_by_a_build(pypi_index: IndexBuilder) -> None:
    pypi_index.sdist("fish", requires=["kelp"], static=False).wheel("kelp")
    with pytest.raises(AssertionError, match="tinybuild"):
        resolved(pypi_index, "fish")
    pypi_index.backend()
    assert resolved(pypi_index, "fish==1.*") == "fish==1.0\nkelp==1.0\n"


def test_source_is_built_once_and_logged(
    pypi_index: IndexBuilder, tmp_path: Path
) -> None:
    pypi_index.backend().sdist("kelp")
    log = tmp_path / "builds"
    for _ in range(2):
        target = installed(pypi_index, "kelp", **{LOG: str(log)})
        assert (target / "kelp.py").is_file()
        shutil.rmtree(target)
    assert log.read_text() == "wheel kelp\n"


def test_folder_is_built_from_src(pypi_index: IndexBuilder, tmp_path: Path) -> None:
    project = tmp_path / "fish"
    (project / "src" / "fish").mkdir(parents=True)
    (project / "src" / "fish" / "__init__.py").write_text("FINS = 2\n")
    (project / "pyproject.toml").write_text(pyproject(About(name="fish", version="3")))
    target = installed(pypi_index.backend(), str(project))
    assert (target / "fish" / "__init__.py").read_text() == "FINS = 2\n"
    assert (target / "fish-3.dist-info").is_dir()


def test_editable_folder_is_linked(pypi_index: IndexBuilder, tmp_path: Path) -> None:
    project = tmp_path / "fish"
    project.mkdir()
    (project / "pyproject.toml").write_text(pyproject(About(name="fish", version="3")))
    target = installed(pypi_index.backend(), "--editable", str(project))
    assert (target / "_fish-3.pth").read_text() == f"{project}\n"


@pytest.mark.parametrize(
    ("tool", "text"),
    [
        ({"fail": "no compiler at hand"}, "no compiler at hand"),
        ({"import": ["seaweed"]}, "No module named 'seaweed'"),
    ],
    ids=["fail", "import"],
)
def test_build_fails_as_it_is_told_to(
    pypi_index: IndexBuilder, tool: dict[str, object], text: str
) -> None:
    pypi_index.backend().sdist("kelp", tool=tool)
    with pytest.raises(AssertionError, match=text):
        installed(pypi_index, "kelp")


def test_backend_runs_in_the_python_of_the_channel(
    pypi_index: IndexBuilder, python_channel: PythonChannel, tmp_path: Path
) -> None:
    prefix = tmp_path / "prefix"
    solve_and_install(python_channel.url, ["python"], current_subdir(), prefix)
    pypi_index.backend().sdist("kelp")
    installed(pypi_index, "kelp", "--python", str(prefix / "bin" / "python"))
    assert (pypi_index.path / "target" / "kelp.py").is_file()


def test_build_goes_on_when_what_it_waits_for_is_there(
    pypi_index: IndexBuilder, tmp_path: Path
) -> None:
    there, log = tmp_path / "there", tmp_path / "builds"
    pypi_index.backend().sdist("kelp", tool={"wait": str(there)})
    release = Thread(target=_touch_after, args=(there, log), daemon=True)
    release.start()
    target = installed(pypi_index, "kelp", **{LOG: str(log)})
    release.join()
    assert (target / "kelp.py").is_file()


def _touch_after(file: Path, log: Path) -> None:
    while not log.exists():
        time.sleep(0.01)
    file.touch()
