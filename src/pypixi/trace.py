"""The debug log: silent, and not even imported, unless somebody asks for it."""

from __future__ import annotations

import sys

_LEVELS = ("ERROR", "INFO", "DEBUG")
_DEBUG = 10
"""``logging.DEBUG``"""


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


def debug(name: str, text: str, *values: object) -> None:
    """Write to the debug log of module ``name``; a log nobody asked for stays unloaded.

    Args:
        name: ``__name__`` of the module that writes.
        text: With ``%`` where the values go.
        values: What goes there.
    """
    if "logging" in sys.modules:
        sys.modules["logging"].getLogger(name).debug(text, *values)


def is_detailed() -> bool:
    """Tell whether the debug log wants all that there is to say (``-vv``)."""
    if "logging" not in sys.modules:
        return False
    return bool(sys.modules["logging"].getLogger().isEnabledFor(_DEBUG))
