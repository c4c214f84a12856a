"""Values as TOML, laid out in one of the many ways that mean the same."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from random import Random

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def toml_text(data: Mapping[str, Any], chance: Random) -> str:
    """Return a document; what is a header and what stands inline is left to chance."""
    return "\n".join(_lines(data, (), chance)) + "\n"


def _lines(
    table: Mapping[str, Any], path: tuple[str, ...], chance: Random
) -> Iterator[str]:
    # A table in a table may be inline; at the top it would be a rare sight.
    likelihood = 0.7 if path else 0.95
    below = {
        key: value
        for key, value in table.items()
        if isinstance(value, dict) and chance.random() < likelihood
    }
    pairs = [
        f"{_key(key)} = {_value(value, chance)}"
        for key, value in table.items()
        if key not in below
    ]
    if path and (pairs or not below):
        yield f"\n[{'.'.join(map(_key, path))}]"
    yield from pairs
    for key, value in below.items():
        yield from _lines(value, (*path, key), chance)


def _value(value: Any, chance: Random) -> str:
    match value:
        case bool():
            return str(value).lower()
        case str():
            return _string(value, chance)
        case list():
            return f"[{_joined([_value(each, chance) for each in value], chance)}]"
        case dict():
            pairs = [f"{_key(k)} = {_value(v, chance)}" for k, v in value.items()]
            return f"{{{_joined(pairs, chance)}}}"
        case _:  # numbers and dates
            return str(value)


def _joined(parts: list[str], chance: Random) -> str:
    if parts and chance.random() < 0.1:
        return "\n  " + ",\n  ".join(parts) + ",\n"
    return f" {', '.join(parts)} "


def _string(text: str, chance: Random) -> str:
    if chance.random() < 0.1 and "'" not in text and text.isprintable():
        return f"'{text}'"
    # What JSON escapes, TOML does too, except for one character.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else json.dumps(key, ensure_ascii=False)
