"""``pixi run`` where nothing has changed since the last time."""

from __future__ import annotations

import os
import sys

from pypixi.taskshell.literal import literal_words

from .activate import planned_environment
from .find import valid_plan

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pypixi.taskshell.grammar.nodes import Script

    from .plan import Plan, PlannedTask

_NOT_FOUND = 127
_PLAIN = frozenset(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./+=:,@%-"
)
"""Characters of a word that mean nothing when it is split like a line."""


class _Words:
    """What stands behind ``pixi run``, as far as the fast lane understands it."""

    __slots__ = ("environment", "executable", "quiet", "words")

    def __init__(self) -> None:
        self.environment = ""
        self.executable = False
        self.quiet = False
        self.words: list[str] = []


def run_planned(argv: Sequence[str], env: Mapping[str, str], cwd: str) -> int | None:
    """Run what was typed by a plan; return its exit code, None where none fits.

    Where it is one program, that takes the place of this process.

    Args:
        argv: What stands behind ``pixi run``.
        env: The variables of this process.
        cwd: Where it was typed.
    """
    typed = _understood(argv)
    if typed is None:
        return None
    plan = valid_plan(typed.environment, env, cwd)
    if plan is None:
        return None
    name = typed.words[0]
    task = None if typed.executable else plan.tasks.get(name)
    if task is None and name in plan.others and not typed.executable:
        return None
    started = _Started(plan, typed, task, cwd)
    if not os.path.isdir(started.folder):
        return None
    return _start(started, plan, env, cwd, quiet=typed.quiet)


class _Started:
    """What is to be run, and where."""

    __slots__ = ("banner", "folder", "script")

    def __init__(
        self, plan: Plan, typed: _Words, task: PlannedTask | None, cwd: str
    ) -> None:
        self.banner = ""
        self.folder = cwd
        if task is None:
            is_line = len(typed.words) == 1
            self.script = typed.words[0] if is_line else literal_words(typed.words)
            return
        name, *extra = typed.words
        extra = extra[1:] if extra[:1] == ["--"] else extra
        self.script = " ".join(filter(None, [task.script, literal_words(extra)]))
        self.folder = task.cwd
        if not typed.quiet:
            where = f" in {plan.environment}" if plan.several else ""
            shown = " ".join([task.shown, *extra])
            told = f": ({task.description})" if task.description else ""
            self.banner = f"Pixi task ({name}{where}): {shown}{told}\n"


def _start(
    started: _Started, plan: Plan, env: Mapping[str, str], cwd: str, *, quiet: bool
) -> int | None:
    from pypixi.errors import PixiError  # noqa: PLC0415 - a class to be caught
    from pypixi.taskshell.parser import parse  # noqa: PLC0415 - once a plan holds

    try:
        script = parse(started.script)
    except PixiError:
        return None
    variables = planned_environment(plan, env)
    if variables is None:
        return None
    if started.banner:
        from pypixi.terminal.abilities import shows_emoji  # noqa: PLC0415 - not by `-q`

        mark = "✨ " if shows_emoji(env, sys.platform) else ""
        _tell(f"{mark}{started.banner}")
    variables["INIT_CWD"] = cwd
    variables["PWD"] = started.folder
    code = _run(script, variables, started.folder)
    if code == _NOT_FOUND and plan.listed and not quiet:
        rows = "".join(f"\t{name}\n" for name in plan.listed)
        _tell(f"\nAvailable tasks:\n{rows}")
    return code


def _tell(text: str) -> None:
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except OSError:
        return  # nobody reads it, and that is no reason to run nothing


def _understood(argv: Sequence[str]) -> _Words | None:
    """Return the words of a command line that has none but a few options."""
    typed = _Words()
    rest = list(argv)
    while rest and rest[0].startswith("-"):
        option = rest.pop(0)
        if option in ("-e", "--environment") and rest:
            typed.environment = rest.pop(0)
        elif option.startswith("--environment="):
            typed.environment = option.partition("=")[2]
        elif option in ("-q", "--quiet"):
            typed.quiet = True
        elif option in ("-x", "--executable"):
            typed.executable = True
        else:
            return None
    typed.words = rest
    is_line = len(rest) == 1 and not set(rest[0]) <= _PLAIN
    return None if not rest or is_line or not rest[0] else typed


def _run(script: Script, env: dict[str, str], cwd: str) -> int:
    """Run a script, or become the one program that it is."""
    from pypixi.taskshell.simple import (  # noqa: PLC0415 - once a plan holds
        become,
        simple_command,
    )

    simple = simple_command(script, env=env, cwd=cwd)
    if simple is not None:
        return become(simple)
    from pypixi.taskshell.programs.jobs import Jobs  # noqa: PLC0415 - scripts need it
    from pypixi.taskshell.programs.signals import (  # noqa: PLC0415 - as above
        Forwarding,
        die_of,
    )
    from pypixi.taskshell.run import run_script  # noqa: PLC0415 - as above

    jobs = Jobs()
    with Forwarding(jobs):
        status = run_script(
            script, env=env, cwd=cwd, system=sys.platform, owns_process=True, jobs=jobs
        )
    die_of(status)
    return status
