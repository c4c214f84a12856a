"""Lock files as earlier versions of the format have them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def make_version_6(path: Path) -> str:
    """Rewrite a lock file as of version 6; return what it says now.

    That describes no platforms, and does not say which index a package is from.
    """
    text = path.read_text("utf-8")
    start, end = text.index("platforms:\n"), text.index("environments:\n")
    old = text[:start].replace("version: 7", "version: 6") + text[end:]
    old = re.sub(r"(?m)^  index: .*\n", "", old)
    path.write_text(old, "utf-8")
    return old
