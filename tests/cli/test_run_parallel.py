"""``pixi run --jobs`` and ``--keep-going``: several tasks at a time, and failures."""

from __future__ import annotations

import os
import re
import signal
import sys
import time
from typing import TYPE_CHECKING, Any

import pexpect
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from support.channel import ChannelBuilder
    from support.pixi import Outcome, Pixi
    from support.workspace import WorkspaceBuilder

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="scripts are of Unix")

_MEET = """\
#!/bin/sh
# Ends once all that are named have begun, and fails if they do not.
touch "$1.began"
for name; do
  tries=0
  until [ -e "$name.began" ]; do
    tries=$((tries + 1)); [ $tries -gt 400 ] && exit 9
    sleep 0.05
  done
done
"""
_MARK = "#!/bin/sh\necho + >> marks; sleep 0.2; echo - >> marks\n"
_LINES = """\
import os, sys
name = sys.argv[1]
for number in range(3000):
    text = f"{name} {number} {'x' * (number % 300)}."
    os.write(1 + number % 2, text[:9].encode())  # in two pieces
    os.write(1 + number % 2, text[9:].encode() + b"\\n")
"""
_HEARS = """\
import os, signal, sys, time
def heard(number, frame):
    with open("heard", "a") as file:
        file.write(f"{sys.argv[1]} {signal.Signals(number).name}\\n")
    time.sleep(0.3)
    os._exit(int(sys.argv[2]))
signal.signal(signal.SIGINT, heard)
signal.signal(signal.SIGTERM, heard)
open(f"{sys.argv[1]}.began", "w").close()
time.sleep(60)
os._exit(99)
"""


@pytest.fixture
def four(workspace: WorkspaceBuilder) -> Callable[[str], WorkspaceBuilder]:
    """Make tasks `a` to `d` of a template, and `all` of them."""

    def make(command: str) -> WorkspaceBuilder:
        for name in "abcd":
            workspace.task(name, command.format(name=name))
        return workspace.table("tasks", all={"depends-on": [*"abcd"]})

    return make


def _program(root: Path, name: str, text: str) -> None:
    path = root / name
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)


def _python(root: Path, name: str, text: str) -> str:
    _program(root, name, text)
    return f"{sys.executable} {name}"


def _wait_for(*paths: Path) -> None:
    deadline = time.monotonic() + 30
    while not all(path.exists() for path in paths):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def _lines(done: Outcome) -> list[str]:
    return sorted(done.stdout.splitlines())


def test_independent_tasks_run_at_the_same_time(
    four: Callable[[str], WorkspaceBuilder], pixi: Pixi
) -> None:
    # Each waits for all others to have begun, so one behind the other they would fail.
    four("./meet {name} a b c d && echo met").write()
    _program(pixi.cwd, "meet", _MEET)
    done = pixi.process("run", "-j4", "all").ok()
    assert _lines(done) == [f"[{name}] met" for name in "abcd"]
    assert "Pixi task (a): ./meet a a b c d && echo met\n" in done.stderr


@pytest.mark.parametrize("jobs", [2, 3])
def test_no_more_tasks_run_at_a_time_than_asked_for(
    four: Callable[[str], WorkspaceBuilder], pixi: Pixi, jobs: int
) -> None:
    four("./mark").write()
    _program(pixi.cwd, "mark", _MARK)
    pixi.process("run", "--jobs", str(jobs), "all").ok()
    running = [0]
    for mark in (pixi.cwd / "marks").read_text().split():
        running.append(running[-1] + (1 if mark == "+" else -1))
    assert (max(running), running[-1]) == (jobs, 0)


def test_lines_are_never_torn(
    four: Callable[[str], WorkspaceBuilder], pixi: Pixi
) -> None:
    workspace = four("")
    write = _python(pixi.cwd, "lines.py", _LINES)
    for name in "abcd":
        workspace.task(name, f"{write} {name}")
    workspace.write()
    done = pixi.process("run", "-q", "-j", "4", "all").ok()
    for rest, text in enumerate((done.stdout, done.stderr)):
        found: dict[str, list[int]] = {name: [] for name in "abcd"}
        for line in text.splitlines():
            match = re.fullmatch(r"\[(\w)\] (\w) (\d+) (x*)\.", line)
            assert match is not None, line
            assert match[1] == match[2]
            assert len(match[4]) == int(match[3]) % 300
            found[match[1]].append(int(match[3]))
        assert found == {name: [*range(rest, 3000, 2)] for name in "abcd"}


