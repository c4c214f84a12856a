"""What is locked from the public index is what uv itself says, package by package."""

from __future__ import annotations

import re
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from typing import TYPE_CHECKING
from urllib.error import HTTPError
from urllib.request import build_opener
from zipfile import ZipFile

import pytest
import tomli
from packaging.metadata import Metadata
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from pypixi.lockfile.read import read_lock_file
from pypixi.pypi.uv import Uv, find_uv, run_uv
from pypixi.records.pypi import PypiRecord
from pypixi.values import replace

if TYPE_CHECKING:
    from pathlib import Path

    from packaging.markers import Marker

    from support.pixi import Pixi
    from support.python_channel import PythonChannel
    from support.workspace import WorkspaceBuilder

_TARGETS = {
    "linux-64": ("x86_64-manylinux_2_28", {}),
    "osx-arm64": ("aarch64-apple-darwin", {"MACOSX_DEPLOYMENT_TARGET": "13.0"}),
    "win-64": ("x86_64-pc-windows-msvc", {}),
}
_SELECTED = re.compile(r"Selecting: (\S+?)==(\S+) \[\w+\] \((\S+)\)")
_PYTHONS = ("3.8.1", "3.10.4", "3.11.7", "3.12.0", "3.13.1", "3.14.2")
_SYSTEMS = (("posix", "linux"), ("posix", "darwin"), ("nt", "win32"))

pytestmark = [
    pytest.mark.index,
    pytest.mark.skipif(
        sys.platform != "linux", reason="the session channel's Python runs on Linux"
    ),
]


@pytest.fixture(
    params=[("flask",), ("pandas", "scikit-learn"), ("jupyterlab",)],
    ids="+".join,
)
def names(request: pytest.FixtureRequest) -> tuple[str, ...]:
    """The packages asked for."""
    found: tuple[str, ...] = request.param
    return found


def test_lock_holds_what_uv_chooses(
    names: tuple[str, ...],
    workspace: WorkspaceBuilder,
    python_channel: PythonChannel,
    pixi: Pixi,
    package_cache: Path,
    tmp_path: Path,
) -> None:
    """Files, hashes, requirements and Pythons of every package on every platform."""
    workspace.channels(python_channel.url).map_names().platforms(*_TARGETS)
    workspace.dependencies({"python": f"{python_channel.python}.*"})
    workspace.pypi_dependencies(dict.fromkeys(names, "*")).write()
    pixi.sharing(package_cache).process("lock").ok()
    lock = read_lock_file(pixi.cwd / "pixi.lock", canonicalize=str)
    assert lock is not None
    uv = Uv(
        program=find_uv(),
        cache=package_cache / "uv-cache",
        notes=tmp_path / "notes",
        env={**pixi.environ, "HOME": str(tmp_path)},
    )
    records: dict[str, PypiRecord] = {}
    for platform, rows in lock.environments["default"].packages.items():
        ours = {row.name: row for row in rows if isinstance(row, PypiRecord)}
        answer = _ask(uv, names, platform, python_channel.python, tmp_path)
        assert {row.name: (_file(row), row.sha256) for row in ours.values()} == answer
        records |= {row.location: row for row in ours.values()}
    with ThreadPoolExecutor(max_workers=8) as pool:
        published = list(pool.map(_published, records, [tmp_path] * len(records)))
    for record, metadata in zip(records.values(), published, strict=True):
        assert _meaning(record) == _meaning_of(metadata), record.name


def _ask(
    uv: Uv, names: tuple[str, ...], platform: str, python: str, folder: Path
) -> dict[str, tuple[str, str]]:
    """Return the file that uv selects for each package, with its hash."""
    asked = folder / "requirements.in"
    asked.write_text("\n".join(names))
    target, variables = _TARGETS[platform]
    written = folder / "pylock.answer.toml"
    done = run_uv(
        replace(uv, env={**uv.env, **variables}),
        [
            *("pip", "compile", str(asked), "--no-config", "--verbose"),
            *("--python-version", python, "--python-platform", target),
            *("--format", "pylock.toml", "--output-file", str(written)),
        ],
    )
    written_hashes = {
        file["url"].rpartition("/")[2]: file["hashes"]["sha256"]
        for package in tomli.loads(written.read_text())["packages"]
        for file in (*package.get("wheels", ()), package.get("sdist"))
        if file is not None
    }
    written.unlink()
    chosen = {name: file for name, _, file in _SELECTED.findall(done.stderr.decode())}
    resolved = {name: file for name, file in chosen.items() if file in written_hashes}
    return {name: (file, written_hashes[file]) for name, file in resolved.items()}


def _file(record: PypiRecord) -> str:
    return record.location.rpartition("/")[2]


def _published(url: str, folder: Path) -> Metadata:
    """Return the metadata that the index has for a wheel, or the wheel itself."""
    try:
        with build_opener().open(f"{url}.metadata", timeout=60) as answer:
            return Metadata.from_email(answer.read(), validate=False)
    except HTTPError:  # not every index file has it
        path = folder / url.rpartition("/")[2]
    with build_opener().open(url, timeout=60) as answer:
        path.write_bytes(answer.read())
    with ZipFile(path) as wheel:
        (info,) = (n for n in wheel.namelist() if n.endswith(".dist-info/METADATA"))
        return Metadata.from_email(wheel.read(info), validate=False)


def _meaning(record: PypiRecord) -> tuple[list[object], SpecifierSet | None]:
    python = record.requires_python
    return (
        [_requirement(Requirement(text)) for text in record.requires_dist],
        None if python is None else SpecifierSet(python),
    )


def _meaning_of(metadata: Metadata) -> tuple[list[object], SpecifierSet | None]:
    rows = metadata.requires_dist or []
    return [_requirement(row) for row in rows], metadata.requires_python


def _requirement(row: Requirement) -> object:
    """Return what a requirement means, however it is spelled."""
    name = canonicalize_name(row.name)
    extras = frozenset(map(canonicalize_name, row.extras))
    return name, extras, row.specifier, row.url, _holds(row.marker)


def _holds(marker: Marker | None) -> tuple[bool, ...]:
    """Return where a marker holds, over all the surroundings that matter here."""
    if marker is None:
        return ()
    named = re.findall(r"extra == ['\"]([^'\"]+)['\"]", str(marker))
    extras = ("", *map(canonicalize_name, named))
    machines = ("x86_64", "arm64", "AMD64")
    return tuple(
        marker.evaluate(
            {
                "os_name": os_name,
                "sys_platform": system,
                "platform_system": {"linux": "Linux", "darwin": "Darwin"}.get(
                    system, "Windows"
                ),
                "platform_machine": machine,
                "python_version": ".".join(python.split(".")[:2]),
                "python_full_version": python,
                "extra": extra,
            }
        )
        for (os_name, system), machine, python, extra in product(
            _SYSTEMS, machines, _PYTHONS, extras
        )
    )
