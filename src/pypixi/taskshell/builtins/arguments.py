"""Flags and operands of built-in commands."""

from __future__ import annotations

from pypixi.taskshell.failures import CommandError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Mapping


class Arguments:
    """What a command was given."""

    __slots__ = ("flags", "operands", "values")

    def __init__(self) -> None:
        self.flags: set[str] = set()
        self.values: dict[str, str] = {}
        """Of flags that take one."""
        self.operands: list[str] = []


def parse(
    words: list[str],
    *,
    flags: Collection[str] = (),
    valued: Mapping[str, str] | None = None,
    stops_at_operand: bool = False,
) -> Arguments:
    """Return the flags and operands in words.

    ``-abc`` is three flags, ``-`` and numbers are operands, and nothing behind ``--``
    is a flag.

    Args:
        words: What follows the name of the command.
        flags: The flags it knows, with their dashes.
        valued: Those that take a value, each with the name for it in the result.
        stops_at_operand: Whether what follows the first operand belongs to it.

    Raises:
        CommandError: If there is another flag, or a value is missing.
    """
    found = Arguments()
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if word == "--":
            found.operands += rest
            break
        if word in flags or is_flag(word):
            _take_flags(found, word, rest, flags, valued or {})
            continue
        found.operands.append(word)
        if stops_at_operand:
            found.operands += rest
            break
    return found


def is_flag(word: str) -> bool:
    """Tell whether a word is a flag: it begins with a dash and is no number."""
    return word.startswith("-") and word != "-" and not _is_number(word[1:])


def _is_number(text: str) -> bool:
    digits = text.replace(".", "", 1)
    return digits.isascii() and digits.isdigit()


def _take_flags(
    found: Arguments,
    word: str,
    rest: list[str],
    flags: Collection[str],
    valued: Mapping[str, str],
) -> None:
    """Add the flags of a word; the last one may take its value from the next word."""
    given = _split(word)
    for number, (flag, value) in enumerate(given, 1):
        name = valued.get(flag)
        if name is not None:
            following = rest if number == len(given) else []
            found.values[name] = _value(flag, value, following)
        elif flag in flags and value is None:
            found.flags.add(flag)
        else:
            raise CommandError(f"unsupported flag: {flag if value is None else word}")


def _split(word: str) -> list[tuple[str, str | None]]:
    """Return the flags in a word, and the value that it gives to one."""
    if word.startswith("--"):
        flag, equals, value = word.partition("=")
        return [(flag, value if equals else None)]
    return [(f"-{letter}", None) for letter in word[1:]]


def _value(flag: str, given: str | None, following: list[str]) -> str:
    if given is not None:
        return given
    if not following or is_flag(following[0]):
        raise CommandError(f"expected a value following {flag}")
    return following.pop(0)
