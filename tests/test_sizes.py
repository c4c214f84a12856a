"""The table of sizes and its ratchet, on trees made for it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SIZES = Path(__file__).parents[1] / ".ci" / "sizes.py"

LONG = "def long():\n" + "    pass\n" * 60


def _sizes(root: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, SIZES, root],
        check=False,
        capture_output=True,
        encoding="utf-8",
    )


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    (tmp_path / "src").mkdir()
    (tmp_path / ".ci").mkdir()
    _ratchet(tmp_path, functions=0)
    _module(tmp_path, "def f(a: int) -> int:\n    '''Say it.'''\n    return a  # why\n")
    return tmp_path


def _module(tree: Path, text: str) -> None:
    (tree / "src" / "m.py").write_text(text)


def _ratchet(tree: Path, *, functions: int) -> None:
    (tree / ".ci" / "ratchet.toml").write_text(
        "[ceilings]\ntype-ignores = 0\nmodules-over-600 = 0\n"
        f"functions-over-60 = {functions}\n"
    )


def _rows(done: subprocess.CompletedProcess[str]) -> dict[str, str]:
    return {line[:28].strip(): line[28:] for line in done.stdout.splitlines()}


def test_table_shows_what_was_counted(tree: Path) -> None:
    done = _sizes(tree)
    assert done.returncode == 0, done.stderr
    rows = _rows(done)
    assert rows["files / lines"] == "1 / 3"
    assert rows["function median / p90 / max"] == "3 / 3 / 3"
    assert rows["documented"] == "100.0 % (1)"
    assert rows["comments per 100 lines"] == "33.3"
    assert rows["fully annotated"] == "100.0 % (1)"


def test_nested_functions_are_not_public(tree: Path) -> None:
    _module(tree, "def f():\n    '''Say it.'''\n    def g(): ...\n    return g\n")
    rows = _rows(_sizes(tree))
    assert rows["documented"] == "100.0 % (1)"
    assert rows["fully annotated"] == "0.0 % (0)"


def test_rise_fails(tree: Path) -> None:
    _module(tree, LONG)
    done = _sizes(tree)
    assert done.returncode == 1
    assert done.stderr == "ratchet: functions-over-60 rose from 0 to 1\n"


def test_comment_that_switches_types_off_is_counted(tree: Path) -> None:
    _module(tree, 'def f():\n    a: int = ""  # type: ignore[assignment]\n')
    assert _sizes(tree).stderr == "ratchet: type-ignores rose from 0 to 1\n"


def test_fall_asks_for_a_lower_ceiling(tree: Path) -> None:
    _ratchet(tree, functions=2)
    done = _sizes(tree)
    assert done.returncode == 0
    assert "now write functions-over-60 = 0 in .ci/ratchet.toml" in done.stdout
