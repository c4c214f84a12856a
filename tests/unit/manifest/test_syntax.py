from __future__ import annotations

import pytest
import tomli

from pypixi.manifest.syntax import Explanation, explain, explain_limit


def explained(text: str) -> Explanation:
    with pytest.raises(tomli.TOMLDecodeError) as caught:
        tomli.loads(text)
    return explain(text, caught.value.pos, caught.value.msg)


def marked(text: str) -> list[tuple[str, str]]:
    return [
        (text[remark.span.start : remark.span.end], remark.text)
        for remark in explained(text).remarks
    ]


# One text for each message of the parser.
@pytest.mark.parametrize(
    ("text", "meaning", "advice"),
    [
        ("a b = 1", "'=' was expected here", "write one `key = value`"),
        ("a = 1 2", "the line should end here", "write one `key = value`"),
        ("= 1", "neither a key nor a table", "a comment begins with `#`"),
        ("a. = 1", "a key was expected here", "stands in quotation marks"),
        ("[a", "the name of the table should end", "write a table as [name]"),
        ("[[a]", "the name of the table should end", "write a table as [name]"),
        ("a = [1 2]", "',' or ']' was expected", "close the array with `]`"),
        ("a = {b = 1 c = 2}", "',' or '}' was expected", "close the table with `}`"),
        ("a = ]", "this is not a value", "a text stands in quotation marks"),
        ("a = 2025-02-30", "there is no such date", 'write a = "2025-02-30"'),
        ('a = "\\q"', "this escape sequence is not known", "single quotes"),
        ('a = "\\u12"', "a number in base 16", "single quotes"),
        ('a = "\\uD800"', "there is no such character", "single quotes"),
        ('a = "b\nc', "the text does not end on its line", "closing quotation mark"),
        ('a = "b', "the text has no end", "closing quotation mark"),
        ("a = 'b", "the text has no end", "closing quotation mark"),
        ("a = '''b", "the text has no end", "closing quotation mark"),
        ("a = 1 # \0", "this character cannot stand here", "take it out"),
        ('a = "\0"', "this character cannot stand here", "take it out"),
        ("a = {b = 1}\n[a.c]", "this table was there already", "in one place"),
        ("a = {b = 1}\na.c = 1", "a table that is complete", "in one place"),
        ("a = 1\n[a.b]", "this was given a value already", "in one place"),
        ("[[a]]\n[a]", "this table was there already", "in one place"),
    ],
)
def test_message_of_the_parser_is_put_into_words(
    text: str, meaning: str, advice: str
) -> None:
    found = explained(text)
    (remark,) = found.remarks
    assert meaning in remark.text
    assert advice in found.help


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("a = 1\nb = 2\na = 3\n", "a"),
        ("[a]\n[b]\n[a]\n", "a"),
        ("[a]\nb = 1\n[a]\nb = 1\n", "a"),
        ("[a]\nb = 1\nb = [\n1]\n", "b"),
        ("[a.'b']\n[a.'b']\n", "a.'b'"),
        ("a = { b = 1, b = 2 }\n", "b"),
        ("['é']\nb = 1\nb = 1\n", "b"),
        ("[[x]]\na = 1\n[[x]]\na = 1\na = 2\n", "a"),
    ],
)
def test_what_is_written_twice_is_shown_twice(text: str, key: str) -> None:
    assert marked(text) == [(key, "written again"), (key, "first written")]
    again, first = explained(text).remarks
    assert first.span.start < again.span.start


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("a = [1\n\nb = 2\n", 6),
        ("a = { b = 1\nc = 2\n", 11),
        ("a = [1 # one\nb = 2\n", 13),  # not in the comment
        ("a = [1 2]", 7),
    ],
)
def test_bracket_is_missing_where_the_line_goes_on(text: str, at: int) -> None:
    (remark,) = explained(text).remarks
    assert remark.span.start == at


@pytest.mark.parametrize(
    ("line", "advice"),
    [
        ('name: "reef"', 'write name = "reef"'),
        ("python = 3.12.*", 'write python = "3.12.*"'),
        ("python = >=3.11,<3.13 # why", 'write python = ">=3.11,<3.13"'),
        ("  editable = True", "write editable = true"),
        ("a.b = main", 'write a.b = "main"'),
        ("a = b c", 'a text stands in quotation marks: key = "text"'),
        ("a = ['b', c]", 'a text stands in quotation marks: key = "text"'),
    ],
)
def test_text_without_quotation_marks_is_written_with_them(
    line: str, advice: str
) -> None:
    assert explained(f"x = 1\n{line}\ny = 1\n").help == advice


def test_message_that_nobody_knows_is_told_as_it_is() -> None:
    found = explain("abc", 1, "Something new")
    assert [remark.text for remark in found.remarks] == ["Something new"]


def test_place_behind_the_end_is_the_end() -> None:
    (remark,) = explain("abc", 7, "Something new").remarks
    assert (remark.span.start, remark.span.end) == (3, 3)


def test_limit_that_cannot_be_found_is_told_at_the_start() -> None:
    (remark,) = explain_limit("a = 1").remarks
    assert (remark.span.start, remark.span.end) == (0, 1)
