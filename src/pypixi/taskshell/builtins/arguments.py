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
        if word not in flags and not is_flag(word):
            found.operands.append(word)
            if stops_at_operand:
                found.operands += rest
                break
            continue
        flags_here = _split(word)
        for flag, value in flags_here:
            name = (valued or {}).get(flag)
            if name is not None:
                is_last = flag == flags_here[-1][0]
                found.values[name] = _value(flag, value, rest if is_last else [])
            elif flag in flags and value is None:
                found.flags.add(flag)
            else:
                raise CommandError(f"unsupported flag: {word if value else flag}")
    return found


def is_flag(word: str) -> bool:
    """Tell whether a word is a flag: it begins with a dash and is no number."""
    return word.startswith("-") and word != "-" and not _is_number(word[1:])


def _is_number(text: str) -> bool:
    digits = text.replace(".", "", 1)
    return digits.isascii() and digits.isdigit()


def _split(word: str) -> list[tuple[str, str | None]]:
    """Return the flags in a word, and the value that it gives to one."""
    if word.startswith("--"):
        flag, equals, value = word.partition("=")
        return [(flag, value if equals else None)]
    return [(f"-{letter}", None) for letter in word[1:]]


def _value(flag: str, given: str | None, rest: list[str]) -> str:
    if given is not None:
        return given
    if not rest or is_flag(rest[0]):
        raise CommandError(f"expected a value following {flag}")
    return rest.pop(0)
