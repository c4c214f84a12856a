# ruff: noqa: RUF001 - the original begins errors with this sign
from __future__ import annotations

import random

import pytest

from pypixi.errors import Label, PixiError, SeveralFaultsError, Source, Span
from pypixi.terminal.columns import width as width_of
from pypixi.terminal.diagnostic import render_error, render_warning

MANIFEST = """\
[workspace]
name = "demo"
channels = 3
platforms = ["linux-64", "linux-arm64"]

[dependencies]
python = "3.12.*"
\tnumpy = { version = "*",
  build = 3,
  channel = "日本語" }

[tasks]
a = "x"
b = "y"
"""
SOURCE = Source("pixi.toml", MANIFEST)
BLOCK = MANIFEST[MANIFEST.index("numpy") : MANIFEST.index("}") + 1]


def at(quoted: str, text: str = "", source: Source = SOURCE) -> Label:
    start = source.text.index(quoted)
    return Label(source, Span(start, start + len(quoted)), text)


def drawn(
    error: PixiError,
    *,
    width: int | None = 80,
    color: bool = False,
    unicode: bool = True,
) -> str:
    """Draw with a leading and a closing line break, as in the texts below."""
    text = render_error(error, width=width, color=color, unicode=unicode)
    assert all(line == line.rstrip() for line in text.splitlines())
    return f"\n{text}\n"


def test_error_alone_is_one_line() -> None:
    assert render_error(PixiError("no"), width=80, color=False) == "Error:   × no"


def test_one_label_is_underlined_with_its_remark() -> None:
    error = PixiError(
        "expected an array, found an integer",
        labels=[at("3", "channels are an array of strings")],
        help='write channels = ["conda-forge"]',
    )
    expected = """
Error:   × expected an array, found an integer
   ╭─[pixi.toml:3:12]
 1 │ [workspace]
 2 │ name = "demo"
 3 │ channels = 3
   ·            ┬
   ·            ╰── channels are an array of strings
 4 │ platforms = ["linux-64", "linux-arm64"]
 5 │
   ╰────
  help: write channels = ["conda-forge"]
"""
    assert drawn(error) == expected


def test_label_without_text_is_only_underlined() -> None:
    error = PixiError("unknown platform", labels=[at("linux-64")])
    expected = """
Error:   × unknown platform
   ╭─[pixi.toml:4:15]
 2 │ name = "demo"
 3 │ channels = 3
 4 │ platforms = ["linux-64", "linux-arm64"]
   ·               ────────
 5 │
 6 │ [dependencies]
   ╰────
"""
    assert drawn(error) == expected


def test_labels_stand_in_line_order_with_a_gap_between() -> None:
    error = PixiError(
        "platforms do not agree",
        labels=[
            at('"linux-arm64"', "unknown"),
            at('"x"', "used here"),
            at("platforms", "declared here"),
        ],
    )
    expected = """
Error:   × platforms do not agree
    ╭─[pixi.toml:4:26]
  2 │ name = "demo"
  3 │ channels = 3
  4 │ platforms = ["linux-64", "linux-arm64"]
    · ────┬────                ──────┬──────
    ·     │                          ╰── unknown
    ·     ╰── declared here
  5 │
  6 │ [dependencies]
    ⋮
 11 │
 12 │ [tasks]
 13 │ a = "x"
    ·     ─┬─
    ·      ╰── used here
 14 │ b = "y"
    ╰────
"""
    assert drawn(error) == expected


def test_single_hidden_line_is_shown_instead_of_a_gap() -> None:
    error = PixiError("twice", labels=[at("workspace"), at("dependencies")])
    expected = """
Error:   × twice
   ╭─[pixi.toml:1:2]
 1 │ [workspace]
   ·  ─────────
 2 │ name = "demo"
 3 │ channels = 3
 4 │ platforms = ["linux-64", "linux-arm64"]
 5 │
 6 │ [dependencies]
   ·  ────────────
 7 │ python = "3.12.*"
 8 │     numpy = { version = "*",
   ╰────
"""
    assert drawn(error) == expected


