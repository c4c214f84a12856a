"""``mkdir``: new folders."""

from __future__ import annotations

import os

from pypixi.taskshell.failures import CommandError, os_message

from .arguments import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pypixi.taskshell.frame import Frame

_PARENTS = ("-p", "--parents")


def run(argv: list[str], frame: Frame) -> int:
    """Make folders; go on if one cannot be made.

    Raises:
        CommandError: If none is asked for.
    """
    given = parse(argv[1:], flags=_PARENTS)
    if not given.operands:
        raise CommandError("missing operand")
    status = 0
    for name in given.operands:
        try:
            _make(frame.state.path(name), with_parents=bool(given.flags))
        except FileExistsError:
            reason = "File exists"
        except (OSError, ValueError) as error:
            reason = os_message(error)
        else:
            continue
        frame.complain(f"mkdir: cannot create directory '{name}': {reason}")
        status = 1
    return status


def _make(path: str, *, with_parents: bool) -> None:
    if with_parents:
        os.makedirs(path, exist_ok=True)
    else:
        os.mkdir(path)
