"""``sleep``: some time in which nothing happens."""

from __future__ import annotations

from pypixi.taskshell.failures import CommandError

from .arguments import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pypixi.taskshell.frame import Frame

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def run(argv: list[str], frame: Frame) -> int:
    """Wait for the sum of the arguments.

    Raises:
        CommandError: If one is no time.
    """
    operands = parse(argv[1:]).operands
    if not operands:
        raise CommandError("missing operand")
    frame.pause(sum(map(_seconds, operands)))
    return 0


def _seconds(text: str) -> float:
    unit = _SECONDS.get(text[-1:])
    number = text if unit is None else text[:-1]
    is_odd = "_" in number or "n" in number.lower()  # 1_0, nan and inf are no times
    try:
        return max(0.0, float("" if is_odd else number)) * (unit or 1)
    except ValueError:
        message = f"error parsing argument '{text}' to number: invalid float literal"
        raise CommandError(message) from None
