"""Real bash, as the judge of what our text means to it."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def printed(words: Iterable[str], env: Mapping[str, str] | None = None) -> list[str]:
    """Return what bash takes each piece of shell text for, one word each."""
    script = "".join(f"printf '%s\\0' {word}\n" for word in words)
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-c", script],
        check=True,
        capture_output=True,
        env={"PATH": "/usr/bin:/bin", **(env or {})},
    )
    assert done.stderr == b""
    return os.fsdecode(done.stdout).split("\0")[:-1]
