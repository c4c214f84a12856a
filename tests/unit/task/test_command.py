"""The text that the task shell is given."""

from __future__ import annotations

import shutil
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pypixi.task.command import (
    joined_words,
    raw_command,
    rendered_command,
    task_script,
)
from pypixi.taskshell.literal import literal_words

from .samples import task, variables

_SH = shutil.which("sh")
_needs_sh = pytest.mark.skipif(_SH is None, reason="there is no POSIX shell")
_TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))


@pytest.mark.parametrize(
    ("words", "joined"),
    [
        (["a", "-x"], "a -x"),
        (["a", ""], 'a ""'),
        (["a b", "c\td", "e\nf", "g\rh"], '"a b" "c\td" "e\nf" "g\rh"'),
        (["[a]", "b]"], '"[a]" "b]"'),
        (['a "b" \\c'], r'"a \"b\" \\c"'),
        (['a"b', "c\\d", "e'f"], "a\"b c\\d e'f"),
        (["$VAR", "*", ";", "&&", "|"], "$VAR * ; && |"),
    ],
)
def test_words_of_a_list_are_quoted_one_by_one(words: list[str], joined: str) -> None:
    assert joined_words(words) == joined


@pytest.mark.parametrize(
    ("value", "command"),
    [
        ('"make {{ a }}"', "make 1 2"),
        ("'''\n  one\n  two {{ a }}\n'''", "one\n  two 1 2"),
        ('{ cmd = ["echo", "{{ a }}", "$X"] }', 'echo "1 2" $X'),
        ('{ depends-on = ["x"] }', ""),
    ],
)
def test_command_is_rendered(value: str, command: str) -> None:
    assert rendered_command(task(value), variables(a="1 2")) == command


@pytest.mark.parametrize(
    ("value", "command"),
    [
        ('"make {{ a }}"', "make {{ a }}"),
        ('{ cmd = ["echo", "{{ a }}"] }', "echo {{ a }}"),
        ("{}", ""),
    ],
)
def test_raw_command_keeps_its_templates(value: str, command: str) -> None:
    assert raw_command(task(value)) == command


@pytest.mark.parametrize(
    ("extra", "script"),
    [
        (["x", "a b"], "make 'x' 'a b'"),
        (["it's"], "make 'it'\"'\"'s'"),
        (["$HOME", "*", ""], "make '$HOME' '*' ''"),
    ],
)
def test_further_words_are_literal(extra: list[str], script: str) -> None:
    assert task_script("make", extra) == script


def test_further_words_go_behind_the_last_line() -> None:
    assert task_script("one\ntwo", ["x"]) == "one\ntwo 'x'"


@pytest.mark.parametrize(
    ("value", "line"),
    [
        ("1", 'export "A=1";'),
        ('say "hi" $X', 'export "A=say \\"hi\\" $X";'),
        ("C:\\dir\\\\", "export \"A=C:\\dir\"'\\\\';"),
        ("", 'export "A=";'),
    ],
)
def test_variables_are_set_in_front(value: str, line: str) -> None:
    assert task_script("make", (), {"A": value}) == f"{line}\nmake"


@_needs_sh
@given(st.lists(_TEXT, min_size=1, max_size=4))
def test_shell_gives_back_literal_words(words: list[str]) -> None:
    script = f"printf '%s\\0' {literal_words(words)}"
    done = subprocess.run(["sh", "-c", script], capture_output=True, check=True)
    assert done.stdout.decode() == "".join(f"{word}\0" for word in words)
