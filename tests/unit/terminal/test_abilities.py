from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest

from pypixi.terminal.abilities import (
    draws_unicode,
    encodable,
    shows_emoji,
    terminal_size,
    wants_color,
)

if TYPE_CHECKING:
    from pypixi.terminal.abilities import ColorChoice


class Screen(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("env", "choice", "on_terminal", "in_file"),
    [
        ({}, "auto", True, False),
        ({}, "always", True, True),
        ({}, "never", False, False),
        ({"NO_COLOR": "1"}, "auto", False, False),
        ({"NO_COLOR": "1"}, "always", False, False),
        ({"NO_COLOR": ""}, "always", False, False),
        ({"FORCE_COLOR": "1"}, "auto", True, True),
        ({"FORCE_COLOR": "1"}, "never", True, True),
        ({"FORCE_COLOR": "", "NO_COLOR": "1"}, "never", True, True),
        ({"TERM": "dumb"}, "auto", False, False),
        ({"TERM": "dumb"}, "always", True, True),
    ],
)
def test_color_is_decided_by_variables_option_and_stream(
    env: dict[str, str],
    choice: ColorChoice,
    on_terminal: bool,
    in_file: bool,
) -> None:
    assert wants_color(Screen(), env, choice) is on_terminal
    assert wants_color(io.StringIO(), env, choice) is in_file


@pytest.mark.parametrize(
    ("env", "expected"),
    [
        ({}, False),
        ({"LANG": "en_US.UTF-8"}, True),
        ({"LANG": "C.utf-8"}, True),
        ({"LANG": "C"}, False),
        ({"LC_ALL": "C", "LANG": "en_US.UTF-8"}, False),
        ({"LC_CTYPE": "de_DE.UTF-8", "LANG": "C"}, True),
        ({"LC_ALL": "", "LANG": "en_US.UTF-8"}, True),
        ({"LANG": "C.utf8"}, False),
    ],
)
def test_emoji_follow_the_locale_on_linux(env: dict[str, str], expected: bool) -> None:
    assert shows_emoji(env, "linux") is expected


def test_emoji_on_other_systems() -> None:
    assert shows_emoji({"LANG": "C"}, "darwin")
    assert not shows_emoji({}, "win32")
    assert shows_emoji({"WT_SESSION": "1"}, "win32")


def test_lines_beyond_ascii_need_a_locale_on_terminals_only() -> None:
    assert not draws_unicode(Screen(), {"LANG": "C"}, "linux")
    assert draws_unicode(Screen(), {"LANG": "C.utf8"}, "linux")
    assert draws_unicode(io.StringIO(), {"LANG": "C"}, "linux")


def test_lines_beyond_ascii_need_an_encoding() -> None:
    latin = io.TextIOWrapper(io.BytesIO(), encoding="latin-1")
    assert not draws_unicode(latin, {"LANG": "C.UTF-8"}, "linux")


def test_text_that_cannot_be_encoded_is_escaped() -> None:
    ascii_only = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    assert encodable("a日\n", ascii_only) == "a\\u65e5\n"
    unicode = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    assert encodable("日\ud800", unicode) == "日\\ud800"
    assert encodable("日", unicode) == "日"
    assert encodable("日", io.StringIO()) == "日"


def test_file_has_no_size() -> None:
    assert terminal_size(io.StringIO()) == (0, 0)
