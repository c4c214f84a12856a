"""``cat``: files one after the other."""

from __future__ import annotations

import os

from pypixi.taskshell.failures import CommandError, os_message
from pypixi.taskshell.frame import write_all

from .arguments import parse
from .files import chunks, opened

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pypixi.taskshell.frame import Frame


def run(argv: list[str], frame: Frame) -> int:
    """Write the content of files, or of the input; go on if one cannot be read."""
    status = 0
    for name in parse(argv[1:]).operands or ["-"]:
        content = iter(frame.read, b"") if name == "-" else _content(name, frame)
        try:
            for chunk in content:
                write_all(frame.streams[1], chunk)
        except CommandError as error:
            frame.complain(f"cat: {error.message}")
            status = 1
    return status


def _content(name: str, frame: Frame) -> Iterator[bytes]:
    try:
        descriptor = opened(name, frame)
    except (OSError, ValueError) as error:
        raise CommandError(f"{name}: {os_message(error)}") from None
    try:
        yield from chunks(descriptor, frame)
    except OSError as error:
        raise CommandError(f"{name}: {os_message(error)}") from None
    finally:
        os.close(descriptor)
