from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pypixi.prefix import quoting
from pypixi.prefix.quoting import (
    bash_value,
    bash_word,
    cmd_assignment,
    cmd_path,
    cmd_reference_assignment,
    is_variable_name,
    nushell_value,
    nushell_word,
    powershell_value,
    powershell_word,
    prompt_text,
)
from support import shells
from unit.prefix.bash import printed

if TYPE_CHECKING:
    from pathlib import Path

ENVIRON = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": "/nonexistent"}
ODD = "$`\"'\\ \t\n;&|<>()*?[]{}~#!%=é"
texts = st.text(
    st.sampled_from(ODD) | st.characters(exclude_categories=["Cs", "Cc"]), max_size=20
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("", "''"),
        ("/ws/.pixi/envs/default", "/ws/.pixi/envs/default"),
        ("a b", "'a b'"),
        ("it's", "'it'\"'\"'s'"),
        ("a\nb", "'a\nb'"),
        ("~", "'~'"),
        ("é", "'é'"),
        ("$HOME", "'$HOME'"),
        ("`id`", "'`id`'"),
    ],
)
def test_word_is_quoted_where_needed(value: str, text: str) -> None:
    assert bash_word(value) == text


@given(st.lists(texts, max_size=5))
@settings(deadline=None)
def test_bash_takes_a_word_for_exactly_its_value(values: list[str]) -> None:
    assert printed(map(bash_word, values)) == values


@given(st.lists(texts.map(lambda text: text.replace("$", "")), max_size=5))
@settings(deadline=None)
def test_bash_takes_a_value_without_a_dollar_for_itself(values: list[str]) -> None:
    assert printed(map(bash_value, values)) == values


@given(st.lists(texts.map(lambda text: text.replace("`", "").replace("\\", "/"))))
@settings(deadline=None)
def test_dollar_of_no_variable_stays(values: list[str]) -> None:
    values = [f"{value.replace('$', '')}$" for value in values]
    assert printed(map(bash_value, values)) == values


@pytest.mark.parametrize(
    ("value", "expanded"),
    [
        ("$WHO", "you"),
        ("${WHO}r", "your"),
        ("$WHO and $WHO", "you and you"),
        ('"$WHO"', '"you"'),
        ("'$WHO'", "'you'"),
        ("$NOBODY", ""),
        ("  $WHO * ", "  you * "),
        ("$WHO;false", "you;false"),
        ("$(echo hi)", "hi"),
        # As with the original: the backslash hides the dollar.
        ("C:\\dir\\$WHO", "C:\\dir$WHO"),
        ("$WHO\\", "you\\"),
        ("$WHO\\\\", "you\\\\"),
        ('$WHO\\"', 'you\\"'),
        ('\\";false;"$WHO', '\\";false;"you'),
    ],
)
def test_value_may_refer_to_other_variables(value: str, expanded: str) -> None:
    assert printed([bash_value(value)], {"WHO": "you"}) == [expanded]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("PATH", True),
        ("a b", True),
        ("ProgramFiles(x86)", True),
        ("", False),
        ("A=B", False),
        ("A\nB", False),
        ("A\0", False),
        ("A\x7f", False),
    ],
)
def test_variable_may_be_called_so(name: str, expected: bool) -> None:
    assert is_variable_name(name) is expected


@pytest.mark.parametrize("name", ["zsh", "fish", "xonsh"])
def test_shell_takes_a_word_for_exactly_its_value(name: str, tmp_path: Path) -> None:
    word = getattr(quoting, f"{name}_word")

    @given(st.lists(texts, min_size=30, max_size=60))
    @settings(deadline=None, max_examples=8)
    def check(values: list[str]) -> None:
        found = shells.printed(name, map(word, values), ENVIRON, tmp_path)
        assert found == values

    check()


