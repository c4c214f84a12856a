from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Any

import pytest

from pypixi.pypi.installing.freshness import (
    Freshness,
    directory_freshness,
    is_archive_fresh,
)

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="another time counts there"
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    path = tmp_path / "project"
    path.mkdir()
    (path / "pyproject.toml").write_text("[project]\nname = 'fish'\n")
    return path


@pytest.fixture
def info(tmp_path: Path, project: Path) -> Path:
    """A ``dist-info`` folder with the note that the engine makes now."""
    path = tmp_path / "fish-1.0.dist-info"
    path.mkdir()
    note(path, timestamp=changed(project / "pyproject.toml"), directories={"src": None})
    return path


def note(info: Path, **fields: Any) -> None:
    (info / "uv_cache.json").write_text(json.dumps(fields))


def changed(path: Path) -> dict[str, int]:
    seconds, nanoseconds = divmod(path.stat().st_ctime_ns, 10**9)
    return {"secs_since_epoch": seconds, "nanos_since_epoch": nanoseconds}


def test_untouched_project_is_fresh(project: Path, info: Path) -> None:
    assert directory_freshness(project, info) is Freshness.FRESH


def test_project_with_another_module_is_fresh(project: Path, info: Path) -> None:
    (project / "fish.py").touch()
    assert directory_freshness(project, info) is Freshness.FRESH


@pytest.mark.parametrize("name", ["pyproject.toml", "setup.py", "setup.cfg"])
def test_project_is_stale_after_a_change_of_its_inputs(
    project: Path, info: Path, name: str
) -> None:
    (project / name).write_text("# changed\n")
    assert directory_freshness(project, info) is Freshness.STALE


def test_project_is_stale_once_it_has_a_source_folder(
    project: Path, info: Path
) -> None:
    (project / "src").mkdir()
    assert directory_freshness(project, info) is Freshness.STALE


def test_changes_in_the_source_folder_are_none_of_the_project(
    project: Path, info: Path
) -> None:
    (project / "src").mkdir()
    made = changed(project / "src")
    stamp = changed(project / "pyproject.toml")
    note(info, timestamp=stamp, directories={"src": made})
    (project / "src" / "fish.py").touch()
    assert directory_freshness(project, info) is Freshness.FRESH


def test_project_without_any_inputs_is_fresh(project: Path, info: Path) -> None:
    (project / "pyproject.toml").unlink()
    note(info, timestamp=None, directories={"src": None})
    assert directory_freshness(project, info) is Freshness.FRESH


def test_project_that_names_its_inputs_is_left_to_the_engine(
    project: Path, info: Path
) -> None:
    keys = "[tool.uv]\ncache-keys = [{ file = 'fish.c' }]\n"
    (project / "pyproject.toml").write_text(keys)
    assert directory_freshness(project, info) is Freshness.UNKNOWN


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"timestamp": 3}'])
def test_project_is_stale_if_the_note_is_damaged(
    project: Path, info: Path, text: str
) -> None:
    (info / "uv_cache.json").write_text(text)
    assert directory_freshness(project, info) is Freshness.STALE


def test_archive_is_fresh_until_it_changes(tmp_path: Path, info: Path) -> None:
    archive = tmp_path / "fish-1.0-py3-none-any.whl"
    archive.touch()
    note(info, timestamp=changed(archive))
    assert is_archive_fresh(archive, info)
    archive.write_text("another")
    assert not is_archive_fresh(archive, info)


@pytest.mark.parametrize(
    ("seconds", "fresh"),
    [pytest.param(0, True, id="older"), pytest.param(10**10, False, id="younger")],
)
def test_archive_without_a_note_must_be_older_than_its_metadata(
    tmp_path: Path, info: Path, seconds: int, fresh: bool
) -> None:
    (info / "uv_cache.json").unlink()
    (info / "METADATA").touch()
    archive = tmp_path / "fish-1.0-py3-none-any.whl"
    archive.touch()
    os.utime(archive, (seconds, seconds))
    assert is_archive_fresh(archive, info) == fresh


def test_archive_that_is_gone_is_not_fresh(tmp_path: Path, info: Path) -> None:
    assert not is_archive_fresh(tmp_path / "gone.whl", info)
