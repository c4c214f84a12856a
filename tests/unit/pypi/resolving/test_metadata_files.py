from __future__ import annotations

from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

from pypixi.pypi.resolving.metadata_files import (
    read_cached,
    read_source,
    read_unpacked_wheel,
    read_wheel,
)
from pypixi.pypi.resolving.static_metadata import CoreMetadata, static_metadata

if TYPE_CHECKING:
    from pathlib import Path

HEADERS = """\
Metadata-Version: 2.1
Name: a
Version: 1.0
Requires-Python: >=3.9
Requires-Dist: c
Requires-Dist: B (>=1) ; extra == 'x'

Requires-Dist: not a header
"""
EXPECTED = CoreMetadata(
    requires_dist=("c", "B (>=1) ; extra == 'x'"), requires_python=">=3.9"
)
# ["a", "1.0", ["b"], ">=3.9", [], false] and what uv writes behind it
NOTE = b"\x96\xa1a\xa31.0\x91\xa1b\xa5>=3.9\x90\xc2\x00\x00trailer"


def _note(folder: Path, content: bytes = NOTE) -> Path:
    path = folder / "1.0-py3-none-any.msgpack"
    path.write_bytes(content)
    return path


def test_note_of_uv_is_read(tmp_path: Path) -> None:
    expected = CoreMetadata(requires_dist=("b",), requires_python=">=3.9")
    assert read_cached(_note(tmp_path), "a", "1.0") == expected
    assert read_cached(_note(tmp_path), "a", None) == expected


def test_note_without_python_is_read(tmp_path: Path) -> None:
    path = _note(tmp_path, b"\x96\xa1a\xa31.0\x90\xc0\x90\xc2")
    assert read_cached(path, "a", "1.0") == CoreMetadata()


@pytest.mark.parametrize(
    ("name", "version"), [("b", "1.0"), ("a", "1.1")], ids=["name", "version"]
)
def test_note_of_another_package_is_not_taken(
    tmp_path: Path, name: str, version: str
) -> None:
    assert read_cached(_note(tmp_path), name, version) is None


@pytest.mark.parametrize("content", [b"", b"\x96\xa1a", b"\x91\xa1a", b"\xc0"])
def test_note_that_is_none_is_not_taken(tmp_path: Path, content: bytes) -> None:
    assert read_cached(_note(tmp_path, content), "a", None) is None


def test_missing_note_is_none(tmp_path: Path) -> None:
    assert read_cached(tmp_path / "missing", "a", None) is None


def test_wheel_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a-1.0-py3-none-any.whl"
    with ZipFile(path, "w") as wheel:
        wheel.writestr("a/b.dist-info/METADATA", "Requires-Dist: vendored\n")
        wheel.writestr("a-1.0.dist-info/METADATA", HEADERS)
    assert read_wheel(path) == EXPECTED


def test_broken_wheel_has_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a-1.0-py3-none-any.whl"
    path.write_bytes(b"no archive")
    assert read_wheel(path) is None


def test_unpacked_wheel_is_read(tmp_path: Path) -> None:
    (tmp_path / "a-1.0.dist-info").mkdir()
    (tmp_path / "a-1.0.dist-info" / "METADATA").write_text(HEADERS)
    assert read_unpacked_wheel(tmp_path) == EXPECTED


def test_project_is_read(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[project]\ndependencies = ['a']\n")
    assert static_metadata(tmp_path) == CoreMetadata(requires_dist=("a",))
    assert read_source(tmp_path) == CoreMetadata(requires_dist=("a",))


def test_source_archive_of_a_new_kind_is_read(tmp_path: Path) -> None:
    (tmp_path / "PKG-INFO").write_text(HEADERS.replace("2.1", "2.2"))
    assert read_source(tmp_path) == EXPECTED


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Version: 2.1", "Version: 2.1"),
        ("Version: 2.1", "Version: odd"),
        ("Version: 2.1", "Version: 2.4\nDynamic: Requires-Dist"),
        ("Version: 2.1", "Version: 2.2\nDynamic: Version\nDynamic: provides-extra"),
    ],
    ids=["old format", "no format", "dynamic requirements", "dynamic extras"],
)
def test_what_a_build_may_change_is_not_read(
    tmp_path: Path, old: str, new: str
) -> None:
    (tmp_path / "PKG-INFO").write_text(HEADERS.replace(old, new, 1))
    assert read_source(tmp_path) is None


def test_empty_folder_has_nothing(tmp_path: Path) -> None:
    assert read_source(tmp_path) is None
    assert read_unpacked_wheel(tmp_path) is None
