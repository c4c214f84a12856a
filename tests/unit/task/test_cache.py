"""Runs of tasks that are not repeated."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import pytest

from pypixi.task.cache import TaskCache, skipped_message
from unit.config.recording import Recorder

from .samples import call

if TYPE_CHECKING:
    from pathlib import Path

_CC = '{ cmd = "cc", inputs = ["*.c"], outputs = ["*.o"] }'


@pytest.fixture
def cache(tmp_path: Path) -> TaskCache:
    """A cache without entries, for a folder with an input and an output."""
    (tmp_path / "a.c").write_text("1", encoding="utf-8")
    (tmp_path / "a.o").write_text("2", encoding="utf-8")
    return TaskCache(folder=tmp_path / ".pixi" / "cache", root=tmp_path)


@pytest.fixture
def report() -> Recorder:
    """A report that remembers warnings."""
    return Recorder()


def entries(cache: TaskCache) -> list[Path]:
    """Return the files of a cache."""
    return sorted(cache.folder.iterdir()) if cache.folder.exists() else []


def test_run_is_remembered(cache: TaskCache, report: Recorder) -> None:
    run = call(_CC)
    assert not cache.has(run, "e", report)
    cache.keep(run, "e", report)
    assert cache.has(run, "e", report)
    (entry,) = entries(cache)
    assert entry.name.startswith("default-t-")
    assert entry.suffix == ".json"
    content = entry.read_text(encoding="utf-8")
    assert content == json.dumps(json.loads(content), separators=(",", ":"))
    assert list(json.loads(content)) == ["hash"]
    assert report.warnings == []


@pytest.mark.parametrize("name", ["a.c", "a.o", "b.c", "b.o"])
def test_other_files_are_another_run(
    cache: TaskCache, report: Recorder, name: str
) -> None:
    cache.keep(call(_CC), "e", report)
    (cache.root / name).write_text("3", encoding="utf-8")
    assert not cache.has(call(_CC), "e", report)


def test_other_file_that_is_not_named_is_the_same_run(
    cache: TaskCache, report: Recorder
) -> None:
    cache.keep(call(_CC), "e", report)
    (cache.root / "a.h").touch()
    assert cache.has(call(_CC), "e", report)


def test_command_words_and_environment_are_part_of_a_run(
    cache: TaskCache, report: Recorder
) -> None:
    cache.keep(call(_CC), "e", report)
    assert not cache.has(call(_CC.replace("cc", "gcc")), "e", report)
    assert not cache.has(call(_CC, "-g"), "e", report)
    assert not cache.has(call(_CC), "f", report)


def test_runs_with_other_arguments_are_remembered_side_by_side(
    cache: TaskCache, report: Recorder
) -> None:
    value = '{ cmd = "cc {{ m }}", args = ["m"], inputs = ["*.c"] }'
    cache.keep(call(value, "1"), "e", report)
    cache.keep(call(value, "2"), "e", report)
    assert len(entries(cache)) == 2
    assert cache.has(call(value, "1"), "e", report)


@pytest.mark.parametrize(
    ("value", "warnings"),
    [
        pytest.param('"cc"', [], id="no files named"),
        pytest.param(
            '{ cmd = "cc", inputs = ["x", "y/*"] }',
            ["No files matched the input globs for task 't'"],
            id="no input",
        ),
        pytest.param(
            '{ cmd = "cc", inputs = ["a.c"], outputs = ["x"] }',
            ["No files matched the output globs for task 't'"],
            id="no output",
        ),
        pytest.param(
            '{ cmd = "cc", inputs = ["x"], outputs = ["y"] }',
            [
                "No files matched the input globs for task 't'",
                "No files matched the output globs for task 't'",
            ],
            id="neither",
        ),
        pytest.param(
            '{ cmd = "cc", inputs = [] }',
            ["No files matched the input globs for task 't'"],
            id="empty list",
        ),
    ],
)
def test_run_without_files_is_not_remembered(
    cache: TaskCache, report: Recorder, value: str, warnings: list[str]
) -> None:
    cache.keep(call(value), "e", report)
    assert entries(cache) == []
    assert not cache.has(call(value), "e", report)
    assert report.warnings == warnings


def test_warning_lists_the_patterns(cache: TaskCache, report: Recorder) -> None:
    cache.keep(call('{ cmd = "cc", outputs = ["x", "y/*"] }'), "e", report)
    assert report.helps == ["Output globs: `x`, `y/*`"]


def test_entry_stays_when_nothing_matches_any_more(
    cache: TaskCache, report: Recorder
) -> None:
    cache.keep(call(_CC), "e", report)
    (cache.root / "a.o").rename(cache.root / "kept")
    cache.keep(call(_CC), "e", report)
    (cache.root / "kept").rename(cache.root / "a.o")
    assert cache.has(call(_CC), "e", report)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"hash":1}', b"{}", b"\xff"])
def test_broken_entry_is_none(
    cache: TaskCache, report: Recorder, content: bytes
) -> None:
    cache.keep(call(_CC), "e", report)
    (entry,) = entries(cache)
    entry.write_bytes(content)
    assert not cache.has(call(_CC), "e", report)
    message = f"ignoring corrupt task-cache entry '{entry}'"
    assert report.warnings == [message]
    cache.keep(call(_CC), "e", report)
    assert cache.has(call(_CC), "e", report)


def test_name_of_a_task_leads_nowhere(cache: TaskCache, report: Recorder) -> None:
    run = call(_CC, name="../../x/y")
    cache.keep(run, "e", report)
    (entry,) = entries(cache)
    assert entry.name.startswith("default-..%2F..%2Fx%2Fy-")
    assert cache.has(run, "e", report)


@pytest.mark.skipif(sys.platform == "win32", reason="modes mean little there")
def test_cache_that_cannot_be_written_is_told(
    cache: TaskCache, report: Recorder
) -> None:
    cache.folder.parent.write_text("in the way", encoding="utf-8")
    cache.keep(call(_CC), "e", report)
    assert report.warnings == ["the run of task 't' is not remembered"]


@pytest.mark.parametrize(
    ("value", "words", "given"),
    [
        ('"x"', [], ""),
        ('{ cmd = "x", args = ["a", "b"] }', ["1", "2"], " with args a = 1, b = 2"),
        (
            '{ cmd = "x", args = ["a", "b"] }',
            ["1", "2", "--", "x"],
            " with args a = 1, b = 2 -- x",
        ),
        ('"x"', ["y"], " with args -- y"),
    ],
)
def test_skipped_run_is_told(value: str, words: list[str], given: str) -> None:
    message = f"Task 't'{given} can be skipped (cache hit) 🚀"
    assert skipped_message(call(value, *words)) == message
