from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from pypixi.taskshell.programs.jobs import Jobs
from pypixi.taskshell.programs.signals import Forwarding, die_of

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals are those of Unix")

PYTHON = f"'{sys.executable}'"
HEARS_INT = (
    "import signal, sys, time\n"
    "def heard(*_): print('heard', flush=True); sys.exit(12)\n"
    "signal.signal(signal.SIGINT, heard)\n"
    "print('ready', flush=True)\n"
    "time.sleep(20)"
)
COUNTS_HUPS = (
    "import signal, time\n"
    "count = []\n"
    "signal.signal(signal.SIGHUP, lambda *_: count.append(1))\n"
    "print('ready', flush=True)\n"
    "time.sleep(0.6); print(len(count))"
)


def started(script: str, folder: Path, stdin: int = subprocess.DEVNULL) -> Shell:
    """Start a script by itself, as a program that hears signals."""
    (folder / "hears_int").write_text(HEARS_INT)
    (folder / "counts").write_text(COUNTS_HUPS)
    return subprocess.Popen(
        [sys.executable, "-m", "pypixi.taskshell", "-c", script],
        cwd=folder,
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


Shell = subprocess.Popen[str]


def ended(shell: Shell, number: int, *, after: float = 0.0) -> tuple[int, str]:
    """Send a script a signal when its program is ready; return how it ended."""
    assert shell.stdout is not None
    if after:
        time.sleep(after)
    else:
        assert shell.stdout.readline() == "ready\n"
    shell.send_signal(number)
    output, _ = shell.communicate(timeout=10)
    return shell.returncode, output


@pytest.mark.parametrize(
    ("script", "number", "result"),
    [
        (f"{PYTHON} hears_int", signal.SIGINT, (12, "heard\n")),
        (f"true; {PYTHON} hears_int", signal.SIGINT, (12, "heard\n")),
        (f"{PYTHON} hears_int; echo no", signal.SIGINT, (-signal.SIGINT, "heard\n")),
        (f"{PYTHON} hears_int || echo no", signal.SIGINT, (-signal.SIGINT, "heard\n")),
        (f"({PYTHON} hears_int; echo no)", signal.SIGINT, (-signal.SIGINT, "heard\n")),
        (
            f"{PYTHON} hears_int | cat; echo no",
            signal.SIGINT,
            (-signal.SIGINT, "heard\n"),
        ),
        (f"echo $({PYTHON} hears_int >&2); echo no", signal.SIGINT, (-2, "heard\n")),
        (f"{PYTHON} hears_int; echo after", signal.SIGHUP, (0, "after\n")),
        (f"{PYTHON} counts; echo after", signal.SIGHUP, (0, "1\nafter\n")),
        (f"true; {PYTHON} hears_int", signal.SIGTERM, (-signal.SIGTERM, "")),
    ],
)
def test_program_gets_the_signal(
    tmp_path: Path, script: str, number: int, result: tuple[int, str]
) -> None:
    assert ended(started(script, tmp_path), number) == result


@pytest.mark.parametrize(
    "script",
    [
        "sleep 20; echo no",
        "sleep 20 | cat; echo no",
        "cat fifo; echo no",
        "(sleep 20 && echo no) & sleep 20",
        "X=$(sleep 20); echo no",
    ],
)
def test_built_in_command_stops(tmp_path: Path, script: str) -> None:
    script = script.replace("cat fifo", "cat | xargs")
    reading, writing = os.pipe()
    try:
        shell = started(f"true; {script}", tmp_path, reading)
        assert ended(shell, signal.SIGTERM, after=0.6) == (-signal.SIGTERM, "")
    finally:
        os.close(reading)
        os.close(writing)


def test_somebody_at_the_terminal_interrupts_one_command(tmp_path: Path) -> None:
    terminal, end = os.openpty()
    try:
        shell = started("sleep 20; echo $?; echo after", tmp_path, end)
        assert ended(shell, signal.SIGINT, after=0.6) == (0, "130\nafter\n")
    finally:
        os.close(terminal)
        os.close(end)


@pytest.mark.parametrize("owns_process", [True, False])
@pytest.mark.parametrize(
    "script",
    [
        "sh -c 'echo ready; exec sleep 20'; echo no",
        "sh -c 'echo ready >&2; exec sleep 20' | sleep 20; echo no",
        "sleep 20 | sh -c 'echo ready; exec sleep 20'; echo no",
        "echo $(sh -c 'echo ready >&2; exec sleep 20') no",
        "sh -c 'echo ready; exec sleep 20' & true",
    ],
)
def test_interrupt_that_nobody_listens_to_ends_what_runs(
    tmp_path: Path, script: str, *, owns_process: bool
) -> None:
    code = (
        "import sys; from pypixi.taskshell.parser import parse\n"
        "from pypixi.taskshell.run import run_script\n"
        "try: run_script(parse(sys.argv[1]), env={'PATH': '/bin:/usr/bin'}, cwd='/',"
        f" system=sys.platform, owns_process={owns_process})\n"
        "except KeyboardInterrupt: print('interrupted')"
    )
    shell = subprocess.Popen(
        [sys.executable, "-W", "error", "-c", code, script],
        cwd=tmp_path,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    assert ended(shell, signal.SIGINT) == (0, "interrupted\n")


def test_signals_are_given_back() -> None:
    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
    with Forwarding(Jobs()):
        assert signal.getsignal(signal.SIGTERM) != before[0]
    assert (signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)) == before


def test_ignored_signal_stays_ignored() -> None:
    former = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with Forwarding(Jobs()):
            assert signal.getsignal(signal.SIGHUP) == signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, former)


@pytest.mark.parametrize("status", [0, 1, 12, 127, 128, 193, 255])
def test_other_statuses_kill_nobody(status: int) -> None:
    die_of(status)


@pytest.mark.parametrize("owns_process", [True, False])
def test_ends_of_programs_may_be_ignored(*, owns_process: bool) -> None:
    code = (
        "import signal, sys; from pypixi.taskshell.parser import parse\n"
        "from pypixi.taskshell.run import run_script\n"
        "signal.signal(signal.SIGCHLD, signal.SIG_IGN)\n"
        "sys.exit(run_script(parse('sh -c true; sh -c false && echo ok'), cwd='/',"
        f" env={{'PATH': '/bin'}}, system=sys.platform, owns_process={owns_process}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "ok\n", "")


class Child:
    """A program that remembers what it was sent."""

    def __init__(self) -> None:
        self.pid = 1
        self.signals: list[int] = []

    def send(self, signal: int) -> None:
        self.signals.append(signal)

    def wait(self) -> int:
        return 0


def test_program_that_starts_while_a_signal_is_sent_gets_it_once() -> None:
    jobs, child = Jobs(), Child()

    def start() -> Child:
        jobs.send(signal.SIGUSR1)
        return child

    jobs.launch(start)
    jobs.send(signal.SIGUSR2)
    assert child.signals == [signal.SIGUSR1, signal.SIGUSR2]


def test_programs_of_substitutions_get_signals() -> None:
    jobs, child = Jobs(), Child()
    part = jobs.part()
    part.launch(lambda: child)
    jobs.stop(3)
    assert child.signals == [signal.SIGTERM]
    assert part.stopped == 3
    jobs.forget(part)
    jobs.send(signal.SIGHUP)
    assert child.signals == [signal.SIGTERM]
