"""What a command may touch of the world around it."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import TextIO


class World:
    """The process around a command: its variables, folder and streams."""

    __slots__ = ("cwd", "env", "executable", "stderr", "stdin", "stdout")

    def __init__(
        self,
        *,
        env: Mapping[str, str],
        cwd: Path,
        stdin: TextIO,
        stdout: TextIO,
        stderr: TextIO,
        executable: str = "pixi",
    ) -> None:
        self.env = env
        self.cwd = cwd
        self.stdin = stdin
        self.stdout = stdout
        self.stderr = stderr
        self.executable = executable
