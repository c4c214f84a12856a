"""Small damage to texts and values, chosen by chance."""

from __future__ import annotations

import copy
import datetime as dt
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from random import Random

_CHARACTERS = (
    "\"'[]{}=,.#\\ \n\r\t:;@*<>!~^$%&|/-_+0aZ\0\a\x1b\x7f\x85\xa0éß日\u200b\u202e\u2028"
    "\ufeff\U0001f41f"
)
_SNIPPETS = (
    '"""',
    "'''",
    "\r\n",
    "[[",
    "]]",
    "= = ",
    "\\u0000",
    "\\UFFFFFFFF",
    "1979-05-27T07:32:00Z",
    "9" * 5000,
    "0x" + "f" * 5000,
    "1e999",
    "nan",
    "-inf",
    "0x",
    "{ a = { b = { c = [] } } }",
    "[workspace]\n",
    "[tool.pixi.workspace]\n",
    "[" * 2000,
    "[" * 390 + "]" * 390,
    "{a=" * 390 + "1" + "}" * 390,
    "{a=[" * 190 + "]}" * 190,
    "a." * 900,
    "a." * 2000,
    "x" * 3000,
)
_STRINGS = (
    "",
    " ",
    "*",
    "0",
    "1",
    "true",
    "default",
    "linux",
    "linux-64",
    "gpu",
    "conda-forge",
    ">=1,<2",
    "==1.*",
    "^1",
    "1.0",
    "[",
    "if(win)",
    "./x",
    "~nobody/x",
    "https://",
    "https://[::1",
    "http://user:secret@host:99999/x y",
    "git@host:x.git",
    "git+ssh://host/x",
    "file:///x.conda",
    "python >=3",
    "2025-06-30",
    "99999999999d",
    "9999-12-31",
    "0001-01-01",
    "x" * 300,
    "é",
    "日本",
    "\0",
    "\x1b[31m",
    "\u202e",
    "a\nb",
    "a\tb",
    "'",
    '"',
    "\\",
    "{}",
    "%s",
    "\U0001f41f",
    "٣",  # a digit of another alphabet
    "²",
)
_VALUES: tuple[Any, ...] = (
    0,
    1,
    -1,
    2**63,
    10**400,
    1.5,
    float("inf"),
    float("nan"),
    True,
    False,
    dt.date(2025, 6, 30),
    dt.time(12),
    dt.datetime(1, 1, 1, tzinfo=dt.UTC),
    [],
    {},
    [[]],
    [{}],
    [""],
    [1, "x", True],
    {"": ""},
    {"x": {"x": {}}},
)
_WORDS = (
    *("name", "version", "channel", "channels", "platforms", "platform", "path"),
    *("git", "url", "branch", "workspace", "dependencies", "pypi-dependencies"),
    *("feature", "features", "environments", "target", "tasks", "activation", "env"),
    *("cuda", "libc", "default", "solve-group", "when", "python", "", " ", "a.b"),
    *("é", "\0", "__cuda", "linux-64", "if(win)", "extras", "package", "scripts"),
)
_DEPTHS = (3, 30, 150)


def mutated_text(text: str, chance: Random) -> str:
    """Return a text with some lines or characters changed."""
    for _ in range(chance.choice((1, 1, 1, 2, 3, 8))):
        text = chance.choice(_TEXT_CHANGES)(text, chance)
    return text


def mutated_bytes(content: bytes, chance: Random) -> bytes:
    """Return bytes of which one is another now, which is seldom text any more."""
    at = chance.randrange(len(content) + 1)
    return content[:at] + bytes([chance.randrange(256)]) + content[at + 1 :]


def mutated_data(data: dict[str, Any], chance: Random) -> dict[str, Any]:
    """Return tables with some keys or values changed."""
    data = copy.deepcopy(data)
    for _ in range(chance.choice((1, 1, 1, 2, 3, 8))):
        holders = _holders(data)
        if holders:
            _change(chance.choice(holders), chance)
    return data


def _change_lines(
    change: Callable[[list[str], int, Random], None],
) -> Callable[[str, Random], str]:
    def changed(text: str, chance: Random) -> str:
        lines = text.splitlines(keepends=True)
        if lines:
            change(lines, chance.randrange(len(lines)), chance)
        return "".join(lines)

    return changed


def _delete_line(lines: list[str], at: int, chance: Random) -> None:  # noqa: ARG001
    del lines[at]


