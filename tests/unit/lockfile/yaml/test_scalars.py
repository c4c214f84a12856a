from __future__ import annotations

import math

import pytest

from pypixi.lockfile.write import format_lock_file
from pypixi.lockfile.yaml.scalars import resolve_plain, unquote
from pypixi.lockfile.yaml.spelling import format_key, format_text
from unit.lockfile.judge import judged, parse
from unit.lockfile.samples import binary, lock

PLAIN_WORDS = """
a MIT 1.10.0 1.3_31 1_000 1:30 2020-01-01 yes no on off y n nULL tRue nan inf
-inf -.nan 0xg 0X1F 0o8 0b2 0x 1e e3 1e999 -1e999 .e3 . .1. 09a -a -- ?a :a
<< = ~a a:b a#b 0x1ffffffffffffffffffffffffffffffff
x[version='>=1'] a'b a"b a,b a] a{b} https://h.org/x a\\b é 😀
"""
PLAIN = PLAIN_WORDS.split()
PLAIN_WITH_BLANKS = ("numpy >=1", "a  b", "a, b", "a# b", "nbsp\u00a0", "a\u200bb")
SINGLE_WORDS = """
null Null NULL ~ true True TRUE false False FALSE 0 1 -1 +1 -0 007 -007 00 08 1.0 1.10
1. .5 -.5 00.5 01e3 1e3 -2E4 1e+3 .inf .Inf +.INF -.inf .nan .NaN .NAN 0x1F
-0x1f 0o17 0b11 12345678901234567890123456789012345678901234567890
- ? : :: a: --- ---x ... .... &
*a !x | >=3.9 @a `a %a "a" 'a' [a] {a} ,a ] # 0xffffffffffffffffffffffffffffffff
"""
SINGLE = SINGLE_WORDS.split()
SINGLE_WITH_BLANKS = ("", " a", "a ", "lib: 3", "a #b", "- a", "? a", ": a", "--- a")
DOUBLE = {
    "\t": r'"\t"',
    "a\tb": r'"a\tb"',
    "\x00\x07\x08\x0b\x0c\r\x1b": r'"\0\a\b\v\f\r\e"',
    '\x01"\\': r'"\x01\"\\"',
    "\x7f\x9f\x85": r'"\x7F\x9F\N"',
    "\ufeff\ufffe": r'"\uFEFF\uFFFE"',
    "a \nb": r'"a \nb"',
    "a\n ": r'"a\n "',
    " \u2028": r'" \L"',
    "a\u2029 b": r'"a\P b"',
}
BLOCKS = {
    "a\n": "|\n    a",
    "a\nb": "|-\n    a\n    b",
    "a\nb\n\n": "|+\n    a\n    b\n",
    " a\nb": "|2-\n     a\n    b",
    "\n": "|2+\n",
    "\n\n": "|2+\n\n",
    "\na": "|2-\n\n    a",
    "a\n\n b": "|-\n    a\n\n     b",
    "- a: #\n---": "|-\n    - a: #\n    ---",
}
SEPARATED = ("a\u2028b", "\u2028", "it's\u2028\u2029'x", "1\u2028")
BREAKS = {*"\n\r\x85\u2028\u2029"}
ODD = (
    *PLAIN,
    *PLAIN_WITH_BLANKS,
    *SINGLE,
    *SINGLE_WITH_BLANKS,
    *DOUBLE,
    *BLOCKS,
    *SEPARATED,
)


@pytest.mark.parametrize("text", [*PLAIN, *PLAIN_WITH_BLANKS])
def test_text_that_is_clearly_text_stands_bare(text: str) -> None:
    assert format_text(text, 4) == text


@pytest.mark.parametrize("text", [*SINGLE, *SINGLE_WITH_BLANKS])
def test_text_that_reads_as_something_else_is_quoted(text: str) -> None:
    assert format_text(text, 4) == "'" + text.replace("'", "''") + "'"


@pytest.mark.parametrize(("text", "spelled"), DOUBLE.items(), ids=ascii)
def test_unprintable_text_is_escaped(text: str, spelled: str) -> None:
    assert format_text(text, 4) == spelled


@pytest.mark.parametrize(("text", "spelled"), BLOCKS.items(), ids=ascii)
def test_several_lines_become_a_literal_block(text: str, spelled: str) -> None:
    assert format_text(text, 4) == spelled


def test_engine_spells_all_odd_texts_alike() -> None:
    text = format_lock_file(
        lock(
            binary(
                depends=ODD,
                extra_depends={key: () for key in ODD if not BREAKS & {*key}},
                license=ODD[-1],
            )
        )
    )
    assert judged(text) == text


@pytest.mark.parametrize("text", ODD, ids=ascii)
def test_odd_text_is_read_back(text: str) -> None:
    written = lock(binary(depends=("a", text), license=text, license_family=text))
    assert parse(format_lock_file(written)) == written


@pytest.mark.parametrize("text", [text for text in ODD if text], ids=ascii)
def test_odd_key_is_read_back(text: str) -> None:
    written = lock(binary(extra_depends={text: ("a",)}))
    assert parse(format_lock_file(written)) == written


def test_key_of_several_lines_takes_one_line() -> None:
    assert format_key("a\nb\u2028") == r'"a\nb\L"'


def test_lines_with_unicode_separators_are_escaped() -> None:
    # The original writes a literal block in which the next key hangs on a separator.
    assert format_text("a\nb\u2028", 4) == r'"a\nb\L"'


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", 1),
        ("-12", -12),
        ("0x1f", 31),
        ("1.5", 1.5),
        ("1e3", 1000.0),
        ("~", None),
        ("", None),
        ("true", True),
        ("False", False),
        ("007", "007"),
        ("1.2.3", "1.2.3"),
        ("1e999", "1e999"),
        ("9" * 5000, "9" * 5000),
    ],
)
def test_bare_text_means_what_yaml_says(text: str, value: object) -> None:
    assert resolve_plain(text) == value


def test_bare_nan_is_a_number() -> None:
    found = resolve_plain(".nan")
    assert isinstance(found, float)
    assert math.isnan(found)


@pytest.mark.parametrize(
    "text",
    ["'a", "'", "'a'b'", '"', '"a', r'"\q"', r'"\x1"', r'"\uD800"', r'"\UFFFFFFFF"'],
)
def test_wrong_quotes_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        unquote(text)
