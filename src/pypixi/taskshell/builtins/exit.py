"""``exit``: the end of a script."""

from __future__ import annotations

from pypixi.taskshell.failures import ScriptExit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pypixi.taskshell.frame import Frame

_MISUSE = 2
_STATUSES = 256


def run(argv: list[str], frame: Frame) -> int:
    """End the script with a status, which without a number is 1.

    Raises:
        ScriptExit: Always.
    """
    match argv[1:]:
        case []:
            raise ScriptExit(1)
        case [number]:
            try:
                raise ScriptExit(int(number) % _STATUSES)
            except ValueError:
                frame.complain("exit: numeric argument required.")
        case _:
            frame.complain("exit: too many arguments")
    raise ScriptExit(_MISUSE)
