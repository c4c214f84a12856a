"""The debug log: silent, and not even imported, unless somebody asks for it."""

from __future__ import annotations

import sys

_LEVELS = ("ERROR", "INFO", "DEBUG")


def start(verbosity: int) -> None:
    """Send log records of our modules to standard error.

    Args:
        verbosity: How often ``-v`` was given; 0 leaves logging alone.
    """
    if verbosity <= 0:
        return
    import logging  # noqa: PLC0415 - 12 ms that nobody pays without asking

    logging.basicConfig(
        stream=sys.stderr,
        level=_LEVELS[min(verbosity, len(_LEVELS) - 1)],
        format="%(levelname).1s %(name)s: %(message)s",
    )
