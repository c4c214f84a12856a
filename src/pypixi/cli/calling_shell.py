"""Which shell a person typed a command in."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from pypixi.patterns import regex
from pypixi.prefix.shells.shell import SHELL_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

_DEPTH = 20
"""How many processes are looked at: a task runner may stand between shell and us."""

_NAME = regex(r"-?([a-z_]+)")
_PYTHON = "python"


def calling_shell(env: Mapping[str, str], system: str) -> str:
    """Return the name of the shell among the processes that led to this one.

    Where there is none that we can speak to, it is the user's own by ``SHELL``, or the
    one that every system has.
    """
    return named_shell(_commands(system), env, system)


def named_shell(
    commands: Iterable[Sequence[str]], env: Mapping[str, str], system: str
) -> str:
    """Return the first shell among commands, else the one that ``SHELL`` names.

    Args:
        commands: Programs with their arguments, the nearest process first.
        env: The variables of this process.
        system: As ``sys.platform`` names it.
    """
    for words in commands:
        name = _shell(words)
        if name is not None:
            return name
    own = _shell([env.get("SHELL", "")])
    return own or ("cmd" if system == "win32" else "bash")


def _shell(words: Sequence[str]) -> str | None:
    """Return the shell that a command runs, None for any other program."""
    if not words:
        return None
    # A program may show its whole line as one word, as xonsh does.
    names = [_name(words[0]), *map(_name, words[0].split()[:1])]
    if _PYTHON in names and any(_name(word) == "xonsh" for word in words[1:3]):
        return "xonsh"
    return next((name for name in names if name in SHELL_NAMES), None)


def _name(path: str) -> str:
    """Return what a program is called, without its version: ``ksh`` of ``ksh93``."""
    match = _NAME.match(path.replace("\\", "/").rpartition("/")[2].lower())
    return match[1] if match else ""


def _commands(system: str) -> Iterator[Sequence[str]]:
    """Yield the commands of the processes that led to this one."""
    # Only who asks about the shell looks at processes.
    if system == "win32":  # pragma: no cover - cannot be run on this system
        from shellingham import nt  # noqa: PLC0415

        found = nt.get_shell(max_depth=_DEPTH)
        if found:
            yield [Path(found[0]).stem]
        return
    from shellingham.posix import proc, ps  # noqa: PLC0415

    for source in (proc, ps):
        try:
            for process in source.iter_process_parents(str(os.getppid()), _DEPTH):
                yield process.args
        except OSError:  # this machine has no such source
            continue
        return