def test_labels_at_the_same_place_are_underlined_once() -> None:
    error = PixiError(
        "bad", labels=[at("3", "an integer"), at("3", "an integer"), at("3", "odd")]
    )
    expected = """
Error:   × bad
   ╭─[pixi.toml:3:12]
 1 │ [workspace]
 2 │ name = "demo"
 3 │ channels = 3
   ·            ┬
   ·            ╰── an integer
   ·                odd
 4 │ platforms = ["linux-64", "linux-arm64"]
 5 │
   ╰────
"""
    assert drawn(error) == expected


def test_remarks_below_the_same_column_share_their_bar() -> None:
    source = Source("a", "outer")
    error = PixiError(
        "bad", labels=[at("outer", "all", source), at("t", "middle", source)]
    )
    expected = """
Error:   × bad
   ╭─[a:1:1]
 1 │ outer
   · ──┬──
   ·   ├── middle
   ·   ╰── all
   ╰────
"""
    assert drawn(error) == expected


def test_block_has_arrows_beside_its_lines() -> None:
    error = PixiError("bad", labels=[at(BLOCK, "this table"), at("日本語", "wide")])
    expected = """
Error:   × bad
    ╭─[pixi.toml:8:2]
  6 │     [dependencies]
  7 │     python = "3.12.*"
  8 │ ╭─▶     numpy = { version = "*",
  9 │ │     build = 3,
 10 │ ├─▶   channel = "日本語" }
    · │                ───┬──
    · │                   ╰── wide
    · ╰──── this table
 11 │
 12 │     [tasks]
    ╰────
"""
    assert drawn(error) == expected


def test_blocks_in_blocks_stand_side_by_side() -> None:
    source = Source("a", "".join(f"line {number}\n" for number in range(1, 13)))
    error = PixiError(
        "bad",
        labels=[
            Label(source, Span(0, 70), "outer\nblock"),
            Label(source, Span(8, 20), "inner"),
            Label(source, Span(73, 84)),
        ],
    )
    expected = """
Error:   × bad
    ╭─[a:1:1]
  1 │ ╭──▶ line 1
  2 │ │╭─▶ line 2
  3 │ │├─▶ line 3
    · │╰──── inner
  4 │ │    line 4
  5 │ │    line 5
    ⋮ │
  8 │ │    line 8
  9 │ │    line 9
 10 │ ├──▶ line 10
    · ╰───── outer
    ·        block
 11 │ ╭──▶ line 11
 12 │ ╰──▶ line 12
    ╰────
"""
    assert drawn(error) == expected


def test_block_over_a_whole_line_ends_in_that_line() -> None:
    source = Source("a", "one\r\ntwo\r\nthree\r\n")
    error = PixiError("bad", labels=[at("one\r\n", "first", source)])
    expected = """
Error:   × bad
   ╭─[a:1:1]
 1 │ one
   · ─┬─
   ·  ╰── first
 2 │ two
 3 │ three
   ╰────
"""
    assert drawn(error) == expected


def test_place_without_characters_has_a_caret() -> None:
    error = PixiError("bad", labels=[Label(SOURCE, Span(11, 11), "here")])
    expected = """
Error:   × bad
   ╭─[pixi.toml:1:12]
 1 │ [workspace]
   ·            ▲
   ·            ╰── here
 2 │ name = "demo"
 3 │ channels = 3
   ╰────
"""
    assert drawn(error) == expected


def test_place_beyond_the_text_is_its_end() -> None:
    error = PixiError("bad", labels=[Label(Source("a", "x\n"), Span(7, 9), "end")])
    expected = """
Error:   × bad
   ╭─[a:2:1]
 1 │ x
 2 │
   · ▲
   · ╰── end
   ╰────
"""
    assert drawn(error) == expected


def test_empty_source_can_be_quoted() -> None:
    error = PixiError("bad", labels=[Label(Source("a", ""), Span(0, 0))])
    expected = """
Error:   × bad
   ╭─[a:1:1]
 1 │
   · ▲
   ╰────
"""
    assert drawn(error) == expected


