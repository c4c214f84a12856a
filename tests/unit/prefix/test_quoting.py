from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pypixi.prefix.quoting import bash_value, bash_word, is_variable_name
from unit.prefix.bash import printed

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
