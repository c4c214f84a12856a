"""Plain commands: words and quotes, which need no shell to run."""

from __future__ import annotations

from pypixi.errors import PixiError
from pypixi.patterns import regex

_ANYWHERE = {
    "$": "variables and command substitutions",
    "`": "command substitutions",
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
    "\n": "several lines",
    "\\": "escapes",
}
_AT_THE_START = {"~": "home directories (`~`)", "#": "comments"}
"""What means something as the first character of a word only."""

_RESERVED = regex(r"if|then|else|elif|fi|do|done|case|esac|while|until|for|in")
_ASSIGNMENT = regex(r"[A-Za-z0-9_]+=")


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
    command = command.strip()  # as the original does with the text of a task
    if command.startswith("!"):
        raise ShellFeatureError(command, "negated commands")
    words: list[str] = []
    current: str | None = None
    position = 0
    while position < len(command):
        char = command[position]
        if char in "'\"":
            text, position = _quoted(command, position)
            current = (current or "") + text
        elif char in _ANYWHERE:
            raise ShellFeatureError(command, _ANYWHERE[char])
        elif char.isspace():
            if current is not None:
                words.append(current)
            current = None
        elif current is None and char in _AT_THE_START:
            raise ShellFeatureError(command, _AT_THE_START[char])
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
    if quote == '"':
        for char in "$`\\":
            if char in text:
                raise ShellFeatureError(command, _ANYWHERE[char])
        if text.startswith("~"):
            raise ShellFeatureError(command, _AT_THE_START["~"])
    return text, end


def _checked(command: str, words: list[str]) -> list[str]:
    if not words:
        raise PixiError(
            f"failed to parse shell script. Task: '{command}'", notes=["Empty command."]
        )
    if _ASSIGNMENT.match(words[0]):
        raise ShellFeatureError(command, "variables set before a command")
    if _RESERVED.fullmatch(words[0]) and command.startswith(words[0]):
        raise ShellFeatureError(command, f"commands made with `{words[0]}`")
    return words
