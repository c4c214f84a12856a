"""Values as TOML text, for the files that uv reads."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def toml_value(value: object) -> str:
    """Return a text, truth value, list or inline table as TOML on one line.

    Keys that TOML needs no quotes for get none; None in a table leaves its key out.

    Raises:
        TypeError: If the value is of another type.
    """
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            # TOML knows all escapes of JSON, and wants one more character escaped.
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        case list() | tuple():
            return f"[{', '.join(map(toml_value, value))}]"
        case dict():
            return f"{{ {', '.join(toml_lines(value))} }}" if value else "{}"
        case _:
            raise TypeError(f"no TOML value: {value!r}")


def toml_lines(table: Mapping[str, object]) -> list[str]:
    """Return a line ``key = value`` for each key whose value is not None."""
    return [
        f"{_key(key)} = {toml_value(value)}"
        for key, value in table.items()
        if value is not None
    ]


def toml_table(header: str, table: Mapping[str, object]) -> str:
    """Return a table below its header, which is written as it stands: ``[[index]]``."""
    return "".join(f"{line}\n" for line in [header, *toml_lines(table)])


def _key(text: str) -> str:
    is_bare = text.isascii() and text.replace("-", "").replace("_", "").isalnum()
    return text if is_bare else toml_value(text)
