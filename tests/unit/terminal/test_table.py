from __future__ import annotations

import pytest

from pypixi.terminal.ansi import paint
from pypixi.terminal.table import human_size, render_table

HEADERS = ("Name", "Version", "Size", "Kind")
ROWS = [
    ("python", "3.12.4", "30.02 MiB", "conda"),
    ("日本語", "1", "9 B", ""),
]


def test_columns_are_two_blanks_apart_and_lines_trimmed() -> None:
    expected = """
Name    Version       Size  Kind
python  3.12.4   30.02 MiB  conda
日本語  1              9 B
"""
    assert f"\n{render_table(HEADERS, ROWS, right=(2,))}\n" == expected


def test_table_without_rows_is_its_headers() -> None:
    assert render_table(HEADERS, []) == "Name  Version  Size  Kind"


def test_missing_cells_are_empty() -> None:
    assert render_table(("A", "B"), [("x",)]) == "A  B\nx"


def test_widest_column_is_shortened_for_the_width() -> None:
    rows = [("a" * 12, "b" * 40), ("c", "d" * 20)]
    expected = """
First         Second
aaaaaaaaaaaa  bbbbbbbbbbbbb…
c             dddddddddddddd
"""
    rows[1] = ("c", "d" * 14)
    assert f"\n{render_table(('First', 'Second'), rows, width=28)}\n" == expected


def test_columns_give_way_together_when_one_is_not_enough() -> None:
    text = render_table(("A", "B"), [("a" * 20, "b" * 20)], width=14)
    assert text == "A       B\naaaaa…  bbbbb…"


@pytest.mark.parametrize("width", [-1, 0, 1, 5])
def test_table_for_no_width_keeps_some_of_each_cell(width: int) -> None:
    text = render_table(("A", "B"), [("a" * 20, "b" * 20)], width=width)
    assert text == "A     B\naaa…  bbb…"


def test_colors_take_no_room() -> None:
    rows = [(paint("x", "bold", "green", color=True), "y")]
    expected = "\x1b[1mName  B\x1b[0m\n\x1b[1;32mx\x1b[0m     y"
    assert render_table(("Name", "B"), rows, bold_headers=True) == expected


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        (0, "0 B"),
        (12, "12 B"),
        (1023, "1023 B"),
        (1024, "1.00 KiB"),
        (125_030, "122.10 KiB"),
        (1_289_748, "1.23 MiB"),
        (5 * 1024**3, "5.00 GiB"),
        (2**70, "1024.00 EiB"),
    ],
)
def test_sizes_are_written_as_by_the_original(size: int, expected: str) -> None:
    assert human_size(size) == expected
