"""The part of MessagePack that uv's metadata is written in."""

from __future__ import annotations

from typing import TypeAlias

Value: TypeAlias = "str | bool | list[Value] | None"


def first_value(data: bytes) -> Value:
    """Return the value that data begins with: text, truth value, nil or array.

    What follows is not looked at: uv keeps notes on the response there.

    Raises:
        ValueError: If the data is cut off, or a value of any other kind.
    """
    return _value(data, 0)[0]


def _value(data: bytes, at: int) -> tuple[Value, int]:
    """Return the value at an offset, and the offset behind it.

    value = nil | false | true | string | array
    string = (101xxxxx | d9 size8 | da size16 | db size32) bytes
    array = (1001xxxx | dc size16 | dd size32) { value }
    """
    if at >= len(data):
        raise ValueError("the data ends too early")
    kind = data[at]
    if kind in _CONSTANTS:
        return _CONSTANTS[kind], at + 1
    if kind & 0xE0 == 0xA0:  # noqa: PLR2004 - the high bits are the kind
        return _text(data, at + 1, kind & 0x1F)
    if kind & 0xF0 == 0x90:  # noqa: PLR2004
        return _array(data, at + 1, kind & 0x0F)
    if kind in _LONG_TEXTS:
        return _text(data, *_size(data, at + 1, _LONG_TEXTS[kind]))
    if kind in _LONG_ARRAYS:
        return _array(data, *_size(data, at + 1, _LONG_ARRAYS[kind]))
    raise ValueError(f"a value of kind {kind:#x} was not expected")


_CONSTANTS: dict[int, bool | None] = {0xC0: None, 0xC2: False, 0xC3: True}
_LONG_TEXTS = {0xD9: 1, 0xDA: 2, 0xDB: 4}
"""By kind: how many bytes the size takes."""
_LONG_ARRAYS = {0xDC: 2, 0xDD: 4}


def _size(data: bytes, at: int, width: int) -> tuple[int, int]:
    end = at + width
    return end, int.from_bytes(data[at:end], "big")


def _text(data: bytes, at: int, size: int) -> tuple[str, int]:
    end = at + size
    if end > len(data):
        raise ValueError("the data ends within a text")
    return data[at:end].decode(), end


def _array(data: bytes, at: int, size: int) -> tuple[list[Value], int]:
    items: list[Value] = []
    for _ in range(size):
        item, at = _value(data, at)
        items.append(item)
    return items, at
