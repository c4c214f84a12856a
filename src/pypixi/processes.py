"""The one way to find and run another program."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from threading import Lock, Thread
from typing import TYPE_CHECKING, cast

from .values import frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path
    from typing import IO, TextIO


@frozen
class Completed:
    """A program that has ended, with everything it wrote."""

    code: int
    """Exit code; negative for death by a signal."""
    stdout: bytes
    stderr: bytes

    @property
    def ending(self) -> str:
        """How it ended, to be said behind its name."""
        if self.code >= 0:
            return f"ended with exit code {self.code}"
        number = -self.code
        known = {int(each): each.name for each in signal.Signals}
        return f"was ended by signal {known.get(number, number)}"


def find_program(
    name: str, *, env: Mapping[str, str], cwd: Path, system: str
) -> Path | None:
    """Return the program that ``name`` means in an environment, or None.

    A name with a separator is a path from ``cwd``; any other is looked up in ``PATH``.
    On Windows the extensions of ``PATHEXT`` are tried.
    """
    extensions = [""]
    if system == "win32":
        extensions += env.get("PATHEXT", ".COM;.EXE;.BAT;.CMD").split(";")
    separators = "/\\" if system == "win32" else "/"
    if any(separator in name for separator in separators):
        folders = [cwd]
    else:
        path = env.get("PATH", env.get("Path", ""))
        folders = [cwd / entry for entry in path.split(os.pathsep) if entry]
    for folder in folders:
        for extension in extensions:
            candidate = folder / f"{name}{extension}"
            if candidate.is_file() and os.access(candidate, os.X_OK):
                return candidate
    return None


def capture(
    argv: Sequence[str], *, env: Mapping[str, str], cwd: Path | None = None
) -> Completed:
    """Run a program to its end without a terminal and return what it wrote.

    Raises:
        OSError: If it cannot be started.
    """
    done = subprocess.run(
        argv,
        env=dict(env),
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    return Completed(code=done.returncode, stdout=done.stdout, stderr=done.stderr)


class Children:
    """Programs under way, in any thread, which can all be told to stop."""

    __slots__ = ("_lock", "_running")

    def __init__(self) -> None:
        self._lock = Lock()
        self._running: set[subprocess.Popen[bytes]] = set()

    def stream(
        self,
        argv: Sequence[str],
        *,
        env: Mapping[str, str],
        on_line: Callable[[str], None],
        cwd: Path | None = None,
    ) -> Completed:
        """Run a program like :func:`capture`, hearing each line of its errors.

        Whatever interrupts us, Ctrl-C above all, ends the program as well.

        Raises:
            OSError: If it cannot be started.
        """
        with subprocess.Popen(
            argv,
            env=dict(env),
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as child:
            with self._lock:
                self._running.add(child)
            try:
                stdout, stderr = _outputs(child, on_line)
            except BaseException:
                child.terminate()
                raise
            finally:
                with self._lock:
                    self._running.discard(child)
        return Completed(code=child.returncode, stdout=stdout, stderr=stderr)

    def stop(self) -> None:
        """Tell all programs under way to end; whoever runs them waits until they do."""
        with self._lock:
            for child in self._running:
                child.terminate()


def _outputs(
    child: subprocess.Popen[bytes], on_line: Callable[[str], None]
) -> tuple[bytes, bytes]:
    """Return all that a program writes, having heard its errors as they came."""
    results: list[bytes] = []
    reader = Thread(target=_read, args=(_taken_stdout(child), results), daemon=True)
    reader.start()
    errors = []
    for line in cast("IO[bytes]", child.stderr):
        errors.append(line)
        on_line(line.decode(errors="replace").rstrip("\r\n"))
    reader.join()
    return b"".join(results), b"".join(errors)


def _taken_stdout(child: subprocess.Popen[bytes]) -> IO[bytes]:
    """Return the output of a program, which then is not closed with the others.

    An interrupt would close it while a thread is about to read.
    """
    stdout, child.stdout = cast("IO[bytes]", child.stdout), None
    return stdout


def _read(stream: IO[bytes], results: list[bytes]) -> None:
    with stream:
        results.append(stream.read())


def hand_over(
    program: Path, argv: Sequence[str], *, env: Mapping[str, str], cwd: Path
) -> int:
    """Let ``program`` take our place; return its exit code where that is impossible.

    On Unix this process becomes the program, so signals, terminal and exit code are its
    own, and the call does not return.

    Raises:
        OSError: If it cannot be started.
    """
    if sys.platform == "win32":  # pragma: no cover - cannot be run on this system
        return run_attached(program, argv, env=env, cwd=cwd)
    os.chdir(cwd)
    sys.stdout.flush()
    sys.stderr.flush()
    _restore_signals()
    return os.execve(program, list(argv), dict(env))  # noqa: S606 - no shell is the point


def _restore_signals() -> None:
    """Undo what Python ignores for itself: a program inherits it through exec."""
    for name in ("SIGPIPE", "SIGXFSZ"):
        number = getattr(signal, name, None)
        if number is not None:
            signal.signal(number, signal.SIG_DFL)


def run_attached(
    program: Path,
    argv: Sequence[str],
    *,
    env: Mapping[str, str],
    cwd: Path,
    streams: tuple[TextIO, TextIO, TextIO] | None = None,
) -> int:
    """Run a program to its end on our streams, or on those given; return its exit code.

    We stay alive through Ctrl-C, which reaches the program as well.

    Raises:
        OSError: If it cannot be started.
    """
    stdin, stdout, stderr = streams or (None, None, None)
    with subprocess.Popen(
        [program, *argv[1:]],
        env=dict(env),
        cwd=cwd,
        stdin=stdin,
        stdout=stdout,
        stderr=stderr,
    ) as child:
        while True:
            try:
                return child.wait()
            except KeyboardInterrupt:
                continue
