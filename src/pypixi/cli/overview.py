"""What help says where no single command is asked about."""

from __future__ import annotations

from .extensions import find_extensions
from .table import PIXI, headings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .command import Command
    from .world import World

_PROGRAM_OPTIONS = """\
Options:
  -h, --help            Show this help; `pixi COMMAND --help` for a command
  -V, --version         Show the version
      --list            List all commands, extensions included
"""
_GROUP_OPTIONS = """\
Options:
  -h, --help            Show this help; behind a command, that of the command
"""
_OPTIONS = """\
  -v, --verbose         Say more; repeat for more still
  -q, --quiet           Say only results and errors
      --color COLOR     always, never or auto [env: PIXI_COLOR]
      --no-progress     Draw no progress bars [env: PIXI_NO_PROGRESS]"""


def group_help(group: Command) -> str:
    """Return the help of a group of commands, which the program is too."""
    command = "[COMMAND]" if group is PIXI else "<COMMAND>"
    lines = [group.summary, "", f"Usage: {group.prog} [OPTIONS] {command}"]
    for heading, commands in headings(group):
        lines += ["", f"{heading}:", *_rows(commands)]
    options = _PROGRAM_OPTIONS if group is PIXI else _GROUP_OPTIONS
    return "\n".join([*lines, "", options + _OPTIONS])


def program_list(world: World) -> str:
    """Return the list of all commands, programs that are commands among them."""
    rows = [f"    {row.name:<20}{row.summary}" for row in PIXI.shown]
    rows += [
        f"    {name:<20}(via pixi-{name})"
        for name in sorted(find_extensions(world))
        if PIXI.find(name) is None
    ]
    return "\n".join(["Installed Commands:", *rows])


def _rows(commands: Iterable[Command]) -> Iterator[str]:
    for command in commands:
        yield f"  {', '.join(command.words):<14} {command.summary}"
