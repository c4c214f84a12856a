from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import tomli
from hypothesis import given, settings
from hypothesis import strategies as st

from pypixi.manifest.positions import find_span

if TYPE_CHECKING:
    from pypixi.manifest.positions import Key


def found(text: str, keys: tuple[Key, ...], *, of_key: bool = False) -> str:
    span = find_span(text, keys, of_key=of_key)
    return text[span.start : span.end]


MULTI_LINE = """\
[dependencies]
foo = {
  version = ">=1", # why
  # a comment of its own
  build = "0",
}
bar = "*"
[tasks]
go = "go"
"""
COMMENTED = """\
a.b = 1 # b
[t] # t
c = "#" # c
d = { e = 2, f = { g = 3 } } # d
h = [ # h
  4, # 4
  { i = 5 }, # 5
  [6, 7], # 6, 7
] # ]
j = '''
k # not a comment
''' # j
[[u]] # u
l = { # l
  m = 8, # m
  # of its own
  n = 9 # n
} # }
"""
COMMENTED_VALUES: dict[tuple[Key, ...], str] = {
    ("a", "b"): "1",
    ("t", "c"): '"#"',
    ("t", "d"): "{ e = 2, f = { g = 3 } }",
    ("t", "d", "e"): "2",
    ("t", "d", "f", "g"): "3",
    ("t", "d", "x"): "{ e = 2, f = { g = 3 } }",
    ("t", "h", 0): "4",
    ("t", "h", 1, "i"): "5",
    ("t", "h", 2, 1): "7",
    ("t", "j"): "'''\nk # not a comment\n'''",
    ("u", 0, "l", "m"): "8",
    ("u", 0, "l", "n"): "9",
}
"""Of ``COMMENTED``: none is the comment behind it."""


@pytest.mark.parametrize(
    ("text", "keys", "value"),
    [
        pytest.param("a = 1\n", ("a",), "1", id="top level"),
        pytest.param("[t]\na = 1\n", ("t", "a"), "1", id="table"),
        pytest.param("[a.b]\nc = 1\n", ("a", "b", "c"), "1", id="dotted header"),
        pytest.param("a.b . c = 1\n", ("a", "b", "c"), "1", id="dotted key"),
        pytest.param("[t]\na.b = 1\n", ("t", "a", "b"), "1", id="dotted key in table"),
        pytest.param('[a."b.c"]\nd = 1\n', ("a", "b.c", "d"), "1", id="quoted header"),
        pytest.param('"a\\tb" = 1\n', ("a\tb",), "1", id="escape in a key"),
        pytest.param("'a b'.c = 1\n", ("a b", "c"), "1", id="literal key"),
        pytest.param("a = {b = 1, c = 2}\n", ("a", "c"), "2", id="inline table"),
        pytest.param("a = {b.c = 1}\n", ("a", "b", "c"), "1", id="dotted key inline"),
        pytest.param("a = [1, 2]\n", ("a", 1), "2", id="array"),
        pytest.param("a = [[1, 2], [3, 4]]\n", ("a", 1, 0), "3", id="nested array"),
        pytest.param(
            "a = [\n  'x', # y\n  # z\n  'y',\n]\n",
            ("a", 1),
            "'y'",
            id="commented array",
        ),
        pytest.param(
            "a = { b = [ { c = 1 }, { c = 2 } ] }\n",
            ("a", "b", 1, "c"),
            "2",
            id="table in an array in a table",
        ),
        pytest.param(
            "[[a]]\nb = 1\n[[a]]\nb = 2\n", ("a", 1, "b"), "2", id="[[table]]"
        ),
        pytest.param("é = 'é'\nb = 'ü'\n", ("b",), "'ü'", id="after non-ASCII text"),
        pytest.param("[t]\r\na = 1\r\n\r\nb = 2\r\n", ("t", "b"), "2", id="CRLF"),
        pytest.param('s = """\na = 1\n"""\na = 2\n', ("a",), "2", id="long string"),
        pytest.param(MULTI_LINE, ("dependencies", "foo", "version"), '">=1"', id="1.1"),
        pytest.param(
            MULTI_LINE, ("dependencies", "foo", "build"), '"0"', id="1.1 last"
        ),
        pytest.param(MULTI_LINE, ("dependencies", "bar"), '"*"', id="after 1.1"),
        pytest.param(MULTI_LINE, ("tasks", "go"), '"go"', id="table after 1.1"),
        pytest.param(
            "a = {\n  b = [1, {c = 2,\n    d = 3}],\n}\n",
            ("a", "b", 1, "d"),
            "3",
            id="nested 1.1",
        ),
        *[
            pytest.param(
                COMMENTED, keys, value, id=f"commented {'.'.join(map(str, keys))}"
            )
            for keys, value in COMMENTED_VALUES.items()
        ],
    ],
)
def test_value_is_found(text: str, keys: tuple[Key, ...], value: str) -> None:
    assert found(text, keys) == value


