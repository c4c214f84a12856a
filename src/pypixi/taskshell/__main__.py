"""``python -m pypixi.taskshell -c SCRIPT``: the task shell by itself."""

from __future__ import annotations

import os
import sys

from .parser import parse
from .programs.jobs import Jobs
from .simple import become, simple_command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from .grammar.nodes import Script

_USAGE = "usage: python -m pypixi.taskshell -c SCRIPT"
_MISUSE = 2


def main(arguments: Sequence[str]) -> int:
    """Run the script that is given as an argument and return its status."""
    match arguments:
        case ["-c", text]:
            return _run(text)
        case _:
            print(_USAGE, file=sys.stderr)  # noqa: T201 - a program by itself
            return _MISUSE


def _run(text: str) -> int:
    from pypixi.errors import PixiError  # noqa: PLC0415 - a class to be caught

    try:
        script = parse(text)
    except PixiError as error:
        print(error.message, *error.notes, sep="\n", file=sys.stderr)  # noqa: T201
        return 1
    env, cwd = {**os.environ}, os.getcwd()
    simple = simple_command(script, env=env, cwd=cwd) if os.name == "posix" else None
    return _run_here(script, env, cwd) if simple is None else become(simple)


def _run_here(script: Script, env: dict[str, str], cwd: str) -> int:
    from .programs.signals import Forwarding, die_of  # noqa: PLC0415
    from .run import run_script  # noqa: PLC0415 - one program needs none of it

    jobs = Jobs()
    with Forwarding(jobs):
        status = run_script(
            script, env=env, cwd=cwd, system=sys.platform, owns_process=True, jobs=jobs
        )
    die_of(status)
    return status


sys.exit(main(sys.argv[1:]))
