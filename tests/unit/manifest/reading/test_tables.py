from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pypixi.manifest.document import parse_document
from pypixi.manifest.reading.context import Context
from pypixi.manifest.reading.tables import Table
from pypixi.manifest.schema.kinds import TEXT, Key, Shape
from pypixi.specs.solving import ChannelPriority
from unit.manifest.samples import PATH, marked

if TYPE_CHECKING:
    from collections.abc import Callable

    from pypixi.errors import PixiError


def table(text: str) -> Table:
    document = parse_document(text, path=PATH)
    return Table(Context(document=document), document.data)


def only_fault(found: Table) -> PixiError:
    (fault,) = found.faults
    return fault


READERS: dict[str, Callable[[Table], object]] = {
    "string": lambda found: found.string("k"),
    "boolean": lambda found: found.boolean("k"),
    "integer": lambda found: found.integer("k"),
    "array": lambda found: found.array("k"),
    "table": lambda found: found.table("k"),
}
LITERALS = {
    "string": "'x'",
    "boolean": "true",
    "integer": "7",
    "float": "1.5",
    "array": "[1]",
    "table": "{ a = 1 }",
    "date or time": "2025-06-30",
}
ARTICLES = {"integer": "an integer", "array": "an array"}


def noun(kind: str) -> str:
    return ARTICLES.get(kind, f"a {kind}")


@pytest.mark.parametrize("expected", READERS)
@pytest.mark.parametrize("kind", LITERALS)
def test_value_of_another_type_is_a_fault(expected: str, kind: str) -> None:
    found = table(f"k = {LITERALS[kind]}\n")
    value = READERS[expected](found)
    if kind == expected:
        assert value is not None
        assert not found.faults
        return
    assert value is None
    fault = only_fault(found)
    assert fault.message == f"'k' must be {noun(expected)}"
    assert [marked(label) for label in fault.labels] == [
        (LITERALS[kind], f"expected {noun(expected)}, found {noun(kind)}")
    ]


@pytest.mark.parametrize("kind", READERS)
def test_missing_value_is_no_fault(kind: str) -> None:
    found = table("other = 1\n")
    assert READERS[kind](found) is None
    assert not found.faults


@pytest.mark.parametrize(
    ("text", "type_name"),
    [
        ("k = 12:30:00\n", "a date or time"),
        ("k = 2025-06-30T12:00:00Z\n", "a date or time"),
        ("k = inf\n", "a float"),
    ],
)
def test_odd_types_are_named(text: str, type_name: str) -> None:
    found = table(text)
    found.string("k")
    label = only_fault(found).labels[0]
    assert label.text == f"expected a string, found {type_name}"


def test_every_wrong_member_of_an_array_is_a_fault() -> None:
    found = table("k = ['a', 1, 'b', true]\n")
    assert found.strings("k") == ("a", "b")
    assert [fault.message for fault in found.faults] == [
        "'k[1]' must be a string",
        "'k[3]' must be a string",
    ]
    assert [marked(fault.labels[0]) for fault in found.faults] == [
        ("1", "expected a string, found an integer"),
        ("true", "expected a string, found a boolean"),
    ]


def test_value_of_a_closed_set_is_one_of_its_words() -> None:
    assert table("k = 'flexible'\n").choice("k", ChannelPriority) == "flexible"


@pytest.mark.parametrize(
    ("word", "help_text"),
    [
        ("strickt", "did you mean 'strict'?"),
        ("xyz", 'write for example: k = "strict"'),
    ],
)
def test_word_outside_a_closed_set_is_a_fault(word: str, help_text: str) -> None:
    found = table(f"k = '{word}'\n")
    assert found.choice("k", ChannelPriority) is None
    fault = only_fault(found)
    assert fault.message == f"'{word}' is not a value of 'k'"
    assert marked(fault.labels[0]) == (
        f"'{word}'",
        "expected one of 'strict', 'flexible', 'disabled'",
    )
    assert fault.help == help_text


SHAPE = Shape(
    name="Thing",
    heading="[thing]",
    keys={
        "name": Key(TEXT, "What it is called."),
        "version": Key(TEXT, "Which one it is."),
        "versions": Key(TEXT, "As `version`.", is_outdated=True),
    },
)


def test_key_that_a_table_has_not_is_a_fault() -> None:
    found = table("name = 'x'\nverison = '1'\n")
    found.finish(SHAPE)
    fault = only_fault(found)
    assert fault.message == "unexpected key 'verison' in the manifest"
    assert marked(fault.labels[0]) == ("verison", "'verison' was not expected here")
    assert fault.help == "did you mean 'version'?"


def test_outdated_key_is_known_but_never_offered() -> None:
    found = table("[a.b]\nzzz = 1\nversions = '1'\n")
    inner = found.table("a")
    assert inner is not None
    child = inner.table("b")
    assert child is not None
    child.finish(SHAPE)
    fault = only_fault(found)
    assert fault.message == "unexpected key 'zzz' in [a.b]"
    assert fault.help == "expected only 'name', 'version'"


def test_entries_of_free_names_come_in_order() -> None:
    found = table("[t]\nb = 1\na = 'x'\n")
    assert [(name, value) for _, name, value in found.entries("t")] == [
        ("b", 1),
        ("a", "x"),
    ]
    assert not list(found.entries("missing"))


def test_child_that_is_no_table_is_left_out_with_a_fault() -> None:
    found = table("[t]\na = { x = 1 }\nb = 2\n")
    assert [name for name, _ in found.children("t")] == ["a"]
    assert only_fault(found).message == "'b' must be a table"


@pytest.mark.parametrize(
    "url", ["https://h.test/simple", "file:///srv/x", "git+ssh://me@h.test/r", "S3://b"]
)
def test_url_is_read_as_written(url: str) -> None:
    found = table(f"k = '{url}'\nl = ['{url}']\n")
    assert (found.url("k"), found.urls("l")) == (url, (url,))
    assert not found.faults


@pytest.mark.parametrize(
    ("text", "help_text"),
    [
        ("main", "write a folder of this machine as 'file:///path/to/folder'"),
        ("./simple", "write a folder of this machine as 'file:///path/to/folder'"),
        ("https://", "write a folder of this machine as 'file:///path/to/folder'"),
        ("git@h.test:me/r.git", "write it as 'ssh://git@h.test/me/r.git'"),
    ],
)
def test_text_that_is_no_url_is_a_fault(text: str, help_text: str) -> None:
    found = table(f"k = '{text}'\n")
    assert found.url("k") is None
    fault = only_fault(found)
    assert fault.message == f"'{text}' is not a URL"
    assert fault.help == help_text


def test_faults_of_an_array_of_urls_are_told_at_their_places() -> None:
    found = table("k = [3, 'x', 'https://h.test']\n")
    assert found.urls("k") == ("https://h.test",)
    places = [marked(fault.labels[0])[0] for fault in found.faults]
    assert places == ["3", "'x'"]


def test_missing_array_of_urls_is_empty() -> None:
    assert table("").urls("k") == ()
