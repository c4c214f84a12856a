"""What a command may touch of the world around it."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path
    from typing import TextIO


class World:
    """The process around a command: its variables, folder and streams."""

    __slots__ = (
        "cwd",
        "env",
        "executable",
        "owns_process",
        "stderr",
        "stdin",
        "stdout",
    )

    def __init__(  # noqa: PLR0913 - by name, and each is another part of the world
        self,
        *,
        env: Mapping[str, str],
        cwd: Path,
        stdin: TextIO,
        stdout: TextIO,
        stderr: TextIO,
        executable: str = "pixi",
        owns_process: bool = False,
    ) -> None:
        self.env = env
        self.cwd = cwd
        self.stdin = stdin
        self.stdout = stdout
        self.stderr = stderr
        self.executable = executable
        self.owns_process = owns_process

    def hand_over(
        self, program: Path, argv: Sequence[str], *, env: Mapping[str, str], cwd: Path
    ) -> int:
        """Let a program take the place of the process, if that is ours to give away.

        Else it runs as a child on our streams, and its exit code is returned.

        Raises:
            OSError: If it cannot be started.
        """
        if self.owns_process:
            from pypixi.processes import hand_over  # noqa: PLC0415

            return hand_over(program, argv, env=env, cwd=cwd)
        return self.attend(program, argv, env=env, cwd=cwd)

    def attend(
        self, program: Path, argv: Sequence[str], *, env: Mapping[str, str], cwd: Path
    ) -> int:
        """Run a program to its end on our streams; return its exit code.

        Raises:
            OSError: If it cannot be started.
        """
        from pypixi.processes import run_attached  # noqa: PLC0415

        streams = (self.stdin, self.stdout, self.stderr)
        return run_attached(program, argv, env=env, cwd=cwd, streams=streams)
