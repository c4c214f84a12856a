"""What a script has under way: programs and background items, and how they stop.

A signal handler interrupts the main thread anywhere, so nothing it calls may wait for a
lock. Sets, lists and ``dict.setdefault`` are changed in one step each, which is enough.
"""

from __future__ import annotations

import os

from pypixi.taskshell.failures import ScriptExit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Protocol

    from .threads import Worker

    class Child(Protocol):
        """A program that has been started."""

        pid: int

        def send(self, signal: int) -> None:
            """Send a signal; one that has ended gets none."""

        def wait(self) -> int:
            """Wait for the end and return the status as a shell counts it."""


SIGTERM = 15
_TICK = 0.2
"""Seconds after which a built-in command that waits looks whether it is to stop."""


class Jobs:
    """What runs in a script, or in a substitution of one."""

    __slots__ = (
        "_parts",
        "_running",
        "_sent",
        "background",
        "failure",
        "interrupts",
        "stopped",
    )

    def __init__(self) -> None:
        self._running: set[Child] = set()
        self._sent: list[tuple[int, dict[Child, object]]] = []
        """The signals sent, and to whom."""
        self._parts: set[Jobs] = set()
        self.background: list[Worker] = []
        self.failure: int | None = None
        """Status of the background item that failed first."""
        self.interrupts = 0
        """How often somebody at the terminal has interrupted what runs."""
        self.stopped: int | None = None
        """The status of a script that is to start nothing more."""

    def part(self) -> Jobs:
        """Return the jobs of a substitution, which stop with these."""
        made = Jobs()
        self._parts.add(made)
        made.stopped = self.stopped
        return made

    def forget(self, part: Jobs) -> None:
        """Have no more to do with the jobs of a substitution."""
        self._parts.discard(part)

    def check(self) -> None:
        """Raise if nothing more is to be started.

        Raises:
            ScriptExit: With the status the script ends with.
        """
        if self.stopped is not None:
            raise ScriptExit(self.stopped)

    def launch(self, start: Callable[[], Child]) -> Child:
        """Start a program, and send it what has been sent since it was called for.

        Raises:
            ScriptExit: If nothing more is to be started.
            OSError: If it cannot be started.
        """
        before = len(self._sent)
        self.check()
        child = start()
        self._running.add(child)
        for signal, receivers in self._sent[before:]:
            _send_once(signal, receivers, child)
        return child

    def wait(self, child: Child) -> int:
        """Wait for the end of a program and return its status."""
        if hasattr(os, "waitid"):
            # Its number stays its own while it is among those that get signals.
            _wait_without_taking(child.pid)
            self._running.discard(child)
            return child.wait()
        try:
            return child.wait()
        finally:
            self._running.discard(child)

    def send(self, signal: int) -> None:
        """Send a signal to every program under way, once to each."""
        receivers: dict[Child, object] = {}
        self._sent.append((signal, receivers))
        for child in tuple(self._running):
            _send_once(signal, receivers, child)
        for part in tuple(self._parts):
            part.send(signal)

    def halt(self, status: int) -> None:
        """Start nothing more; what runs may end by itself."""
        if self.stopped is None:
            self.stopped = status
        for part in tuple(self._parts):
            part.halt(status)

    def stop(self, status: int) -> None:
        """Start nothing more, and ask what runs to end."""
        self.halt(status)
        self.send(SIGTERM)

    def fail(self, status: int) -> None:
        """Stop because a background item has failed."""
        if self.stopped is None:
            self.failure = status
            self.stop(status)

    def interrupt(self) -> None:
        """Interrupt the built-in commands that wait."""
        self.interrupts += 1
        for part in tuple(self._parts):
            part.interrupt()

    def join_background(self) -> None:
        """Wait for all background items, those included that they start."""
        while self.background:
            self.background.pop().join()

    def pause(self, seconds: float, interrupts: int) -> None:
        """Wait, unless told to stop or interrupted.

        Args:
            seconds: How long.
            interrupts: How many there had been when the command began.
        """
        from time import sleep  # noqa: PLC0415 - few commands wait

        while seconds > 0:
            self._check_pause(interrupts)
            sleep(min(seconds, _TICK))
            seconds -= _TICK
        self._check_pause(interrupts)

    def wait_for_input(self, descriptor: int, interrupts: int) -> None:
        """Wait until there is something to read, or as with :meth:`pause`."""
        import select  # noqa: PLC0415 - few commands read

        if not hasattr(select, "poll"):  # where only sockets can be waited for
            return
        poll = select.poll()
        poll.register(descriptor, select.POLLIN)
        while not poll.poll(_TICK * 1000):
            self._check_pause(interrupts)

    def _check_pause(self, interrupts: int) -> None:
        self.check()
        if self.interrupts != interrupts:
            raise InterruptedError


def _wait_without_taking(pid: int) -> None:
    """Wait for the end of a program, whose status can still be asked for."""
    try:
        os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    except ChildProcessError:
        return  # where SIGCHLD is ignored, nothing is left of it


def _send_once(signal: int, receivers: dict[Child, object], child: Child) -> None:
    """Send a signal unless it has been sent to this child, perhaps by the other side.

    Who sends looks for those that run; who starts one looks for what has been sent.
    """
    own = object()
    if receivers.setdefault(child, own) is own:
        child.send(signal)
