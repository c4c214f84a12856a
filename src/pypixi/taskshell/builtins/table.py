"""Which module holds which command."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from pypixi.taskshell.frame import Frame

    BuiltIn = Callable[[list[str], Frame], int]

_MODULES = {
    ":": "truth",
    "cat": "cat",
    "cd": "cd",
    "cp": "cp",
    "echo": "echo",
    "exit": "exit",
    "export": "variables",
    "false": "truth",
    "head": "head",
    "mkdir": "mkdir",
    "mv": "mv",
    "pwd": "pwd",
    "rm": "rm",
    "set": "options",
    "shopt": "options",
    "sleep": "sleep",
    "test": "condition",
    "true": "truth",
    "unset": "variables",
    "xargs": "xargs",
}


def is_builtin(name: str) -> bool:
    """Tell whether the shell has a command itself."""
    return name in _MODULES


def find_builtin(name: str) -> BuiltIn | None:
    """Return the function that runs a command of the shell, None for other commands.

    Its module is imported now: each has one function of that name, ``run``.
    """
    module = _MODULES.get(name)
    if module is None:
        return None
    found = __import__(f"{__package__}.{module}", fromlist=("run",))
    function: BuiltIn = found.run
    return function
