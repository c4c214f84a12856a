"""``cp``: copies of files and folders."""

from __future__ import annotations

import os
from stat import S_IMODE

from pypixi.taskshell.failures import CommandError
from pypixi.taskshell.frame import write_all

from .arguments import parse
from .files import chunks
from .targets import Bringer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pypixi.taskshell.frame import Frame

_RECURSIVE = ("-r", "-R", "--recursive")


def run(argv: list[str], frame: Frame) -> int:
    """Copy files, with ``-r`` folders as well."""
    given = parse(argv[1:], flags=_RECURSIVE)

    def copy(source: str, place: str) -> None:
        if not os.path.isdir(source):
            _copy_file(source, place, frame)
        elif given.flags:
            _check_folder(source, place)
            _copy_folder(source, place, frame)
        else:
            raise CommandError("source was a directory; maybe specify -r")

    return Bringer(frame, "copy", ("..",), copy).bring(argv[0], given.operands)


def _check_folder(source: str, place: str) -> None:
    if os.path.isfile(place):
        raise CommandError("destination was a file")
    if os.path.islink(place):
        raise CommandError("no support for copying to symlinks")
    if os.path.islink(source):
        raise CommandError("no support for copying from symlinks")
    inside = os.path.join(os.path.realpath(source), "")
    if os.path.join(os.path.realpath(place), "").startswith(inside):
        raise CommandError("destination is inside of the source")


def _copy_folder(source: str, place: str, frame: Frame) -> None:
    """Copy a folder into a place; links in it are passed over."""
    os.makedirs(place, exist_ok=True)
    with os.scandir(source) as entries:
        found = sorted(entries, key=lambda entry: entry.name)
    for entry in found:
        if entry.is_symlink():
            continue
        inside = os.path.join(place, entry.name)
        if entry.is_dir():
            _copy_folder(entry.path, inside, frame)
        elif entry.is_file():
            _copy_file(entry.path, inside, frame)


def _copy_file(source: str, place: str, frame: Frame) -> None:
    """Copy a file with its permissions."""
    binary = getattr(os, "O_BINARY", 0)
    reading = os.open(source, os.O_RDONLY | binary)
    try:
        found = os.fstat(reading)
        if os.path.exists(place) and os.path.samestat(found, os.stat(place)):
            raise CommandError("source and destination are the same")
        mode = S_IMODE(found.st_mode)
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | binary
        writing = os.open(place, flags, mode)
        try:
            for chunk in chunks(reading, frame):
                write_all(writing, chunk)
            if hasattr(os, "fchmod"):
                os.fchmod(writing, mode)
        finally:
            os.close(writing)
    finally:
        os.close(reading)