@pytest.mark.parametrize("name", ["zsh", "fish", "xonsh"])
def test_shell_expands_variables_as_bash_does(name: str, tmp_path: Path) -> None:
    """Commands left aside: those that are no kin of bash take them as text."""
    value = getattr(quoting, f"{name}_value")
    pieces = st.sampled_from(["$WHO", "${WHO}", "$NOBODY", *"\\\"' é\n:[1]ex;&|"])

    @given(st.lists(st.lists(pieces).map("".join), min_size=30, max_size=60))
    @settings(deadline=None, max_examples=8)
    def check(values: list[str]) -> None:
        expected = printed(map(bash_value, values), {"WHO": "y \\ou"})
        env = {**ENVIRON, "WHO": "y \\ou"}
        assert shells.printed(name, map(value, values), env, tmp_path) == expected

    check()


@pytest.mark.parametrize(
    ("value", "word", "expanded"),
    [
        ("plain", '"plain"', '"plain"'),
        ('a "b" \\', '"a \\"b\\" \\\\"', '"a \\"b\\" \\\\"'),
        ("a\nb\t\x1b", '"a\\nb\\t\\u{1b}"', '"a\\nb\\t\\u{1b}"'),
        (
            "x$WHO:y",
            '"x$WHO:y"',
            '"x" + ($env.WHO? | default \'\' | into string) + ":y"',
        ),
        ("5$", '"5$"', '"5$"'),
    ],
)
def test_nushell_text_follows_its_rules(value: str, word: str, expanded: str) -> None:
    """Of Nushell's double quotes: escapes are those of JSON and `\\u{…}`."""
    assert nushell_word(value) == word
    assert nushell_value(value) == f"({expanded})"


@pytest.mark.parametrize(
    ("value", "word", "expanded"),
    [
        ("plain", "'plain'", '"plain"'),
        ("it's \u2018so\u2019", "'it''s \u2018\u2018so\u2019\u2019'", None),
        ("$(x) `y` $WHO", "'$(x) `y` $WHO'", '"`$(x) ``y`` ${Env:WHO}"'),
        ('say "hi" \u201ca', "'say \"hi\" \u201ca'", '"say `"hi`" `\u201ca"'),
        ("a\\$WHO", "'a\\$WHO'", '"a`$WHO"'),
    ],
)
def test_powershell_text_follows_its_rules(
    value: str, word: str, expanded: str | None
) -> None:
    """Quotes are doubled within single quotes, escaped by ` within double ones."""
    assert powershell_word(value) == word
    if expanded is not None:
        assert powershell_value(value) == expanded


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("plain", '"A=plain"'),
        ("50 % & more", '"A=50 %% & more"'),
        ("two\nlines", '"A=two lines"'),
        ('a" & calc & "b', 'A=a^" ^& calc ^& ^"b'),
        ('"^<(%PATH%)>|', 'A=^"^^^<^(%%PATH%%^)^>^|'),
        ("$WHO", '"A=$WHO"'),
    ],
)
def test_text_of_batch_files_follows_its_rules(value: str, text: str) -> None:
    """A quote would end the protection of the others: carets take its place."""
    assert cmd_assignment("A", value) == text


def test_batch_files_expand_variables_between_percent_signs() -> None:
    assert cmd_reference_assignment("A", "1 % $WHO ${X}y") == '"A=1 %% %WHO% %X%y"'


def test_path_of_a_batch_file_is_quoted() -> None:
    assert cmd_path("C:\\a b\\100%.bat") == '"C:\\a b\\100%%.bat"'


@given(texts)
def test_prompt_shows_nothing_that_means_more_than_itself(name: str) -> None:
    shown = prompt_text(name)
    assert len(shown) == len(name)
    assert not set(shown) & set("$`\\%!\"'\n\r\t;&|<>{}*?#~^")


def test_prompt_shows_plain_names_as_they_are() -> None:
    assert prompt_text("(my-ws_2.0:test é) ") == "(my-ws_2.0:test é) "
