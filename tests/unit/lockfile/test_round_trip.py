from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pypixi.errors import PixiError
from pypixi.lockfile.read import read_lock_file
from pypixi.lockfile.write import format_lock_file
from unit.lockfile.judge import canonical_text, judged, parse
from unit.lockfile.samples import lock, wheel
from unit.lockfile.strategies import lock_files, odd_texts
from unit.lockfile.test_write import BUILD_SETS, CASES, FULL, FULL_SOURCE

if TYPE_CHECKING:
    from pypixi.lockfile.model import LockFile

thorough = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
MIXED = format_lock_file(lock(FULL, FULL_SOURCE, wheel()))
VICTIMS = [MIXED, format_lock_file(BUILD_SETS), format_lock_file(CASES["indexes"])]
SPLINTERS: list[str] = [
    *"-:#'\"|[]{}&*!> \n\t\x00",
    "- ",
    ": ",
    "\n  ",
    "null",
    "1.0",
    "<<<<<<<",
    "é",
]


@given(lock_files())
@thorough
def test_engine_writes_any_lock_file_alike(written: LockFile) -> None:
    text = format_lock_file(written)
    assert judged(text) == text


@given(lock_files())
@thorough
def test_any_lock_file_is_read_back(written: LockFile) -> None:
    text = format_lock_file(written)
    found = parse(text)
    assert found == written
    assert format_lock_file(found) == text


def shuffled_lines(text: str, at: int, to: int) -> str:
    lines = text.split("\n")
    lines.insert(to % len(lines), lines.pop(at % len(lines)))
    return "\n".join(lines)


def without_a_line(text: str, at: int, _: int) -> str:
    lines = text.split("\n")
    del lines[at % len(lines)]
    return "\n".join(lines)


def doubled_line(text: str, at: int, to: int) -> str:
    lines = text.split("\n")
    lines.insert(to % len(lines), lines[at % len(lines)])
    return "\n".join(lines)


def indented_line(text: str, at: int, by: int) -> str:
    lines = text.split("\n")
    lines[at % len(lines)] = " " * (by % 5) + lines[at % len(lines)].lstrip(" ")
    return "\n".join(lines)


def swapped_values(text: str, at: int, to: int) -> str:
    lines = text.split("\n")
    key, colon, _ = lines[at % len(lines)].partition(": ")
    value = lines[to % len(lines)].partition(": ")[2]
    lines[at % len(lines)] = f"{key}{colon}{value}"
    return "\n".join(lines)


def splintered(text: str, at: int, which: int) -> str:
    at %= len(text) + 1
    return text[:at] + SPLINTERS[which % len(SPLINTERS)] + text[at:]


def with_a_hole(text: str, at: int, length: int) -> str:
    at %= len(text) + 1
    return text[:at] + text[at + length % 9 + 1 :]


def cut_short(text: str, at: int, _: int) -> str:
    return text[: at % (len(text) + 1)]


Mutation = Callable[[str, int, int], str]
MUTATIONS: list[Mutation] = [
    shuffled_lines,
    without_a_line,
    doubled_line,
    indented_line,
    swapped_values,
    splintered,
    with_a_hole,
    cut_short,
]
positions = st.integers(0, 10_000)
steps = st.lists(
    st.tuples(st.sampled_from(MUTATIONS), positions, positions), min_size=1, max_size=3
)


@given(st.sampled_from(VICTIMS), steps)
@settings(thorough, max_examples=400)
def test_damaged_text_is_read_or_refused(
    text: str, steps: list[tuple[Mutation, int, int]]
) -> None:
    for mutate, first, second in steps:
        text = mutate(text, first, second)
    found = read_or_refuse(text)
    assert found is None or format_lock_file(found)


@given(odd_texts)
@thorough
def test_any_text_at_all_is_read_or_refused(text: str) -> None:
    assert read_or_refuse(f"version: 7\n{text}") is None


def read_or_refuse(text: str) -> LockFile | None:
    """Return the lock file a text stands for, None if it is refused as it should."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pixi.lock"
        path.write_bytes(text.encode())
        try:
            return read_lock_file(path, canonicalize=canonical_text)
        except PixiError:
            return None
