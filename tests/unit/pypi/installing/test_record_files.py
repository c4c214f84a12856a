from __future__ import annotations

import base64
import csv
import hashlib
import os
from typing import TYPE_CHECKING

import pytest

from pypixi.pypi.installing.record_files import (
    mark_as_ours,
    recorded_digests,
    recorded_files,
    recorded_size,
)
from unit.pypi.installing.site_folder import SiteFolder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def info(tmp_path: Path) -> Path:
    """The ``dist-info`` folder of a package that the engine has just installed."""
    site = SiteFolder(tmp_path / "site-packages")
    return site.add("fish", installer="uv", files={"fish.py": "", "../bin/fish": ""})


def test_recorded_files_are_those_of_the_record(info: Path) -> None:
    own = "fish-1.0.dist-info"
    assert recorded_files(info) == [
        *("fish.py", "../bin/fish"),
        *(f"{own}/INSTALLER", f"{own}/RECORD"),
    ]


@pytest.mark.parametrize(
    ("record", "size"),
    [
        pytest.param("a.py,sha256=x,10\nb.py,sha256=y,7\nRECORD,,\n", 17, id="sum"),
        pytest.param("a.py\nb.py,,\n", None, id="not noted"),
        pytest.param("a.py,,many\nb.py,,3,rest\n", 3, id="odd"),
        pytest.param("", None, id="empty"),
    ],
)
def test_recorded_size_is_that_of_all_files(
    record: str, size: int | None, info: Path
) -> None:
    (info / "RECORD").write_text(record)
    assert recorded_size(info) == size


def test_recorded_files_may_have_commas_in_their_names(info: Path) -> None:
    (info / "RECORD").write_text('"a,b.py",sha256=x,1\r\n\r\nc.py,,\r\n')
    assert recorded_files(info) == ["a,b.py", "c.py"]


@pytest.mark.parametrize("char", ["\u2028", "\x0b", "\x85"])
def test_recorded_files_may_have_separators_in_their_names(
    info: Path, char: str
) -> None:
    (info / "RECORD").write_text(f"a{char}b.py,,\nc.py,,\n", encoding="utf-8")
    assert recorded_files(info) == [f"a{char}b.py", "c.py"]


def test_recorded_digests_are_those_of_paths_in_the_prefix(
    info: Path, tmp_path: Path
) -> None:
    (info / "RECORD").write_text("fish.py,sha256=ab,2\n../bin/fish\n")
    assert recorded_digests(info, tmp_path) == {
        "site-packages/fish.py": "sha256=ab",
        "bin/fish": "",
    }


@pytest.mark.parametrize("content", [None, b"\xff\xfe"])
def test_recorded_files_of_a_damaged_record_are_none(
    info: Path, content: bytes | None
) -> None:
    (info / "RECORD").unlink()
    if content is not None:
        (info / "RECORD").write_bytes(content)
    assert recorded_files(info) == []


def test_marked_package_is_ours(info: Path) -> None:
    mark_as_ours(info)
    assert (info / "INSTALLER").read_bytes() == b"uv-pixi"


def test_record_of_a_marked_package_is_right(info: Path) -> None:
    before = recorded_files(info)
    mark_as_ours(info)
    lines = (info / "RECORD").read_text().splitlines()
    rows = {row[0]: row[1:] for row in csv.reader(lines)}
    content = (info / "INSTALLER").read_bytes()
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=")
    size = str(len(content))
    assert rows[f"{info.name}/INSTALLER"] == [f"sha256={digest.decode()}", size]
    assert sorted(rows) == sorted(before)


def test_marking_twice_changes_nothing(info: Path) -> None:
    mark_as_ours(info)
    once = (info / "RECORD").read_bytes()
    mark_as_ours(info)
    assert (info / "RECORD").read_bytes() == once


@pytest.mark.parametrize("link", [os.link, os.symlink])
def test_marking_leaves_linked_files_of_a_cache_alone(
    info: Path, tmp_path: Path, link: Callable[[Path, Path], None]
) -> None:
    for name in ("INSTALLER", "RECORD"):
        (info / name).rename(tmp_path / name)
        link(tmp_path / name, info / name)
    before = (tmp_path / "RECORD").read_bytes()
    mark_as_ours(info)
    assert (tmp_path / "INSTALLER").read_text() == "uv"
    assert (tmp_path / "RECORD").read_bytes() == before


def test_marking_leaves_no_other_files(info: Path) -> None:
    before = sorted(info.iterdir())
    mark_as_ours(info)
    assert sorted(info.iterdir()) == before
