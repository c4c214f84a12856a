"""``test``: whether something holds."""

from __future__ import annotations

import os
from stat import S_ISDIR, S_ISREG

from pypixi.taskshell.failures import CommandError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pypixi.taskshell.frame import Frame

_MISUSE = 2
_COMPARISONS = {
    "-eq": int.__eq__,
    "-ne": int.__ne__,
    "-lt": int.__lt__,
    "-le": int.__le__,
    "-gt": int.__gt__,
    "-ge": int.__ge__,
}


def run(argv: list[str], frame: Frame) -> int:
    """Return 0 if the condition holds and 1 if not.

    Raises:
        CommandError: If it is no condition.
    """
    words = argv[1:]
    is_negated = len(words) > 1 and words[0] == "!"
    return int(_holds(words[is_negated:], frame) is is_negated)


def _holds(words: list[str], frame: Frame) -> bool:
    match words:
        case []:
            return False
        case [text]:
            return text != ""
        case [operator, operand]:
            return _unary(operator, operand, frame)
        case [left, operator, right]:
            return _binary(left, operator, right)
        case _:
            raise CommandError("too many arguments", _MISUSE)


def _unary(operator: str, operand: str, frame: Frame) -> bool:
    if operator in ("-n", "-z"):
        return (operand != "") is (operator == "-n")
    if operator not in ("-e", "-f", "-d", "-s"):
        raise CommandError(f"unary operator expected: {operator}", _MISUSE)
    try:
        found = os.stat(frame.state.path(operand))
    except (OSError, ValueError):
        return False
    if operator == "-f":
        return S_ISREG(found.st_mode)
    if operator == "-d":
        return S_ISDIR(found.st_mode)
    return operator == "-e" or found.st_size > 0


def _binary(left: str, operator: str, right: str) -> bool:
    if operator in ("=", "!="):
        return (left == right) is (operator == "=")
    compare = _COMPARISONS.get(operator)
    if compare is None:
        raise CommandError(f"binary operator expected: {operator}", _MISUSE)
    return compare(_integer(left), _integer(right))


def _integer(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        message = f"integer expression expected: {text}"
        raise CommandError(message, _MISUSE) from None