def test_control_characters_are_replaced() -> None:
    source = Source("a", "x = '\x1b[2J\u202e'")
    error = PixiError("bad \x1b[31mred\x1b[0m \x07", labels=[at("'", "", source)])
    expected = """
Error:   × bad red �
   ╭─[a:1:5]
 1 │ x = '�[2J�'
   ·     ─
   ╰────
"""
    assert drawn(error) == expected


def test_each_source_has_a_snippet() -> None:
    other = Source("pyproject.toml", "[project]\n")
    error = PixiError("two", labels=[at("python"), at("project", "here", other)])
    expected = """
Error:   × two
   ╭─[pixi.toml:7:1]
 5 │
 6 │ [dependencies]
 7 │ python = "3.12.*"
   · ──────
 8 │     numpy = { version = "*",
 9 │   build = 3,
   ╰────
   ╭─[pyproject.toml:1:2]
 1 │ [project]
   ·  ───┬───
   ·     ╰── here
   ╰────
"""
    assert drawn(error) == expected


def test_long_line_is_cut_around_its_labels() -> None:
    source = Source("a", "日" * 150 + " = 'bad' " + "y" * 300)
    error = PixiError("bad", labels=[at("'bad'", "expected an array", source)])
    expected = """
Error:   × bad
   ╭─[a:1:154]
 1 │ …日日日日日日日日日日日日日日 = 'bad' yyyyyyyyyyyyyyyy…
   ·                                 ──┬──
   ·                                   ╰── expected an array
   ╰────
"""
    assert drawn(error, width=60) == expected


def test_label_cut_off_is_shown_at_the_edge() -> None:
    source = Source("a", "bad" + "日" * 150 + "worse")
    error = PixiError(
        "bad", labels=[at("bad", "one", source), at("worse", "two", source)]
    )
    expected = """
Error:   × bad
   ╭─[a:1:1]
 1 │ bad日日日日日日日日日日日日日日日 …
   · ─┬─                               ┬
   ·  │                                ╰── two
   ·  ╰── one
   ╰────
"""
    assert drawn(error, width=40) == expected


def test_long_remark_moves_the_line_and_wraps() -> None:
    source = Source("a", "name = 1 # and a comment that nearly fills the line")
    error = PixiError(
        "bad",
        labels=[at("line", "one two three four five six seven eight", source)],
    )
    expected = """
Error:   × bad
   ╭─[a:1:48]
 1 │ … nearly fills the line
   ·                    ──┬─
   ·                      ╰── one two three four five six
   ·                          seven eight
   ╰────
"""
    assert drawn(error, width=60) == expected


def test_snippet_is_cut_also_where_nothing_wraps() -> None:
    source = Source("a", "x" * 5000)
    text = drawn(PixiError("m " * 200, labels=[at("x", "", source)]), width=None)
    assert [len(line) for line in text.splitlines()] == [0, 410, 12, 200, 6, 8]


def test_no_width_is_too_small_to_draw_in() -> None:
    error = PixiError("one two three", labels=[at("日本語", "wide")], help="four five")
    assert drawn(error, width=0) == drawn(error, width=30)


def test_message_and_notes_wrap_beside_their_line() -> None:
    error = PixiError(
        "cannot solve the environment 'default' for the platform linux-64",
        notes=[
            "the index has no package that fits\n    numpy 2.*\n    python 3.8.*",
            "a https://example.org/very/long/address/that/cannot/be/wrapped end",
        ],
        help="choose another version of python or of numpy in pixi.toml",
    )
    expected = """
Error:   × cannot solve the environment
  │ 'default' for the platform linux-64
  ├─▶ the index has no package that fits
  │       numpy 2.*
  │       python 3.8.*
  ╰─▶ a
      https://example.org/very/long/address/that/cannot/be/wrapped
      end
  help: choose another version of python
        or of numpy in pixi.toml
"""
    assert drawn(error, width=40) == expected


