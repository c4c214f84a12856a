"""``cat``: files one after the other."""

from __future__ import annotations

from pypixi.taskshell.failures import CommandError
from pypixi.taskshell.frame import write_all

from .arguments import parse
from .files import content

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pypixi.taskshell.frame import Frame


def run(argv: list[str], frame: Frame) -> int:
    """Write the content of files, or of the input; go on if one cannot be read."""
    status = 0
    for name in parse(argv[1:]).operands or ["-"]:
        try:
            for chunk in content(name, frame):
                write_all(frame.streams[1], chunk)
        except CommandError as error:
            frame.complain(f"cat: {error.message}")
            status = 1
    return status
