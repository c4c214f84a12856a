"""``rm``: files and folders no more."""

from __future__ import annotations

import os

from pypixi.taskshell.failures import CommandError, os_message

from .arguments import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pypixi.taskshell.frame import Frame

_RECURSIVE = ("-r", "-R", "--recursive")
_FORCE = ("-f", "--force")
_DIR = ("-d", "--dir")


def run(argv: list[str], frame: Frame) -> int:
    """Remove files, and by flags folders; go on if one cannot be removed.

    Raises:
        CommandError: If there is nothing to remove.
    """
    given = parse(argv[1:], flags=(*_RECURSIVE, *_FORCE, *_DIR))
    if not given.operands:
        raise CommandError("missing operand")
    status = 0
    for name in given.operands:
        frame.jobs.check()
        try:
            _remove(frame.state.path(name), given.flags)
        except FileNotFoundError as error:
            if given.flags.isdisjoint(_FORCE):
                status = _failed(name, error, frame)
        except (OSError, ValueError) as error:
            status = _failed(name, error, frame)
    return status


def _remove(path: str, flags: set[str]) -> None:
    is_folder = os.path.isdir(path) and not os.path.islink(path)
    if is_folder and not flags.isdisjoint(_RECURSIVE):
        from shutil import rmtree  # noqa: PLC0415 - only folders need it

        rmtree(path)
    elif is_folder and not flags.isdisjoint(_DIR):
        os.rmdir(path)
    else:
        os.unlink(path)


def _failed(name: str, error: OSError | ValueError, frame: Frame) -> int:
    frame.complain(f"rm: cannot remove '{name}': {os_message(error)}")
    return 1
