"""What a stream can show, as far as it and the environment variables tell."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Literal, TextIO

    ColorChoice = Literal["always", "never", "auto"]


def wants_color(stream: TextIO, env: Mapping[str, str], choice: ColorChoice) -> bool:
    """Tell whether to colour what is written to ``stream``."""
    # As in the original, the two variables beat the option, and an empty value counts.
    if "FORCE_COLOR" in env:
        return True
    if "NO_COLOR" in env:
        return False
    if choice == "auto":
        return is_terminal(stream, env)
    return choice == "always"


def is_terminal(stream: TextIO, env: Mapping[str, str]) -> bool:
    """Tell whether ``stream`` is a terminal that understands ANSI codes."""
    return stream.isatty() and env.get("TERM") != "dumb"


def shows_emoji(env: Mapping[str, str], platform: str) -> bool:
    """Tell whether status lines may begin with a symbol, by the original's rules."""
    if platform == "darwin":
        return True
    if platform == "win32":
        return "WT_SESSION" in env
    return _locale(env).endswith("UTF-8")


def draws_unicode(stream: TextIO, env: Mapping[str, str], platform: str) -> bool:
    """Tell whether ``stream`` shows line characters beyond ASCII."""
    if not (stream.encoding or "utf-8").lower().startswith("utf"):
        return False
    # The original holds back on terminals only: a file has no font.
    if not stream.isatty() or shows_emoji(env, platform):
        return True
    return platform != "win32" and _locale(env).endswith("UTF8")


def terminal_size(stream: TextIO) -> tuple[int, int]:
    """Return the columns and rows of a terminal; zero is unknown."""
    try:
        size = os.get_terminal_size(stream.fileno())
    except (OSError, ValueError):
        # No terminal, or not even a file.
        return 0, 0
    return size.columns, size.lines


def encodable(text: str, stream: TextIO) -> str:
    """Return ``text`` with what ``stream`` cannot encode spelled as escapes."""
    encoding = stream.encoding
    if text.isascii() or not encoding:
        return text
    try:
        text.encode(encoding, stream.errors or "strict")
    except UnicodeEncodeError:
        return text.encode(encoding, "backslashreplace").decode(encoding)
    return text


def _locale(env: Mapping[str, str]) -> str:
    """Return the locale that decides on characters, in upper case."""
    names = ("LC_ALL", "LC_CTYPE", "LANG")
    return next((env[name] for name in names if env.get(name)), "").upper()
