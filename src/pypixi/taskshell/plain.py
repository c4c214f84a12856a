"""Plain commands: words and quotes, which need no shell to run."""

from __future__ import annotations

import re

from pypixi.errors import PixiError

_FEATURES = {
    "$": "variables and command substitution",
    "`": "command substitution",
    "|": "pipes",
    "&": "`&&` and background commands",
    ";": "several commands",
    "<": "redirects",
    ">": "redirects",
    "(": "subshells",
    ")": "subshells",
    "*": "globs",
    "?": "globs",
    "[": "globs",
    "{": "braces",
    "~": "the home directory",
    "#": "comments",
    "\n": "several lines",
    "\\": "escapes",
}
_ASSIGNMENT = re.compile(r"[A-Za-z0-9_]+=")


class ShellFeatureError(PixiError):
    """A command needs the task shell."""

    def __init__(self, command: str, feature: str) -> None:
        super().__init__(
            f"failed to parse shell script. Task: '{command}'",
            help="write the task as one plain command of words and quotes,"
            " or put the rest into a script",
            notes=[f"{feature} are not supported yet"],
        )


class UnclosedQuoteError(PixiError):
    """A quote is opened and never closed."""

    def __init__(self, command: str, quote: str) -> None:
        kind = "double" if quote == '"' else "single"
        super().__init__(
            f"failed to parse shell script. Task: '{command}'",
            notes=[f"Expected closing {kind} quote."],
        )


def plain_words(command: str) -> list[str]:
    """Return the words of a command that needs no shell.

    Raises:
        ShellFeatureError: If it has anything but words and quotes.
        UnclosedQuoteError: If a quote is not closed.
    """
    words: list[str] = []
    current: str | None = None
    position = 0
    while position < len(command):
        char = command[position]
        if char in "'\"":
            text, position = _quoted(command, position)
            current = (current or "") + text
        elif char in " \t\r":
            if current is not None:
                words.append(current)
            current = None
        elif char in _FEATURES:
            raise ShellFeatureError(command, _FEATURES[char])
        else:
            current = (current or "") + char
        position += 1
    if current is not None:
        words.append(current)
    return _checked(command, words)


def _quoted(command: str, start: int) -> tuple[str, int]:
    """Return the text between quotes and the position of the closing one."""
    quote = command[start]
    end = command.find(quote, start + 1)
    if end < 0:
        raise UnclosedQuoteError(command, quote)
    text = command[start + 1 : end]
    special = next((char for char in text if quote == '"' and char in "$`\\~"), None)
    if special is not None:
        raise ShellFeatureError(command, _FEATURES[special])
    return text, end


def _checked(command: str, words: list[str]) -> list[str]:
    if not words:
        raise PixiError(
            f"failed to parse shell script. Task: '{command}'", notes=["Empty command."]
        )
    if _ASSIGNMENT.match(words[0]):
        raise ShellFeatureError(command, "variables set before a command")
    return words
