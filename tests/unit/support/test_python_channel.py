from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from support.engine import solve_and_install
from support.python_channel import python_channel as find_python_channel
from support.workspace import current_subdir

if TYPE_CHECKING:
    from pathlib import Path

    from support.python_channel import PythonChannel


@pytest.fixture(scope="module")
def prefix(
    python_channel: PythonChannel, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    prefix = tmp_path_factory.mktemp("python") / "prefix"
    solve_and_install(python_channel.url, ["pip", "pytest"], current_subdir(), prefix)
    return prefix


def output(*command: str | Path) -> str:
    return subprocess.run(
        command, check=True, capture_output=True, text=True, env={}
    ).stdout


@pytest.mark.parametrize("name", ["ssl", "sqlite3", "zlib", "ctypes", "json", "venv"])
def test_installed_python_imports_what_the_running_one_can(
    prefix: Path, name: str
) -> None:
    pytest.importorskip(name)
    code = f"import {name}, sys; print(sys.prefix)"
    assert output(prefix / "bin/python", "-c", code).strip() == str(prefix)


def test_installed_python_stands_on_its_own(prefix: Path) -> None:
    code = "print(open('/proc/self/maps').read())"
    assert f"{sys.base_prefix}/" not in output(prefix / "bin/python3", "-c", code)


def test_entry_points_run(python_channel: PythonChannel, prefix: Path) -> None:
    version = python_channel.packages["pip"]
    assert output(prefix / "bin/pip", "--version").startswith(f"pip {version} from")


def test_python_knows_the_installed_distributions(
    python_channel: PythonChannel, prefix: Path
) -> None:
    listed = json.loads(
        output(prefix / "bin/python", "-m", "pip", "list", "--format=json")
    )
    versions = {each["name"].lower(): each["version"] for each in listed}
    for name in ("pip", "pytest", "packaging"):
        assert versions[name] == python_channel.packages[name]


@pytest.mark.parametrize("subdir", ["osx-arm64", "win-64"])
def test_other_platforms_can_be_solved(
    python_channel: PythonChannel, tmp_path: Path, subdir: str
) -> None:
    names = solve_and_install(
        python_channel.url, ["setuptools"], subdir, tmp_path / "prefix"
    )
    assert names[0] == f"python-{python_channel.python}-0_cpython.tar.bz2"


def test_second_session_finds_the_channel_made(python_channel: PythonChannel) -> None:
    made = python_channel.path.stat().st_ino
    assert find_python_channel() == python_channel
    assert python_channel.path.stat().st_ino == made
