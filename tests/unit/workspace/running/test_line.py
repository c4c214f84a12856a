"""Lines are split into words as the original does it."""

from __future__ import annotations

import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pypixi.workspace.running.line import UnbalancedQuotesError, split_line


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("", []),
        (" \t\n", []),
        ("a  b\tc\nd", ["a", "b", "c", "d"]),
        ("a\rb", ["a\rb"]),
        ("'a  b' \"c  d\"", ["a  b", "c  d"]),
        ("a'b'\"c\"d", ["abcd"]),
        ("'' \"\"", ["", ""]),
        (r"'a\b'", [r"a\b"]),
        (r"a\ b \'", ["a b", "'"]),
        (r'"\$\`\"\\\n"', [r"$`" + r'"\\n']),
        ('a\\\nb "c\\\nd"', ["ab", "cd"]),
        ("a # b\nc", ["a", "c"]),
        ("#a", []),
        ("a#b 'c'#d", ["a#b", "c#d"]),
    ],
)
def test_line_is_split(line: str, words: list[str]) -> None:
    assert split_line(line) == words


@pytest.mark.parametrize("line", ["'a", '"a', "a\\", '"a\\', "a 'b\" c"])
def test_open_quotes_are_an_error(line: str) -> None:
    with pytest.raises(UnbalancedQuotesError):
        split_line(line)


@given(st.lists(st.text()))
def test_quoted_words_come_back(words: list[str]) -> None:
    assert split_line(shlex.join(words)) == words
