"""The files that a run is repeated for, and the folders they are in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pypixi.workspace.running.watched import Watched, changed_files
from unit.task.samples import call

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A workspace with sources, an environment and a file beside it."""
    root = tmp_path / "root"
    for path in ("src/sub/a.py", "docs/b.md", ".pixi/envs/c.py", "top.txt"):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(path)
    (tmp_path / "beside").mkdir()
    return root


def watched(root: Path, *tables: str) -> Watched:
    return Watched(root=root, calls=tuple(map(call, tables)))


@pytest.mark.parametrize(
    ("pattern", "deep", "flat"),
    [
        ("src/**/*.py", ["src"], []),
        ("src/**", ["src"], []),
        ("src", ["src"], []),
        ("src/*.py", [], ["src"]),
        ("src/*/a.py", ["src"], []),
        ("top.txt", [], ["."]),
        ("gone/deep/*.py", [], ["."]),
        ("**/*.py", ["docs", "src"], ["."]),
        ("*/a.py", ["docs", "src"], ["."]),
        ("!src/**", ["docs", "src"], ["."]),
        ("../beside/**", ["../beside"], []),
    ],
)
def test_folders_of_a_pattern(
    root: Path, pattern: str, deep: list[str], flat: list[str]
) -> None:
    folders = watched(root, f'{{ cmd = "x", inputs = ["{pattern}"] }}').folders()
    assert folders.deep == {(root / name).resolve() for name in deep}
    assert folders.flat == {(root / name).resolve() for name in flat}


def test_files_that_tasks_make_for_others_do_not_count(root: Path) -> None:
    found = watched(
        root,
        '{ cmd = "x", inputs = ["src/**"], outputs = ["docs/b.md", "src/**"] }',
        '{ cmd = "x", inputs = ["docs/*", "top.txt"] }',
    )
    assert sorted(found.hashes()) == ["src/sub/a.py", "top.txt"]
    assert found.patterns == ["src/**", "docs/*", "top.txt"]


def test_files_that_came_went_and_changed() -> None:
    before = {"same": 1, "gone": 2, "changed": 3, "unreadable": None}
    after = {"same": 1, "new": 2, "changed": 4, "unreadable": None}
    assert changed_files(before, after) == ["changed", "gone", "new"]