def _repeat_line(lines: list[str], at: int, chance: Random) -> None:
    lines.insert(chance.randrange(len(lines) + 1), lines[at])


def _swap_lines(lines: list[str], at: int, chance: Random) -> None:
    other = chance.randrange(len(lines))
    lines[at], lines[other] = lines[other], lines[at]


def _join_lines(lines: list[str], at: int, chance: Random) -> None:  # noqa: ARG001
    lines[at] = lines[at].rstrip("\r\n")


def _delete_characters(text: str, chance: Random) -> str:
    at = chance.randrange(len(text) + 1)
    return text[:at] + text[at + chance.choice((1, 1, 1, 2, 5, 40)) :]


def _insert_characters(text: str, chance: Random) -> str:
    at = chance.randrange(len(text) + 1)
    pool: Sequence[str] = chance.choice((_CHARACTERS, _CHARACTERS, _SNIPPETS))
    return text[:at] + chance.choice(pool) + text[at:]


def _replace_character(text: str, chance: Random) -> str:
    at = chance.randrange(len(text) + 1)
    return text[:at] + chance.choice(_CHARACTERS) + text[at + 1 :]


def _swap_characters(text: str, chance: Random) -> str:
    at = chance.randrange(len(text) + 1)
    return text[:at] + text[at + 1 : at + 2] + text[at : at + 1] + text[at + 2 :]


def _drop_quotes(text: str, chance: Random) -> str:
    quote = chance.choice("\"'")
    return text.replace(quote, "", chance.choice((1, 2, 3)))


def _cut_off(text: str, chance: Random) -> str:
    return text[: chance.randrange(len(text) + 1)]


def _with_other_line_ends(text: str, chance: Random) -> str:
    return text.replace("\n", chance.choice(("\r\n", "\r", "\n\n")))


_TEXT_CHANGES: tuple[Callable[[str, Random], str], ...] = (
    _change_lines(_delete_line),
    _change_lines(_repeat_line),
    _change_lines(_swap_lines),
    _change_lines(_join_lines),
    _delete_characters,
    _insert_characters,
    _replace_character,
    _swap_characters,
    _drop_quotes,
    _cut_off,
    _with_other_line_ends,
)


def _holders(value: Any) -> list[Any]:
    """Return all tables and arrays inside a value that hold something."""
    found = [value] if isinstance(value, dict | list) and value else []
    inner = value.values() if isinstance(value, dict) else value
    if isinstance(value, dict | list):
        for each in inner:
            found += _holders(each)
    return found


def _change(holder: Any, chance: Random) -> None:
    """Change one thing in a table or an array."""
    if isinstance(holder, list):
        _change_array(holder, chance)
        return
    key = chance.choice([*holder])
    match chance.randrange(6):
        case 0:
            del holder[key]
        case 1:
            holder[_other_key(key, chance)] = holder.pop(key)
        case 2:
            holder[_other_key(key, chance)] = copy.deepcopy(holder[key])
        case 3:
            other = chance.choice([*holder])
            holder[key], holder[other] = holder[other], holder[key]
        case _:
            holder[key] = _other_value(holder[key], chance)


def _change_array(array: list[Any], chance: Random) -> None:
    at = chance.randrange(len(array))
    match chance.randrange(4):
        case 0:
            del array[at]
        case 1:
            array.append(copy.deepcopy(array[at]))
        case _:
            array[at] = _other_value(array[at], chance)


def _other_key(key: str, chance: Random) -> str:
    match chance.randrange(4):
        case 0:
            return key.replace("-", "_") if "-" in key else key.upper()
        case 1:
            return mutated_text(key, chance)[:100]
        case 2:
            return chance.choice(_STRINGS)
        case _:
            return chance.choice(_WORDS)


def _other_value(value: Any, chance: Random) -> Any:
    match chance.randrange(6):
        case 0:
            return [value]
        case 1:
            return {chance.choice(_WORDS): value}
        case 2 if isinstance(value, str):
            return mutated_text(value, chance)
        case 3:
            return _nested(value, chance)
        case 4:
            return copy.deepcopy(chance.choice(_VALUES))
        case _:
            return chance.choice(_STRINGS)


def _nested(value: Any, chance: Random) -> Any:
    """Return a value deep inside of others."""
    for _ in range(chance.choice(_DEPTHS)):
        value = [value] if chance.random() < 0.5 else {chance.choice(_WORDS): value}
    return value
