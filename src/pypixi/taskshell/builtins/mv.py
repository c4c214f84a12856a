"""``mv``: files and folders under another name."""

from __future__ import annotations

import os

from .arguments import parse
from .targets import Bringer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pypixi.taskshell.frame import Frame


def run(argv: list[str], frame: Frame) -> int:
    """Move files and folders, within one file system."""
    operands = parse(argv[1:]).operands
    bringer = Bringer(frame, "move", (".", ".."), os.replace)
    return bringer.bring(argv[0], operands)
