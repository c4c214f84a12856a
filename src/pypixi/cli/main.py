"""The door of the command line, and the one way out of it.

Only what the bare interpreter has loaded anyway is imported at module level: ``pixi
--version`` must cost next to nothing.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NoReturn

    from .world import World

_INTERRUPTED = 130
_GARBAGE_THRESHOLD = 500_000


def main() -> NoReturn:
    """Run the command that the process was started with, then leave the process."""
    argv = sys.argv[1:]
    _open_streams()
    if argv in (["--version"], ["-V"]):
        _print_version()
        leave(0)
    if argv and argv[0] in ("run", "r"):
        code = _run_planned(argv[1:])
        if code is not None:
            leave(code)
    if argv and argv[0] == "shell-hook" and _show_planned_hook(argv[1:]):
        leave(0)
    leave(_run(argv))


def leave(code: int) -> NoReturn:
    """Flush and end the process without tearing the interpreter down.

    The engine's threads crash an interpreter that is being torn down.
    """
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            continue  # nobody reads it any more
    os._exit(code)


def _run_planned(argv: Sequence[str]) -> int | None:
    """Run a task by the plan of the last time, None where there is none that holds."""
    cwd = _planned_folder()
    if cwd is None:
        return None
    from pypixi.launch.go import run_planned  # noqa: PLC0415 - other commands have none

    try:
        return run_planned(argv, dict(os.environ), cwd)
    except KeyboardInterrupt:
        return _INTERRUPTED


def _show_planned_hook(argv: Sequence[str]) -> bool:
    """Print a hook by the plan of the last time; tell whether there was one."""
    cwd = _planned_folder()
    if cwd is None:
        return False
    from pypixi.launch.hook import planned_hook  # noqa: PLC0415 - as above

    text = planned_hook(argv, dict(os.environ), cwd)
    if text is None:
        return False
    sys.stdout.flush()
    sys.stdout.buffer.write(os.fsencode(text))
    return True


def _planned_folder() -> str | None:
    """Return where a plan is looked for, None where none is to be used."""
    if sys.platform == "win32" or os.environ.get("PYPIXI_NO_FAST_LANE"):
        return None
    try:
        return os.getcwd()  # noqa: PTH109 - a Path costs more than all of this
    except OSError:
        return None


def _print_version() -> None:
    from pypixi.version import COMPATIBLE_VERSION, __version__  # noqa: PLC0415

    sys.stdout.write(f"pixi {COMPATIBLE_VERSION} (pypixi {__version__})\n")


def _run(argv: Sequence[str]) -> int:
    import gc  # noqa: PLC0415
    from pathlib import Path  # noqa: PLC0415

    from .world import World  # noqa: PLC0415

    # A command ends soon: looking for garbage costs 5 % of it, be it small or large.
    gc.set_threshold(_GARBAGE_THRESHOLD)
    try:
        cwd = Path.cwd()
    except FileNotFoundError:
        sys.stderr.write("Error: the current folder does not exist any more\n")
        return 1
    world = World(
        env=dict(os.environ),
        cwd=cwd,
        stdin=sys.stdin,
        stdout=sys.stdout,
        stderr=sys.stderr,
        executable=_executable(),
        owns_process=True,
    )
    return invoke(argv, world)


def _executable() -> str:
    """Return the program that was started, or its sibling for ``python -m pypixi``."""
    path = os.path.abspath(sys.argv[0])  # noqa: PTH100
    if not path.endswith("__main__.py"):
        return path
    return os.path.join(os.path.dirname(sys.executable), "pixi")  # noqa: PTH118, PTH120


def _open_streams() -> None:
    """Put something in the place of streams that were closed before we started."""
    if sys.stdin is None:
        sys.stdin = open(os.devnull)  # noqa: SIM115, PTH123
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w"))  # noqa: SIM115, PTH123


def invoke(argv: Sequence[str], world: World) -> int:
    """Run a command line within ``world`` and return its exit code."""
    from .dispatch import dispatch  # noqa: PLC0415

    try:
        return dispatch(argv, world)
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:
        return 0  # the reader of our output has seen enough
    except Exception:  # noqa: BLE001 - the boundary: a bug of ours
        return _report_bug(world)


def _report_bug(world: World) -> int:
    """Show everything that helps to find a bug, and leave as after any failure."""
    import traceback  # noqa: PLC0415

    traceback.print_exc(file=world.stderr)
    world.stderr.write(
        "\nThis is a bug in pypixi: please report it together with the text above.\n"
    )
    return 1