def test_dependencies_are_waited_for(workspace: WorkspaceBuilder, pixi: Pixi) -> None:
    workspace.task("first", "sleep 0.2 && echo 1 >> order")
    for name in ("left", "right"):
        workspace.task(name, "echo 2 >> order", depends_on=["first"])
    workspace.task("last", "cat order", depends_on=["left", "right"]).write()
    done = pixi("run", "-j4", "last").ok()
    assert done.stdout == "[last] 1\n[last] 2\n[last] 2\n"


def test_environments_are_made_ready_before_their_tasks(
    workspace: WorkspaceBuilder, channel: ChannelBuilder, pixi: Pixi
) -> None:
    for name in ("one", "two"):
        script = f"#!/bin/sh\necho {name} of $PIXI_ENVIRONMENT_NAME\n"
        channel.package(name, executables={f"bin/{name}": script})
        workspace.feature(name, dependencies={name: "*"}, tasks={name: name})
    workspace.channels(channel.url).environments(one=["one"], two=["two"])
    workspace.table("tasks", all={"depends-on": ["one", "two"]}).write()
    done = pixi("run", "-j2", "all").ok()
    assert _lines(done) == ["[one] one of one", "[two] two of two"]


def test_tasks_that_need_not_run_are_skipped_and_others_remembered(
    workspace: WorkspaceBuilder, pixi: Pixi
) -> None:
    workspace.file("in.txt", "1").task("make", "echo made", inputs=["in.txt"])
    workspace.task("all", "echo all", depends_on=["make"]).write()
    assert _lines(pixi("run", "-j2", "all").ok()) == ["[all] all", "[make] made"]
    again = pixi("run", "-j2", "all").ok()
    assert _lines(again) == ["[all] all"]
    assert "Task 'make' can be skipped (cache hit)" in again.stderr
    assert len(_lines(pixi("run", "-j2", "--force", "all").ok())) == 2


def test_first_failure_ends_what_runs_and_is_the_exit_code(
    workspace: WorkspaceBuilder, pixi: Pixi
) -> None:
    hears = _python(pixi.cwd, "hears.py", _HEARS)
    workspace.task("slow", f"{hears} slow 5; echo never")
    workspace.task("bad", "./meet bad slow; exit 7").task("late", "echo never")
    workspace.table("tasks", all={"depends-on": ["slow", "bad", "late"]}).write()
    _program(pixi.cwd, "meet", _MEET)
    done = pixi.process("run", "-j2", "all").failed(7)
    assert done.stdout == ""
    assert (pixi.cwd / "heard").read_text() == "slow SIGTERM\n"
    assert "Task 'bad' failed with exit code 7\nNot run: 'late'\n" in done.stderr
    assert "'slow' failed" not in done.stderr


@pytest.mark.parametrize("jobs", ["-j1", "-j3"])
def test_what_does_not_depend_on_a_failure_goes_on_where_asked(
    workspace: WorkspaceBuilder, pixi: Pixi, jobs: str
) -> None:
    workspace.task("bad", "exit 7").task("worse", "sleep 0.5 && exit 8")
    workspace.task("good", "sleep 0.2 && echo good")
    workspace.task("needs", "echo never", depends_on=["bad"])
    workspace.task("all", "echo never", depends_on=["needs", "worse", "good"]).write()
    done = pixi("run", "--keep-going", jobs, "all").failed(7)
    assert done.stdout == ("good\n" if jobs == "-j1" else "[good] good\n")
    said = done.stderr.partition("Task 'bad' failed")[2]
    assert said == (
        " with exit code 7\nTask 'worse' failed with exit code 8\n"
        "Not run: 'needs', 'all'\n"
    )
    pixi("run", jobs, "--keep-going", "good").ok()


@pytest.mark.parametrize("cwd", [{"cwd": "gone"}, {}])
def test_task_that_cannot_start_is_a_failure(
    workspace: WorkspaceBuilder, pixi: Pixi, cwd: dict[str, str]
) -> None:
    workspace.task("bad", "echo" if cwd else "echo 'open", **cwd)
    workspace.task("good", "echo good")
    workspace.table("tasks", all={"depends-on": ["bad", "good"]}).write()
    phrase = "invalid working directory" if cwd else "failed to parse shell script"
    said = pixi("run", "-j2", "all").failed()
    assert phrase in said.stderr
    assert said.stdout == ""
    said = pixi("run", "-j2", "--keep-going", "all").failed()
    assert phrase in said.stderr
    assert said.stdout == "[good] good\n"


