from __future__ import annotations

import shlex

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pypixi.errors import PixiError
from pypixi.taskshell.plain import (
    ShellFeatureError,
    UnclosedQuoteError,
    plain_words,
)


@pytest.mark.parametrize(
    ("command", "words"),
    [
        pytest.param("pytest", ["pytest"], id="one word"),
        pytest.param("pytest  -x\t tests", ["pytest", "-x", "tests"], id="blanks"),
        pytest.param("  go  ", ["go"], id="blanks about it"),
        pytest.param("go\u00a0on", ["go", "on"], id="white space of any script"),
        pytest.param("\n  go on\n", ["go", "on"], id="line breaks about it"),
        pytest.param("go 'a  b' c", ["go", "a  b", "c"], id="single quotes"),
        pytest.param('go "a  b" c', ["go", "a  b", "c"], id="double quotes"),
        pytest.param("go '' \"\"", ["go", "", ""], id="empty words"),
        pytest.param("a\"b c\"'d'e", ["ab cde"], id="pieces join to one word"),
        pytest.param("'a'\"'\"", ["a'"], id="quote in the other quotes"),
        pytest.param('go "it\'s"', ["go", "it's"], id="apostrophe"),
        pytest.param(
            "go '$X `y` ~ * ? [z] {a,b} | & ; < > ( ) # \\ !'",
            ["go", "$X `y` ~ * ? [z] {a,b} | & ; < > ( ) # \\ !"],
            id="single quotes hide everything",
        ),
        pytest.param(
            'go "* ? [z] {a,b} | & ; < > ( ) # !"',
            ["go", "* ? [z] {a,b} | & ; < > ( ) # !"],
            id="double quotes hide globs and operators",
        ),
        pytest.param("go 'a\nb'", ["go", "a\nb"], id="line break in quotes"),
        pytest.param("go a#b x#", ["go", "a#b", "x#"], id="# within a word"),
        pytest.param("go a~b x~ 'y'~", ["go", "a~b", "x~", "y~"], id="~ within a word"),
        pytest.param('go "a~b"', ["go", "a~b"], id="~ within quotes"),
        pytest.param("go a=1 --x=y", ["go", "a=1", "--x=y"], id="= in an argument"),
        pytest.param("-x=1 a", ["-x=1", "a"], id="= behind what is no name"),
        pytest.param("go if for !", ["go", "if", "for", "!"], id="reserved argument"),
        pytest.param("'if' x", ["if", "x"], id="quoted reserved word"),
        pytest.param("iffy", ["iffy"], id="word that begins like a reserved one"),
        pytest.param("go ] } % ^ @ + , : é", ["go", *"]}%^@+,:é"], id="plain signs"),
    ],
)
def test_words_are_those_of_the_task_shell(command: str, words: list[str]) -> None:
    assert plain_words(command) == words


@pytest.mark.parametrize(
    ("command", "feature"),
    [
        ("echo $HOME", "variables and command substitutions"),
        ("echo $(date)", "variables and command substitutions"),
        ('echo "$HOME"', "variables and command substitutions"),
        ("echo `date`", "command substitutions"),
        ('echo "`date`"', "command substitutions"),
        ("a | b", "pipes"),
        ("a && b", "`&&` and background commands"),
        ("a || b", "pipes"),
        ("a &", "`&&` and background commands"),
        ("a; b", "several commands"),
        ("a > f", "redirects"),
        ("a 2>&1", "redirects"),
        ("a < f", "redirects"),
        ("(a)", "subshells"),
        ("a)", "subshells"),
        ("ls *.py", "globs"),
        ("ls a?", "globs"),
        ("ls [ab]", "globs"),
        ("echo {a,b}", "braces"),
        ("~/tool", "home directories (`~`)"),
        ("ls ~", "home directories (`~`)"),
        ('ls "~/x"', "home directories (`~`)"),
        ('ls a"~"', "home directories (`~`)"),
        ("go # why", "comments"),
        ("# why", "comments"),
        ("a\nb", "several lines"),
        ("a\r\nb", "several lines"),
        ("a b\\ c", "escapes"),
        ('a "b\\"c"', "escapes"),
        ("X=1 go", "variables set before a command"),
        ("X=1", "variables set before a command"),
        ("1=2 go", "variables set before a command"),
        ("! go", "negated commands"),
        ("!go", "negated commands"),
        ("if true", "commands made with `if`"),
        ("for x in y", "commands made with `for`"),
    ],
)
def test_feature_of_the_shell_is_refused_by_name(command: str, feature: str) -> None:
    with pytest.raises(ShellFeatureError) as caught:
        plain_words(command)
    error = caught.value
    assert error.message == f"failed to parse shell script. Task: '{command}'"
    assert error.notes == (f"{feature} are not supported yet",)
    assert error.help == (
        "write the task as one plain command of words and quotes, or put the rest into"
        " a script"
    )


@pytest.mark.parametrize(
    ("command", "note"),
    [
        ("go 'a", "Expected closing single quote."),
        ('go "a', "Expected closing double quote."),
        ("it's", "Expected closing single quote."),
        ("go '", "Expected closing single quote."),
    ],
)
def test_quote_must_be_closed(command: str, note: str) -> None:
    with pytest.raises(UnclosedQuoteError) as caught:
        plain_words(command)
    assert caught.value.message == f"failed to parse shell script. Task: '{command}'"
    assert caught.value.notes == (note,)


@pytest.mark.parametrize("command", ["", "  ", "\t", "\n"])
def test_command_must_have_a_word(command: str) -> None:
    with pytest.raises(PixiError) as caught:
        plain_words(command)
    assert caught.value.message == "failed to parse shell script. Task: ''"
    assert caught.value.notes == ("Empty command.",)


words = st.lists(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
    min_size=1,
    max_size=4,
).filter(lambda found: found[0] != "" and "=" not in found[0])


def in_single_quotes(word: str) -> str:
    return "'" + word.replace("'", "'\"'\"'") + "'"


@given(words)
@settings(deadline=None)
def test_quoted_words_come_back(expected: list[str]) -> None:
    assert plain_words(" ".join(map(in_single_quotes, expected))) == expected


@given(st.text(st.sampled_from("ab '\" \t~#!$\\*=-{"), max_size=12))
@settings(deadline=None)
def test_accepted_command_means_the_same_to_a_posix_shell(command: str) -> None:
    try:
        found = plain_words(command)
    except PixiError:
        return
    assert found == shlex.split(command)
