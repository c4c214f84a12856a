from __future__ import annotations

import pytest

from pypixi.terminal.columns import columns, printable, shorten, width, window, wrap


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 0),
        ("abc", 3),
        ("日本", 4),
        ("e\u0301", 1),
        ("\u0301", 0),
        ("a\tb", 5),
        ("\x1b[32mgreen\x1b[0m", 5),
        ("\x07", 1),
        ("\ud800", 1),
    ],
)
def test_width_counts_columns(text: str, expected: int) -> None:
    assert width(text) == expected


def test_columns_of_wide_characters_are_two() -> None:
    assert columns("a日\u0301") == ["a", "日", "\u0301"]
    assert columns("日b") == ["日", "", "b"]


@pytest.mark.parametrize("room", range(4, 12))
@pytest.mark.parametrize("start", range(5))
def test_window_is_as_wide_as_asked_for(start: int, room: int) -> None:
    cells = columns("a日本語bc日本語d")
    assert width(window(cells, start, room, "…")) == min(room, len(cells) - start)


def test_shortened_text_fits() -> None:
    assert shorten("日本語", 5) == "日本…"
    assert shorten("日本語", 4) == "日 …"
    assert shorten("abc", 3) == "abc"


def test_printable_keeps_lines_and_drops_colors() -> None:
    assert printable("\x1b[1ma\x1b[0m\n  b\x08") == "a\n  b\ufffd"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [""]),
        ("aaa bbb ccc", ["aaa", "bbb ccc"]),
        ("aaa    bbb", ["aaa", "bbb"]),
        ("  aaa bbb ccc", ["  aaa", "  bbb", "  ccc"]),
        ("aaaaaaaaaa b", ["aaaaaaaaaa", "b"]),
        ("b aaaaaaaaaa", ["b", "aaaaaaaaaa"]),
        ("日本 語語 a", ["日本", "語語 a"]),
        ("a\n\nb", ["a", "", "b"]),
        ("         ", [""]),
    ],
)
def test_text_wraps_at_blanks(text: str, expected: list[str]) -> None:
    assert wrap(text, 4, 7) == expected
