"""The terminal as the place where several tasks run at a time."""

from __future__ import annotations

import os
from contextlib import ExitStack, contextmanager
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING

from pypixi.taskshell.parser import parse
from pypixi.taskshell.programs.jobs import Jobs
from pypixi.taskshell.programs.signals import Forwarding
from pypixi.taskshell.run import run_script
from pypixi.terminal.ansi import paint
from pypixi.terminal.prefixed import PrefixedPipe

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Self

    from pypixi.cli.context import Context
    from pypixi.cli.stage import TerminalStage
    from pypixi.errors import PixiError
    from pypixi.task.graph import TaskNode
    from pypixi.taskshell.grammar.nodes import Script
    from pypixi.workspace.running.prepare import Job

    Streams = tuple[int, int, int]

_TICK = 0.2
"""Seconds between two looks at signals, where waiting does not hear of them."""
_STOPPED = 143
_INTERRUPTED = 130
_COLORS = ("cyan", "magenta", "green", "yellow")


class TerminalCrew:
    """Runs scripts in threads, and passes signals on to all of them.

    Args:
        stage: Announces tasks.
        context: The world and its console.
        system: As ``sys.platform`` names it.
        prefixed: Whether each line they write gets the name of its task in front;
            else they write to our streams themselves.
    """

    def __init__(
        self, stage: TerminalStage, context: Context, system: str, *, prefixed: bool
    ) -> None:
        self.announce = stage.announce
        self.skip = stage.skip
        self.enter = stage.enter
        self.start = stage.start
        self._context = context
        self._system = system
        self._prefixed = prefixed
        self._jobs = Jobs()
        self._forwarding = Forwarding(self._jobs)
        self._ended: SimpleQueue[tuple[int, int | BaseException]] = SimpleQueue()
        self._is_stopped = False
        """Whether it was us who stopped them."""
        self._exits = ExitStack()

    def __enter__(self) -> Self:
        if self._context.world.owns_process:
            self._exits.enter_context(self._forwarding)
        return self

    def __exit__(self, *_: object) -> None:
        self._exits.close()

    @property
    def interrupted(self) -> int | None:
        """The status to end with if somebody told us to end, else None."""
        if self._jobs.stopped is not None and not self._is_stopped:
            return self._jobs.stopped
        return _INTERRUPTED if self._jobs.interrupts else None

    @contextmanager
    def preparing(self) -> Iterator[None]:
        """Enter work of our own, which an interrupt ends by a KeyboardInterrupt."""
        self._forwarding.raises = True
        try:
            yield
        finally:
            self._forwarding.raises = False

    def begin(self, place: int, name: str, job: Job) -> None:
        """Start a script in a thread.

        Raises:
            ShellSyntaxError: If it cannot be parsed.
        """
        script = parse(job.script)
        color = _COLORS[place % len(_COLORS)]
        words = place, name, color, script, job
        Thread(target=self._run, args=words, daemon=True).start()

    def wait(self) -> tuple[int, int]:
        """Wait until a script has ended; return its place and its status."""
        while True:
            try:
                place, status = self._ended.get(timeout=_TICK)
            except Empty:
                continue
            if isinstance(status, BaseException):
                raise status
            return place, status

    def stop(self) -> None:
        """Ask all scripts to end, unless they have been interrupted anyway."""
        if self.interrupted is None:
            self._is_stopped = True
            self._jobs.stop(_STOPPED)

    def refuse(self, error: PixiError) -> None:
        """Tell why a task cannot be started while others go on."""
        self._context.console.error(error)

    def conclude(
        self, failures: Sequence[tuple[TaskNode, int]], left_out: Sequence[TaskNode]
    ) -> None:
        """Tell which tasks failed, and which did not run."""
        for node, status in failures:
            told = f"Task '{node.task.name}' failed with exit code {status}"
            self._context.console.note(told)
        if left_out:
            names = ", ".join(f"'{node.task.name}'" for node in left_out)
            self._context.console.note(f"Not run: {names}")

    def _run(self, place: int, name: str, color: str, script: Script, job: Job) -> None:
        jobs = self._jobs.part()
        status: int | BaseException
        try:
            with self._streams(name, color) as streams:
                status = run_script(
                    script,
                    env=job.env,
                    cwd=str(job.cwd),
                    system=self._system,
                    streams=streams,
                    jobs=jobs,
                )
        except BaseException as error:  # noqa: BLE001 - raised where it is waited for
            status = error
        self._jobs.forget(jobs)
        self._ended.put((place, status))

    @contextmanager
    def _streams(self, name: str, color: str) -> Iterator[Streams]:
        world = self._context.world
        if not self._prefixed:
            world.stdout.flush()
            world.stderr.flush()
            yield world.stdin.fileno(), world.stdout.fileno(), world.stderr.fileno()
            return
        with ExitStack() as exits:
            # Whoever reads first would take the lines of another one.
            stdin = os.open(os.devnull, os.O_RDONLY)
            exits.callback(os.close, stdin)
            stdout = exits.enter_context(self._pipe(name, color, is_error=False))
            stderr = exits.enter_context(self._pipe(name, color, is_error=True))
            yield stdin, stdout, stderr

    @contextmanager
    def _pipe(self, name: str, color: str, *, is_error: bool) -> Iterator[int]:
        console = self._context.console
        is_colored = console.stderr_color if is_error else console.stdout_color
        prefix = f"{paint(f'[{name}]', color, color=is_colored)} "
        pipe = PrefixedPipe(
            prefix.encode(errors="replace"),
            lambda lines: console.relay(lines, is_error=is_error),
        )
        try:
            yield pipe.writing
        finally:
            pipe.finish()