def test_error_of_one_task_ends_the_others(
    workspace: WorkspaceBuilder, pixi: Pixi
) -> None:
    workspace.task("slow", "sleep 60 && echo never").task("bad", "echo", cwd="gone")
    workspace.table("tasks", all={"depends-on": ["slow", "bad"]}).write()
    start = time.monotonic()
    said = pixi("run", "-j2", "all").failed().stderr
    assert "invalid working directory" in said
    assert time.monotonic() - start < 30


@pytest.mark.parametrize("flags", [["-j3"], ["-j2"], ["--keep-going"]])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signal_reaches_each_program_once_and_ends_the_run(
    workspace: WorkspaceBuilder,
    pixi: Pixi,
    flags: list[str],
    number: signal.Signals,
) -> None:
    hears = _python(pixi.cwd, "hears.py", _HEARS)
    for name in "abc":
        workspace.task(name, f"{hears} {name} 1 || echo never")
    workspace.table("tasks", all={"depends-on": [*"abc"]}).write()
    running = {"-j3": "abc", "-j2": "ab", "--keep-going": "a"}[flags[0]]
    process = pixi.start("run", *flags, "all")
    _wait_for(*(pixi.cwd / f"{name}.began" for name in running))
    process.send_signal(number)
    stdout, stderr = process.communicate(timeout=30)
    assert process.returncode == -number, stderr
    assert "never" not in stdout
    heard = (pixi.cwd / "heard").read_text().splitlines()
    assert sorted(heard) == [f"{name} {number.name}" for name in running]
    assert len([*pixi.cwd.glob("*.began")]) == len(running)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signal_ends_what_we_do_ourselves_and_the_tasks_under_way(
    workspace: WorkspaceBuilder, pixi: Pixi, number: signal.Signals
) -> None:
    hears = _python(pixi.cwd, "hears.py", _HEARS)
    workspace.file("on.sh", "touch on.began; sleep 60\n")
    workspace.feature("late", activation={"scripts": ["on.sh"]})
    workspace.table("feature.late.tasks", b="echo never")
    workspace.task("a", f"{hears} a 1").environments(late=["late"])
    workspace.table("tasks", all={"depends-on": ["a", "b"]}).write()
    process = pixi.start("run", "-j2", "all")
    _wait_for(pixi.cwd / "a.began", pixi.cwd / "on.began")
    process.send_signal(number)
    stdout, stderr = process.communicate(timeout=30)
    assert process.returncode == -number, stderr
    assert stdout == ""
    assert (pixi.cwd / "heard").read_text() == f"a {number.name}\n"


def test_interrupt_at_a_terminal_reaches_each_program_once(
    workspace: WorkspaceBuilder, pixi: Pixi
) -> None:
    hears = _python(pixi.cwd, "hears.py", _HEARS)
    for name, code in {"a": 0, "b": 1, "c": 0}.items():
        workspace.task(name, f"{hears} {name} {code}")
    workspace.table("tasks", all={"depends-on": [*"abc"]}).write()
    child: Any = pexpect.spawn(
        sys.executable,
        ["-P", "-m", "pypixi", "run", "-j2", "all"],
        cwd=str(pixi.cwd),
        env=pixi.having(TERM="xterm").environ,
        encoding="utf-8",
        timeout=30,
    )
    _wait_for(pixi.cwd / "a.began", pixi.cwd / "b.began")
    child.send("\x03")
    child.expect(pexpect.EOF)
    child.close()
    assert child.signalstatus == signal.SIGINT
    heard = (pixi.cwd / "heard").read_text().splitlines()
    assert sorted(heard) == ["a SIGINT", "b SIGINT"]


def test_reader_that_has_seen_enough_ends_the_tasks(
    four: Callable[[str], WorkspaceBuilder], pixi: Pixi
) -> None:
    four("yes").write()
    process = pixi.start("run", "-j4", "all")
    assert process.stdout is not None
    assert process.stdout.readline().endswith("] y\n")
    process.stdout.close()
    assert process.wait(timeout=30) != 0
    assert process.stderr is not None
    process.stderr.close()


def test_program_left_in_the_background_is_not_waited_for(
    workspace: WorkspaceBuilder, pixi: Pixi
) -> None:
    workspace.task("leave", "sh -c 'sleep 60 & echo $!'").write()
    done = pixi.process("run", "-j2", "leave", timeout=30).ok()
    os.kill(int(done.stdout.removeprefix("[leave] ")), signal.SIGKILL)


def test_command_runs_as_without_these_flags(
    workspace: WorkspaceBuilder, pixi: Pixi
) -> None:
    workspace.write()
    assert pixi("run", "-j4", "--keep-going", "echo", "x").ok().stdout == "x\n"
    said = pixi("run", "-j0", "echo").failed(2).stderr
    assert "'0' is not a number above 0" in said
