"""``echo``: its arguments as a line, those that look like flags included."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pypixi.taskshell.frame import Frame


def run(argv: list[str], frame: Frame) -> int:
    """Write the arguments."""
    frame.write(" ".join(argv[1:]) + "\n")
    return 0
