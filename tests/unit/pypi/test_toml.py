from __future__ import annotations

import pytest
import tomli

from pypixi.pypi.toml import toml_lines, toml_table, toml_value


@pytest.mark.parametrize(
    "value",
    [
        pytest.param("plain", id="text"),
        pytest.param('a "b" \\ c\n\t\x7f\x00 ü 🐍', id="text with escapes"),
        pytest.param(True, id="true"),
        pytest.param(False, id="false"),
        pytest.param(["a", ["b"], []], id="lists"),
        pytest.param({"a": {"b": "c"}, "d": {}}, id="tables"),
        pytest.param({"a.b": "1", "ä": "2", "": "3", "x-y_1": "4"}, id="odd keys"),
    ],
)
def test_toml_value_is_read_as_what_was_written(value: object) -> None:
    assert tomli.loads(f"key = {toml_value(value)}") == {"key": value}


def test_toml_value_of_a_nested_table_stays_on_one_line() -> None:
    text = toml_value({"name": "a\nb", "of": ["c"]})
    assert text == r'{ name = "a\nb", of = ["c"] }'


def test_toml_value_of_another_type_is_refused() -> None:
    with pytest.raises(TypeError, match="b'bytes'"):
        toml_value(b"bytes")


def test_toml_lines_leave_out_what_is_none() -> None:
    assert toml_lines({"a": None, "b": "c"}) == ['b = "c"']


def test_toml_table_may_be_one_of_several() -> None:
    text = toml_table("[[index]]", {"name": "a"}) + toml_table("[[index]]", {})
    assert tomli.loads(text) == {"index": [{"name": "a"}, {}]}
