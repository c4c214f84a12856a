from __future__ import annotations

import pytest

from pypixi.lockfile.yaml.canonical import (
    DuplicateKeyError,
    NotCanonicalError,
    parse_canonical,
)

TREE = {
    "a": {"b": [{"c": "x y", "d": []}, "e", {"f": {}}], "g": None},
    "h i": "1",
    "j": 'a"b',
    "k": [1, 2.5, True, "l: m"],
    "n": ["p\n\nq\n", " r\n\n"],
}
TEXT = """\
a:
  b:
  - c: x y
    d: []
  - e
  - f: {}
  g: null
'h i': '1'
"j": "a\\"b"
k:
- 1
- 2.5
- true
- 'l: m'
n:
- |
  p

  q
- |2+
   r

"""


def test_tree_is_read() -> None:
    assert parse_canonical(TEXT) == TREE


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a: 1",
        "a: 1\n\n",
        "\na: 1\n",
        "a: 1 \n",
        "a:\t1\n",
        "a: 1\r\n",
        "\ufeffa: 1\n",
        "a: \x001\n",
        "# note\na: 1\n",
        "a: 1 # note\n",
        "---\na: 1\n",
        "a: 1\n...\n",
        "a\n",
        "a:1\n",
        "a : 1\n",
        "a :\n- b\n",
        ": 1\n",
        "1: a\n",
        "null: a\n",
        "? a\n",
        "- a\n",
        "a:\n",
        "a:\nb: 1\n",
        "a:\n   b: 1\n",
        "a:\n b: 1\n",
        "a:\n  - b\n",
        "a:\n-\n",
        "a:\n- b\n c\n",
        "a: b\n  c\n",
        "a: 'b\n  c'\n",
        "a: 'b'c'\n",
        "a: 'b' c\n",
        'a: "b\n',
        'a: "\\q"\n',
        "a: b: c\n",
        "a: b:\n",
        "a: [b]\n",
        "a: {b: c}\n",
        "a: &b c\n",
        "a: *b\n",
        "a: !!str b\n",
        "a: @b\n",
        "a: - b\n",
        "a: |\n",
        "a: |\n b\n",
        "a: |\n  b\n\n",
        "a: |2\n  b\n",
        "a: |\n   b\n",
        "a: |9\n  b\n",
        "a: >\n  b\n",
        "a: |-\n  b\u2028c\n",
        "'a: 1\n",
        "'a' : 1\n",
    ],
    ids=ascii,
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(NotCanonicalError):
        parse_canonical(text)


def test_very_deep_text_is_refused() -> None:
    text = "".join(f"{'  ' * depth}a:\n" for depth in range(5000))
    with pytest.raises(NotCanonicalError):
        parse_canonical(text)


def test_line_of_the_trouble_is_known() -> None:
    with pytest.raises(NotCanonicalError) as caught:
        parse_canonical("a: 1\nb:\n- c\n# note\nd: 1\n")
    assert caught.value.line == 3


@pytest.mark.parametrize(
    "text",
    ["a: 1\nb: 2\na: 3\n", "x:\n- a: 1\n  b:\n  - c\n  a: 2\n", "'a': 1\na: 2\n"],
)
def test_key_given_twice_is_refused(text: str) -> None:
    with pytest.raises(DuplicateKeyError) as caught:
        parse_canonical(text)
    assert caught.value.key == "a"
