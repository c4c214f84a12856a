"""``set`` and ``shopt``: options of the shell."""

from __future__ import annotations

from pypixi.taskshell.failures import CommandError
from pypixi.taskshell.state import GLOB_OPTIONS, OPTIONS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from pypixi.taskshell.frame import Frame
    from pypixi.taskshell.state import State


def run(argv: list[str], frame: Frame) -> int:
    """Switch options, or list them."""
    return _set(argv, frame) if argv[0] == "set" else _shopt(argv, frame)


def _set(argv: list[str], frame: Frame) -> int:
    words = argv[1:]
    while words:
        word = words.pop(0)
        if word in ("-e", "+e"):
            _switch(frame.state, ["errexit"], on=word == "-e")
        elif word not in ("-o", "+o"):
            raise CommandError(f"invalid option: {word}")
        elif not words:
            frame.write(_listing(frame.state, is_command=word == "+o"))
        elif words[0] in OPTIONS:
            _switch(frame.state, [words.pop(0)], on=word == "-o")
        else:
            raise CommandError(f"unknown option: {words[0]}")
    return 0


def _listing(state: State, *, is_command: bool) -> str:
    if not is_command:
        return _states(OPTIONS, state.options)
    signs = ((name, "-" if name in state.options else "+") for name in OPTIONS)
    return "".join(f"set {sign}o {name}\n" for name, sign in signs)


def _shopt(argv: list[str], frame: Frame) -> int:
    switches = {word for word in argv[1:] if word in ("-s", "-u")}
    names = [word for word in argv[1:] if word not in switches]
    if len(switches) > 1:
        raise CommandError("cannot set and unset options simultaneously")
    for name in names:
        if name not in GLOB_OPTIONS:
            raise CommandError(f"{name}: invalid shell option name")
    if not switches:
        frame.write(_states(names or GLOB_OPTIONS, frame.state.options))
        return int(not frame.state.options.issuperset(names))
    if not names:
        raise CommandError("option name required")
    _switch(frame.state, names, on="-s" in switches)
    return 0


def _states(names: Iterable[str], switched_on: Collection[str]) -> str:
    return "".join(
        f"{name}\t{'on' if name in switched_on else 'off'}\n" for name in names
    )


def _switch(state: State, names: Iterable[str], *, on: bool) -> None:
    state.options = (
        state.options.union(names) if on else state.options.difference(names)
    )
