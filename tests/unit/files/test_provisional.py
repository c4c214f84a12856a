from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pypixi.files.hashing import digest
from pypixi.files.provisional import provisional, put_back

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file that says ``own``, beside a folder for what is kept."""
    (tmp_path / "kept").mkdir()
    (tmp_path / "file").write_bytes(b"own")
    return tmp_path / "file"


def test_file_says_something_else_for_a_while(path: Path, tmp_path: Path) -> None:
    with provisional(path, b"tried", tmp_path / "kept"):
        assert path.read_bytes() == b"tried"
    assert path.read_bytes() == b"own"
    assert [*(tmp_path / "kept").iterdir()] == []


def test_failure_gives_the_content_back(path: Path, tmp_path: Path) -> None:
    with pytest.raises(KeyError), provisional(path, b"tried", tmp_path / "kept"):
        raise KeyError
    assert path.read_bytes() == b"own"
    assert [*(tmp_path / "kept").iterdir()] == []


def test_nothing_is_put_back_while_it_is_tried(path: Path, tmp_path: Path) -> None:
    with provisional(path, b"tried", tmp_path / "kept"):
        assert not put_back(path, path.read_bytes(), tmp_path / "kept")
        assert path.read_bytes() == b"tried"


def test_what_was_tried_by_the_dead_is_undone(path: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept" / f".file.{digest(b'tried')}"
    kept.write_bytes(b"own")
    path.write_bytes(b"tried")
    assert put_back(path, b"tried", tmp_path / "kept")
    assert path.read_bytes() == b"own"
    assert not kept.exists()
    assert not put_back(path, b"own", tmp_path / "kept")


def test_what_was_written_since_stays(path: Path, tmp_path: Path) -> None:
    (tmp_path / "kept" / f".file.{digest(b'tried')}").write_bytes(b"own")
    path.write_bytes(b"newer")
    assert not put_back(path, b"newer", tmp_path / "kept")
    assert path.read_bytes() == b"newer"
