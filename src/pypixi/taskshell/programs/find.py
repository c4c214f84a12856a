"""Which program a command means."""

from __future__ import annotations

import os
from stat import S_ISREG

from pypixi.taskshell.failures import CommandError
from pypixi.taskshell.state import paths_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pypixi.taskshell.state import State

NOT_FOUND = 127
_EXTENSIONS = ".EXE;.CMD;.BAT;.COM"
_SHEBANG = b"#!/usr/bin/env "
_LONGEST_SHEBANG = 4096
_MOST_SCRIPTS = 16
"""How many scripts may be the interpreter of each other."""


def resolve(argv: Sequence[str], state: State) -> list[str]:
    """Return the program of a command by its full path, and its arguments.

    A script given by a path that asks ``env`` for its interpreter gets it from here, on
    every system: the rest of the first line is its name, or with ``-S`` several words.

    Raises:
        CommandError: If there is no such program.
    """
    name, *arguments = argv
    for _ in range(_MOST_SCRIPTS):
        program = find_program(name, state.env, state.cwd, state.system)
        line = _interpreter(program) if is_path(name, state.system) else None
        if line is None:
            return [program, *arguments]
        words = _interpreter_words(line, state)
        name, arguments = words[0], [*words[1:], program, *arguments]
    raise CommandError(f"{argv[0]}: the interpreters of scripts have no end")


def _interpreter_words(line: str, state: State) -> list[str]:
    if not line.startswith("-S"):
        return [line]
    from pypixi.taskshell.lines import split_words  # noqa: PLC0415 - few scripts have such a line

    return split_words(line[2:].strip(), state) or [""]


def find_program(name: str, env: Mapping[str, str], cwd: str, system: str) -> str:
    """Return the path of the program that a name means.

    Raises:
        CommandError: If there is none in ``PATH``. A path is returned as it is.
    """
    if not name:
        raise CommandError("command name was empty")
    by_path = is_path(name, system)
    for candidate in candidates(name, env, cwd, system):
        if (by_path and system != "win32") or _is_executable(candidate):
            return candidate
    if by_path:
        return os.path.join(cwd, name)
    raise CommandError(f"{name}: command not found", NOT_FOUND)


def candidates(
    name: str, env: Mapping[str, str], cwd: str, system: str
) -> Iterator[str]:
    """Yield the paths that a name may mean, the most likely first."""
    paths = paths_of(system)
    if is_path(name, system):
        folders = [cwd]
        name = name.removeprefix("./")
    else:
        entries = env.get("PATH", "").split(paths.pathsep)
        folders = [paths.join(cwd, entry) for entry in entries if entry]
    endings = _endings(name, env) if system == "win32" else [""]
    for folder in folders:
        for ending in endings:
            yield paths.join(folder, name + ending)


def is_path(name: str, system: str) -> bool:
    """Tell whether a name says where the program is."""
    return "/" in name or (system == "win32" and "\\" in name)


def _endings(name: str, env: Mapping[str, str]) -> list[str]:
    """Return what may stand behind a name on Windows."""
    known = [each for each in env.get("PATHEXT", _EXTENSIONS).split(";") if each]
    has_ending = name.upper().endswith(tuple(each.upper() for each in known))
    return ["", *known] if has_ending else known


def _is_executable(path: str) -> bool:
    try:
        return S_ISREG(os.stat(path).st_mode) and os.access(path, os.X_OK)
    except (OSError, ValueError):
        return False


def _interpreter(path: str) -> str | None:
    """Return what a script asks ``env`` for, None if it does not."""
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except (OSError, ValueError):
        return None
    try:
        start = os.read(descriptor, _LONGEST_SHEBANG)
    except OSError:
        return None
    finally:
        os.close(descriptor)
    if not start.startswith(_SHEBANG):
        return None
    line = start.removeprefix(_SHEBANG).splitlines()
    return line[0].decode(errors="surrogateescape").strip() if line else None
