from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pypixi.manifest.document import (
    TomlSyntaxError,
    UnreadableDocumentError,
    parse_document,
    read_document,
)
from unit.manifest.samples import PATH, marked

if TYPE_CHECKING:
    from pathlib import Path

    from pypixi.errors import Label, PixiError


def label_of(error: PixiError) -> Label:
    (label,) = error.labels
    return label


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param(
            "a = {\n  b = 1, # why\n}\n", {"b": 1}, id="inline table on lines"
        ),
        pytest.param("a = { b = 1, }\n", {"b": 1}, id="trailing comma"),
        pytest.param('a = "\\e\\x41"\n', "\x1bA", id="new escapes"),
    ],
)
def test_toml_1_1_is_read(text: str, value: object) -> None:
    assert parse_document(text, path=PATH).data == {"a": value}


def test_text_is_kept_as_written() -> None:
    text = "a = 1\r\nb = 'x'\r\n"
    assert parse_document(text, path=PATH).text == text


def test_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    path = tmp_path / "pixi.toml"
    path.write_bytes(b"\xef\xbb\xbfa = 1\r\n")
    document = read_document(path)
    assert (document.text, document.data) == ("a = 1\r\n", {"a": 1})
    assert document.at("a").label().span.start == 4


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a = \n", "\n"),
        ("a = 1\nb = c\n", "c"),
        ("a = 1\r\n\r\nb = c\r\n", "c"),
        ("a = 'é' # é\nb = c\n", "c"),
        ("\ufeffa = 1\nb = c\n", "c"),
        ("a = [1,\n", ""),
    ],
)
def test_syntax_error_points_at_its_place(text: str, place: str) -> None:
    with pytest.raises(TomlSyntaxError) as caught:
        parse_document(text, path=PATH)
    error = caught.value
    assert error.message == "'pixi.toml' is not valid TOML"
    assert marked(label_of(error)) == (place, "this is not a value")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a = " + "[" * 401, id="array"),
        pytest.param("a = " + "{a=" * 401, id="table"),
        pytest.param("a" + ".a" * 1001 + " = 1", id="key"),
        pytest.param("a = " + "9" * 5000, id="number"),
    ],
)
def test_limit_of_the_parser_is_an_error_at_a_place(text: str) -> None:
    with pytest.raises(TomlSyntaxError) as caught:
        parse_document(f"[x]\n{text}\n", path=PATH)
    assert label_of(caught.value).span.start > 0
    assert "too" in label_of(caught.value).text


def test_syntax_error_behind_line_ends_of_windows_is_on_its_line() -> None:
    with pytest.raises(TomlSyntaxError) as caught:
        parse_document("a = 1\r\n\r\n\r\nb = c\r\n", path=PATH)
    label = label_of(caught.value)
    before = label.source.text[: label.span.start]
    assert before.splitlines()[-1] == "b = "
    assert before.count("\n") == 3


@pytest.mark.parametrize(
    ("content", "reason"),
    [(None, "No such file or directory"), (b"a = '\xff'", "it is not UTF-8 text")],
)
def test_unreadable_file_is_named(
    tmp_path: Path, content: bytes | None, reason: str
) -> None:
    path = tmp_path / "pixi.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UnreadableDocumentError) as caught:
        read_document(path)
    assert caught.value.message == f"cannot read '{path}': {reason}"


@pytest.mark.parametrize("text", ["a = 'https://me:secret@h.test/c'\nb = 1\n"])
def test_label_quotes_no_credentials(text: str) -> None:
    label = parse_document(text, path=PATH).at("b").label("here")
    assert "secret" not in label.source.text
    assert marked(label) == ("1", "here")


def test_syntax_error_quotes_no_credentials() -> None:
    with pytest.raises(TomlSyntaxError) as caught:
        parse_document("a = 'https://me:secret@h.test/c'\nb = c\n", path=PATH)
    label = label_of(caught.value)
    assert "secret" not in label.source.text
    assert marked(label)[0] == "c"


def test_advice_on_a_syntax_error_quotes_no_credentials() -> None:
    with pytest.raises(TomlSyntaxError) as caught:
        parse_document("a = https://me:secret@h.test/c\n", path=PATH)
    assert caught.value.help is not None
    assert caught.value.help.startswith('write a = "https://')
    assert "secret" not in caught.value.help


def test_place_says_whether_the_key_or_the_value_is_meant() -> None:
    place = parse_document("[a]\nb = 1\n", path=PATH).at("a", "b")
    assert marked(place.label("v")) == ("1", "v")
    assert marked(place.key.label("k")) == ("b", "k")
    assert place.label().source.name == "pixi.toml"
