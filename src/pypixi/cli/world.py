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

    def run_script(
        self, text: str, *, env: Mapping[str, str], cwd: str, system: str, is_last: bool
    ) -> int:
        """Run a script of the task shell to its end; return its status.

        Where it is one program and nothing is left to do, the program takes our place.

        Args:
            text: The script.
            env: The variables it starts with.
            cwd: Where it runs.
            system: As ``sys.platform`` names it.
            is_last: Whether nothing is left to do once it has ended.

        Raises:
            ShellSyntaxError: If it cannot be parsed.
        """
        from pypixi.taskshell.parser import parse  # noqa: PLC0415 - only `run` needs it
        from pypixi.taskshell.run import run_script  # noqa: PLC0415 - as above

        script = parse(text)
        self._flush()
        if not self.owns_process:
            streams = (self.stdin.fileno(), self.stdout.fileno(), self.stderr.fileno())
            return run_script(script, env=env, cwd=cwd, system=system, streams=streams)
        if is_last and system != "win32":
            from pypixi.taskshell.simple import (  # noqa: PLC0415 - as above
                become,
                simple_command,
            )

            simple = simple_command(script, env=env, cwd=cwd)
            if simple is not None:
                return become(simple)
        from pypixi.taskshell.programs.jobs import Jobs  # noqa: PLC0415 - as above
        from pypixi.taskshell.programs.signals import Forwarding  # noqa: PLC0415

        jobs = Jobs()
        with Forwarding(jobs):
            return run_script(
                script, env=env, cwd=cwd, system=system, owns_process=True, jobs=jobs
            )

    def end_as(self, status: int) -> int:
        """Die of the signal that a status tells of, if the process is ours to end.

        Returns:
            The status, where it tells of none.
        """
        if self.owns_process:
            from pypixi.taskshell.programs.signals import die_of  # noqa: PLC0415

            self._flush()
            die_of(status)
        return status

    def _flush(self) -> None:
        for stream in (self.stdout, self.stderr):
            try:
                stream.flush()
            except OSError:
                continue  # nobody reads it any more

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
