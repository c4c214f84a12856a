"""What files of variables set."""

from __future__ import annotations

from pathlib import Path

import pytest

from pypixi.workspace.running.env_file import EnvFileSyntaxError, parse_env_file


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("A=1", "1"),
        ("  export A = 1 2  # told", "1 2"),
        ("A=", ""),
        ("A= # nothing", ""),
        ("A=a#b", "a#b"),
        ("A='a # b' # c", "a # b"),
        ("A='$B \\n'", "$B \\n"),
        ("A=$B", "$B"),
        ('A="a\\n\\"b\\" \\$C"', 'a\n"b" $C'),
        ('A="two\nlines"', "two\nlines"),
        ("A=b=c\r\n", "b=c"),
        ("# B=2\n\nA=it's", "it's"),
        ("A=first\nA=last", "last"),
    ],
)
def test_line_sets_a_variable(line: str, value: str) -> None:
    assert parse_env_file(Path("x"), line) == {"A": value}


@pytest.mark.parametrize("text", ["", "\n \n", "# only", "\t# only\r\n"])
def test_file_may_set_nothing(text: str) -> None:
    assert parse_env_file(Path("x"), text) == {}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("A", 1),
        ("A=1\n=2", 2),
        ("A=1\n\n1A=2", 3),
        ("A='open", 1),
        ('A="open\nB=1', 1),
        ("A='a' b", 1),
        ("A=\0", 1),
    ],
)
def test_line_that_means_nothing_is_refused(text: str, line: int) -> None:
    with pytest.raises(EnvFileSyntaxError, match=f"^line {line} of 'x' sets no"):
        parse_env_file(Path("x"), text)
