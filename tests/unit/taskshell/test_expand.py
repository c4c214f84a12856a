from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pypixi.taskshell.expand import Expander, home_of
from pypixi.taskshell.failures import CommandError
from pypixi.taskshell.grammar.nodes import Pipeline, Simple
from pypixi.taskshell.parser import parse
from pypixi.taskshell.state import State

if TYPE_CHECKING:
    from pathlib import Path

    from pypixi.taskshell.grammar.nodes import Script


def expanded(text: str, state: State, output: str = "") -> list[str]:
    """Return the words of a command; substitutions have the output given."""
    step = parse(f"go {text}").items[0].first
    assert isinstance(step, Pipeline)
    body = step.commands[0].body
    assert isinstance(body, Simple)

    def capture(_: Script) -> str:
        return output

    return Expander(state, capture).words(body.words[1:])


def state(**variables: str) -> State:
    return State({"HOME": "/home/u v", **variables}, "/", "linux")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("$X", ["a", "b"]),
        ("-$X-", ["-a", "b-"]),
        ("-$X$X-", ["-a", "ba", "b-"]),
        ('"$X"', ["a b"]),
        ('"<$X>"', ["<a b>"]),
        ("$T", ["a\tb\n"]),
        ("$NO", []),
        ('"$NO"', [""]),
        ("''$NO", [""]),
        ("$BLANK", []),
        ('a$BLANK"b"', ["ab"]),
        ("$?", []),
        ("~", ["/home/u", "v"]),
        ('"~/x"', ["/home/u v/x"]),
        ("{$X,c}d", ["a", "bd", "cd"]),
        ("{a,b}{1,2}", ["a1", "a2", "b1", "b2"]),
        ("{a,{b,c}}x", ["ax", "bx", "cx"]),
        ("{3..1}{c..a..1}", ["3{c..a..1}", "2{c..a..1}", "1{c..a..1}"]),
        ("{c..a}", ["c", "b", "a"]),
        ("{,a}", ["a"]),
        ("'{a,b}'", ["{a,b}"]),
    ],
)
def test_word_expands(text: str, words: list[str]) -> None:
    known = state(X="  a   b ", T="a\tb\n", BLANK="  ")
    assert expanded(text, known) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("$(x)", ["a", "b", "c\u00a0d"]),
        ('"$(x)"', ["a b c\u00a0d"]),
        ("a`x`", ["aa", "b", "c\u00a0d"]),
    ],
)
def test_output_is_one_line(text: str, words: list[str]) -> None:
    assert expanded(text, state(), "\n\u2003a\r\n\t b  c\u00a0d\n\n") == words


def test_status_is_known_after_the_first_command() -> None:
    known = state()
    known.status = 3
    assert expanded('$? "$?"', known) == ["3", "3"]


def test_home_is_that_of_the_user_where_no_variable_says_so() -> None:
    known = State({}, "/", "linux")
    assert home_of(known).startswith("/")
    windows = State({"UserProfile": "C:\\u"}, "C:\\", "win32")
    assert home_of(windows) == "C:\\u"


@pytest.mark.parametrize(
    ("text", "options", "words"),
    [
        ("*.x", {"nullglob"}, []),
        ("*.x", set(), ["*.x"]),
        ("a[", {"nullglob"}, []),
        ("'*'", {"nullglob"}, ["*"]),
        ("$X", {"nullglob"}, []),
        ('"$X"', {"nullglob"}, ["*.x"]),
    ],
)
def test_word_without_matches(
    tmp_path: Path, text: str, options: set[str], words: list[str]
) -> None:
    known = State({"X": "*.x"}, str(tmp_path), "linux")
    known.options |= options
    assert expanded(text, known) == words


def test_word_without_matches_may_be_a_fault(tmp_path: Path) -> None:
    known = State({}, str(tmp_path), "linux")
    known.options |= {"failglob", "nullglob"}
    with pytest.raises(CommandError) as caught:
        expanded("a'*'*", known)
    assert caught.value.message == "glob: no matches found 'a**'"


@given(st.text(st.sampled_from("ab \t*?[]~{},$"), max_size=8))
@settings(deadline=None)
def test_quoted_variable_keeps_all_but_blanks(value: str) -> None:
    known = State({"X": value}, "/nowhere", "linux")
    assert expanded('"$X"', known) == [" ".join(filter(None, value.split(" ")))]
