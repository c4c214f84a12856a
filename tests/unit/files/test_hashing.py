from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Literal

import pytest
import xxhash

from pypixi.files.hashing import Xxh3, file_digest, file_number

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.mark.parametrize(
    ("feed", "content"),
    [
        pytest.param(lambda state: state.text(""), b"\xff", id="empty text"),
        pytest.param(lambda state: state.text("é"), b"\xc3\xa9\xff", id="text"),
        pytest.param(
            lambda state: state.byte_string(b"ab"),
            b"\x02\0\0\0\0\0\0\0ab",
            id="byte string",
        ),
        pytest.param(lambda state: state.small(7), b"\x07", id="one byte"),
        pytest.param(
            lambda state: state.long(258), b"\x02\x01\0\0\0\0\0\0", id="eight bytes"
        ),
    ],
)
def test_value_is_fed_as_the_original_feeds_it(
    feed: Callable[[Xxh3], None], content: bytes
) -> None:
    state = Xxh3()
    feed(state)
    assert state.number() == xxhash.xxh3_64_intdigest(content, seed=0)


def test_values_are_fed_one_after_the_other() -> None:
    state = Xxh3()
    state.text("a")
    state.small(0)
    state.text("b")
    assert state.number() == xxhash.xxh3_64_intdigest(b"a\xff\0b\xff")


def test_nothing_hashes_to_the_published_value() -> None:
    """The XXH3-64 of no bytes with seed 0, as its authors give it."""
    assert f"{Xxh3().number():016x}" == "2d06800538d394c2"


@pytest.mark.parametrize("algorithm", ["sha256", "md5"])
def test_file_has_the_digest_of_its_content(
    tmp_path: Path, algorithm: Literal["sha256", "md5"]
) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"content\r\n")
    expected = hashlib.new(algorithm, b"content\r\n").hexdigest()
    assert file_digest(path, algorithm) == expected


def test_missing_file_has_no_digest(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        file_digest(tmp_path / "missing", "sha256")


def test_file_has_the_number_of_its_content(tmp_path: Path) -> None:
    path = tmp_path / "file"
    content = b"content" * 300_000
    path.write_bytes(content)
    assert file_number(path) == xxhash.xxh3_64_intdigest(content)


def test_raw_bytes_are_fed_as_they_are() -> None:
    state = Xxh3()
    state.raw(b"ab")
    assert state.number() == xxhash.xxh3_64_intdigest(b"ab")
