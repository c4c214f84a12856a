"""Scripts that are one plain program: they need nobody to wait for it.

Most tasks are such a script. The process that would run it can become the program, so
that signals, terminal and exit code are its own.
"""

from __future__ import annotations

import os

from .builtins.table import is_builtin
from .failures import CommandError, os_message
from .lines import plain_command, plain_expander
from .programs.find import resolve
from .state import State

TYPE_CHECKING = False
if TYPE_CHECKING:
    import signal as _signal
    from collections.abc import Mapping

    from .grammar.nodes import Script, Simple
else:
    import _signal  # what ``signal`` is made of, loaded with the interpreter

_SYSTEM = "posix"


class SimpleCommand:
    """A program with its arguments, environment and folder."""

    __slots__ = ("argv", "cwd", "env")

    def __init__(self, argv: list[str], env: dict[str, str], cwd: str) -> None:
        self.argv = argv
        """Its words, the first being the name of the program as it was written."""
        self.env = env
        self.cwd = cwd


def simple_command(
    script: Script, *, env: Mapping[str, str], cwd: str
) -> SimpleCommand | None:
    """Return the program that is all a script runs, None if there is more to it.

    Variables may be set before it: for it alone, and by lines that are an ``export``.
    """
    *exports, last = script.items
    state = State(env, cwd, _SYSTEM)
    try:
        for item in exports:
            if not _export(plain_command(item), state):
                return None
        return _command(plain_command(last), state)
    except CommandError:
        return None  # said where it is run


def become(command: SimpleCommand, *, errors: int = 2) -> int:
    """Let a program take the place of this process, as it would be run by a script.

    Returns only if that is impossible, with the status; why has been said.
    """
    try:
        argv = program_of(command)
    except CommandError as error:
        _complain(error.message, errors)
        return error.status
    try:
        os.chdir(command.cwd)
        _restore_signals()
        os.execve(argv[0], argv, command.env)  # noqa: S606 - no shell is the point
    except (OSError, ValueError) as error:
        _complain(f"Error launching '{command.argv[0]}': {os_message(error)}", errors)
    return 1


def program_of(command: SimpleCommand) -> list[str]:
    """Return the program by its path and the arguments it gets.

    Raises:
        CommandError: If it is not found.
    """
    return resolve(command.argv, State(command.env, command.cwd, _SYSTEM))


def _command(simple: Simple | None, state: State) -> SimpleCommand | None:
    if simple is None:
        return None
    expander = plain_expander(state)
    words = expander.words(simple.words)
    if not words or not words[0] or is_builtin(words[0]):
        return None
    for each in simple.assignments:
        state.export(each.name, expander.value(each.value))
    return SimpleCommand(words, state.child_env, state.cwd)


def _export(simple: Simple | None, state: State) -> bool:
    """Set variables if a command does so, and tell whether it does."""
    if simple is None or simple.assignments:
        return False
    words = plain_expander(state).words(simple.words)
    if words[:1] != ["export"]:
        return False
    for word in words[1:]:
        name, equals, value = word.partition("=")
        if equals and name:
            state.export(name, value)
    state.status = 0
    return True


def _complain(message: str, errors: int) -> None:
    try:
        os.write(errors, f"{message}\n".encode(errors="replace"))
    except OSError:
        return  # nobody reads it: the status tells


def _restore_signals() -> None:
    """Undo what Python ignores for itself: a program inherits it through exec."""
    for name in ("SIGPIPE", "SIGXFSZ"):
        _signal.signal(getattr(_signal, name), _signal.SIG_DFL)
