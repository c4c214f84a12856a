"""``pwd``: the working directory.

The flags are those of a POSIX shell with their meanings swapped, as in the original.
"""

from __future__ import annotations

from .arguments import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pypixi.taskshell.frame import Frame


def run(argv: list[str], frame: Frame) -> int:
    """Write the working directory, with ``-L`` the path without links."""
    given = parse(argv[1:], flags=("-L", "-P"))
    state = frame.state
    folder = state.paths.realpath(state.cwd) if "-L" in given.flags else state.cwd
    frame.write(f"{folder}\n")
    return 0
