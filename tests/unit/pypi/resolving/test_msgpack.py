from __future__ import annotations

import pytest

from pypixi.pypi.resolving.msgpack import first_value


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"\xc0", None),
        (b"\xc2", False),
        (b"\xc3", True),
        (b"\xa0", ""),
        (b"\xa2ab", "ab"),
        (b"\xbf" + b"a" * 31, "a" * 31),
        (b"\xd9\x20" + b"a" * 32, "a" * 32),
        (b"\xda\x01\x00" + b"a" * 256, "a" * 256),
        (b"\xdb\x00\x01\x00\x00" + b"a" * 65536, "a" * 65536),
        (b"\x90", []),
        (b"\x92\xa1a\x91\xc0", ["a", [None]]),
        (b"\xdc\x00\x10" + b"\xc0" * 16, [None] * 16),
        (b"\xdd\x00\x01\x00\x00" + b"\xc3" * 65536, [True] * 65536),
        (b"\xa2\xc3\xa9", "é"),
    ],
    ids=[
        *("nil", "false", "true", "empty", "short", "longest short"),
        *("str8", "str16", "str32", "empty array", "nested", "array16", "array32"),
        "accent",
    ],
)
def test_value_is_read(data: bytes, expected: object) -> None:
    assert first_value(data) == expected


def test_what_follows_the_value_is_not_looked_at() -> None:
    assert first_value(b"\xa1a\xff\xff") == "a"


@pytest.mark.parametrize(
    "data",
    [b"", b"\xa2a", b"\xd9", b"\x92\xc0", b"\xda\x01", b"\xcb12345678", b"\x07"],
    ids=["nothing", "text", "size", "array", "half a size", "float", "number"],
)
def test_other_data_is_an_error(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"ends|expected"):
        first_value(data)