@pytest.mark.parametrize(
    ("text", "keys", "key"),
    [
        ("a = 1\n", ("a",), "a"),
        ("a.b = 1\n", ("a", "b"), "a.b"),
        ('"a b" = 1\n', ("a b",), '"a b"'),
        ("[a.b]\nc = 1\n", ("a", "b"), "a.b"),
        ("[[a]]\n[[ a ]]\n", ("a", 1), "a"),
        (MULTI_LINE, ("dependencies", "foo", "build"), "build"),
        (COMMENTED, ("t",), "t"),
        (COMMENTED, ("t", "d", "e"), "e"),
        (COMMENTED, ("u", 0, "l"), "l"),
    ],
)
def test_key_is_found(text: str, keys: tuple[Key, ...], key: str) -> None:
    assert found(text, keys, of_key=True) == key


def test_second_of_two_equal_keys_is_told_by_its_table() -> None:
    text = "[a]\nx = 1\n[b]\nx = 2\n"
    assert find_span(text, ("b", "x"), of_key=True).start == text.rindex("x")


@pytest.mark.parametrize(
    ("text", "keys", "place"),
    [
        pytest.param("[a]\nb = 1\n", ("a",), "a", id="header of a table"),
        pytest.param(
            "[a]\nb = 1\n", ("a", "missing"), "a", id="table of what is missing"
        ),
        pytest.param(
            "a = {b = 1}\n", ("a", "x"), "{b = 1}", id="inline table likewise"
        ),
        pytest.param("a = 'x'\n", ("a", "b", 3), "'x'", id="value that is no table"),
        pytest.param("[a.b.c]\n", ("a", "b"), "a.b.c", id="implied by a header"),
        pytest.param("a.b.c = 1\n", ("a", "b"), "a.b.c", id="implied by a key"),
        pytest.param("[x]\n[[a]]\n[[a]]\n", ("a",), "a", id="array of tables"),
        pytest.param("a = 1\n", ("missing",), "", id="nothing at all"),
        pytest.param("a = 1\n", (), "", id="the document"),
        pytest.param("", ("a",), "", id="nothing in nothing"),
    ],
)
def test_nearest_place_stands_in(text: str, keys: tuple[Key, ...], place: str) -> None:
    assert found(text, keys) == place


def test_table_is_found_where_it_is_written_rather_than_implied() -> None:
    text = "[a.b]\nx = 1\n[a]\ny = 2\n"
    assert find_span(text, ("a",)).start == text.index("[a]") + 1


names = st.from_regex(r"[a-z0-9_-]{1,3}", fullmatch=True) | st.text(
    st.sampled_from("aé .#'\"=]"), max_size=3
)
leaves = st.integers(0, 99) | st.sampled_from(["", "a = 1", "é # ]"])
values: st.SearchStrategy[object] = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3)
    ),
    max_leaves=8,
)


def toml(value: object) -> str:
    match value:
        case dict():
            pairs = (f"{quoted(key)} = {toml(each)}" for key, each in value.items())
            return f"{{ {', '.join(pairs)} }}"
        case list():
            return f"[{', '.join(map(toml, value))}]"
        case str():
            return quoted(value)
        case _:
            return str(value)


def quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def places(value: object, at: tuple[Key, ...] = ()) -> dict[tuple[Key, ...], object]:
    """Return every value of a document by the keys that lead to it."""
    steps: list[tuple[Key, object]] = []
    if isinstance(value, dict):
        steps = list(value.items())
    elif isinstance(value, list):
        steps = list(enumerate(value))
    below = [places(each, (*at, key)) for key, each in steps]
    return {at: value, **{key: each for part in below for key, each in part.items()}}


@given(st.dictionaries(names, values, max_size=3))
@settings(deadline=None)
def test_every_value_of_a_document_is_found(document: dict[str, object]) -> None:
    text = "[t]\n" + "".join(
        f"{quoted(key)} = {toml(value)}\n" for key, value in document.items()
    )
    for keys, value in places(document).items():
        if keys:
            written = found(text, ("t", *keys))
            assert tomli.loads(f"x = {written}") == {"x": value}