def test_several_faults_stand_one_after_the_other() -> None:
    several = SeveralFaultsError(
        [
            PixiError("an integer", labels=[at("3", "expected an array")]),
            PixiError("unknown key 'nme'", help="did you mean 'name'?"),
        ]
    )
    expected = """
Error:   × an integer
   ╭─[pixi.toml:3:12]
 1 │ [workspace]
 2 │ name = "demo"
 3 │ channels = 3
   ·            ┬
   ·            ╰── expected an array
 4 │ platforms = ["linux-64", "linux-arm64"]
 5 │
   ╰────

Error:   × unknown key 'nme'
  help: did you mean 'name'?
"""
    assert drawn(several) == expected


def test_ascii_is_enough_to_draw_everything() -> None:
    error = PixiError(
        "bad",
        labels=[at("numpy = {", "a"), at(BLOCK.split('"日')[0], "b"), at("[tasks]")],
        notes=["first", "second"],
    )
    expected = """
Error:   x bad
  |-> first
  --> second
    ,-[pixi.toml:8:2]
  6 |     [dependencies]
  7 |     python = "3.12.*"
  8 | ,->     numpy = { version = "*",
    : |       ^^^^|^^^^
    : |           `-- a
  9 | |     build = 3,
 10 | |->   channel = "" }
    : `---- b
 11 |
 12 |     [tasks]
    :     ^^^^^^^
 13 |     a = "x"
 14 |     b = "y"
    `----
"""
    assert drawn(error, unicode=False).replace("日本語", "") == expected


def test_colors_do_not_change_the_layout() -> None:
    error = PixiError(
        "expected an array, found an integer of all things that there are",
        labels=[at("3", "here"), at(BLOCK, "there"), at("linux-64")],
        notes=["a", "b"],
        help="c",
    )
    colored = drawn(error, width=50, color=True)
    plain = drawn(error, width=50)
    for code in ("0", "2", "31", "32", "33", "35", "36"):
        colored = colored.replace(f"\x1b[{code}m", "")
    assert colored == plain


def test_colors_of_a_small_error() -> None:
    error = PixiError("bad", labels=[Label(Source("a", "x"), Span(0, 1), "t")])
    assert drawn(error, color=True) == (
        "\nError:   \x1b[31m×\x1b[0m bad\n"
        "   ╭─[\x1b[36ma:1:1\x1b[0m]\n"
        " \x1b[2m1\x1b[0m │ x\n"
        "   · \x1b[35m┬\x1b[0m\n"
        "   · \x1b[35m╰──\x1b[0m \x1b[35mt\x1b[0m\n"
        "   ╰────\n"
    )


def test_plain_warning_looks_like_a_log_line() -> None:
    text = render_warning(
        "the option is deprecated and does nothing", width=30, color=False
    )
    expected = """
 WARN the option is deprecated
      and does nothing
"""
    assert f"\n{text}\n" == expected


def test_warning_with_a_label_looks_like_an_error() -> None:
    text = render_warning(
        "deprecated", (at("python"),), "leave it out", width=30, color=False
    )
    expected = """
  ⚠ deprecated
   ╭─[pixi.toml:7:1]
 5 │
 6 │ [dependencies]
 7 │ python = "3.12.*"
   · ──────
 8 │     numpy = { version = …
 9 │   build = 3,
   ╰────
  help: leave it out
"""
    assert f"\n{text}\n" == expected


def test_warning_in_ascii() -> None:
    text = render_warning("old", help="stop", width=80, color=False, unicode=False)
    assert text == "  ! old\n  help: stop"


@pytest.mark.parametrize("seed", range(200))
def test_any_labels_fit_into_any_width(seed: int) -> None:
    chance = random.Random(seed)
    text = "".join(chance.choices("ab \t\r\n日\u0301\x1b", k=chance.randrange(200)))
    source = Source("a", text)
    labels = [
        Label(source, Span(chance.randint(-2, 210), chance.randint(-2, 210)))
        for _ in range(chance.randint(1, 8))
    ]
    width = chance.randint(-1, 90)
    rows = render_error(PixiError("m", labels=labels), width=width, color=False)
    blocks = rows.count("▶")
    assert all(width_of(row) <= max(width, 30) + blocks for row in rows.splitlines())
