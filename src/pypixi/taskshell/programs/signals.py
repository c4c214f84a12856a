"""Signals that reach us while a script runs: its programs get them as well.

To be used in the main thread, around one run:

    jobs = Jobs()
    with Forwarding(jobs, streams):
        status = run_script(script, …, streams=streams, jobs=jobs)
    die_of(status)
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    import signal as _signal
    from types import FrameType
    from typing import Any

    from .jobs import Jobs
    from .spawn import Streams
else:
    import _signal  # what ``signal`` is made of, loaded with the interpreter

_KILLED = 128
_ABORTING = ("SIGINT", "SIGQUIT", "SIGABRT", "SIGTERM")
"""After one of these the script starts nothing more."""
_PASSED_ON = (
    *("SIGHUP", "SIGUSR1", "SIGUSR2", "SIGALRM", "SIGVTALRM", "SIGPROF"),
    *("SIGWINCH", "SIGCONT", "SIGURG", "SIGIO", "SIGPWR"),
)
"""Those that stop and go on in the terminal keep their meaning for us, too."""
_SIGKILL = 9
_SHOW_CURSOR = b"\x1b[?25h"


class Forwarding:
    """Sends the programs of a script the signals that reach this process.

    At a terminal it is the terminal that interrupts them: only built-in commands need
    to be told. Elsewhere whoever interrupts us means the whole script.
    """

    __slots__ = ("_former", "_jobs", "_streams", "raises")

    def __init__(self, jobs: Jobs, streams: Streams = (0, 1, 2)) -> None:
        self._jobs = jobs
        self._streams = streams
        self._former: dict[int, Any] = {}
        self.raises = False
        """Whether what ends a script also interrupts the main thread, which is busy
        with something else."""

    def __enter__(self) -> None:
        """Take over the signals; one that is ignored stays so, for programs as well."""
        for name in (*_ABORTING, *_PASSED_ON):
            number = getattr(_signal, name, None)
            if number is None or (os.name != "posix" and name != "SIGINT"):
                continue
            if _signal.getsignal(number) != _signal.SIG_IGN:
                handler = self._abort if name in _ABORTING else self._pass_on
                self._former[number] = _signal.signal(number, handler)

    def __exit__(self, *_: object) -> None:
        """Leave the signals to those who had them."""
        for number, handler in self._former.items():
            _signal.signal(number, handler)

    def _pass_on(self, number: int, _: FrameType | None) -> None:
        self._jobs.send(number)

    def _abort(self, number: int, _: FrameType | None) -> None:
        is_interrupt = number == _signal.SIGINT
        if is_interrupt and os.isatty(self._streams[1]):
            os.write(self._streams[1], _SHOW_CURSOR)
        if is_interrupt and (os.name != "posix" or os.isatty(self._streams[0])):
            self._jobs.interrupt()
        else:
            self._jobs.halt(_KILLED + number)
            self._jobs.send(number)
        if self.raises:
            raise KeyboardInterrupt


def die_of(status: int) -> None:
    """Die of the signal that a status tells of; return if it tells of none.

    So our parent sees what it would have seen of the program. A signal that kills
    nobody leaves the status to be returned.
    """
    number = status - _KILLED
    if os.name != "posix" or not 1 <= number < _signal.NSIG:
        return
    try:
        if number != _SIGKILL:
            _signal.signal(number, _signal.SIG_DFL)
        os.kill(os.getpid(), number)
    except (OSError, ValueError):
        return  # there is no such signal
