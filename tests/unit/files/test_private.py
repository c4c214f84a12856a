from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import pytest

from pypixi.files.private import read_private, write_private

if TYPE_CHECKING:
    from pathlib import Path


def test_file_is_written_and_read(tmp_path: Path) -> None:
    path = tmp_path / "pypixi" / "verdicts" / "one"
    write_private(path, b"true")
    assert read_private(path) == b"true"
    assert [each.name for each in path.parent.iterdir()] == ["one"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_missing_file_is_none(tmp_path: Path) -> None:
    assert read_private(tmp_path / "one") is None


@pytest.mark.parametrize("mode", [0o620, 0o602, 0o666])
def test_file_that_others_may_write_is_not_trusted(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "one"
    write_private(path, b"true")
    path.chmod(mode)
    assert read_private(path) is None


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give files away")
def test_file_of_another_user_is_not_trusted(tmp_path: Path) -> None:
    path = tmp_path / "one"
    write_private(path, b"true")
    os.chown(path, 65534, -1)
    assert read_private(path) is None


def test_link_is_not_followed(tmp_path: Path) -> None:
    write_private(tmp_path / "one", b"true")
    (tmp_path / "link").symlink_to("one")
    assert read_private(tmp_path / "link") is None


def test_folder_that_cannot_be_made_is_no_failure(tmp_path: Path) -> None:
    (tmp_path / "pypixi").touch()
    write_private(tmp_path / "pypixi" / "one", b"true")
    assert (tmp_path / "pypixi").read_bytes() == b""


def test_place_that_is_taken_is_no_failure(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    write_private(tmp_path / "one", b"true")
    assert [each.name for each in tmp_path.iterdir()] == ["one"]


def test_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "one")
    assert read_private(tmp_path / "one") is None
