from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from pypixi import processes
from pypixi.processes import Children, Completed, capture, find_program

if TYPE_CHECKING:
    from pathlib import Path

HAND_OVER = """\
import os, signal, sys
from pathlib import Path
from pypixi.processes import hand_over
print("before")
program, cwd, *argv = sys.argv[1:]
hand_over(Path(program), argv, env={"WHO": "you"}, cwd=Path(cwd))
"""


def program(path: Path, *, mode: int = 0o755) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    path.chmod(mode)
    return path


@pytest.mark.parametrize(
    ("name", "path", "expected"),
    [
        pytest.param("tool", "one:two", "one/tool", id="first folder"),
        pytest.param("tool", "two:one", "two/tool", id="order of folders"),
        pytest.param("only", "one:two", "two/only", id="later folder"),
        pytest.param("tool", "missing:two", "two/tool", id="missing folder"),
        pytest.param("tool", ":two", "two/tool", id="empty entry is not here"),
        pytest.param("tool", "", None, id="empty PATH"),
        pytest.param("here", "one:two", None, id="not from the working directory"),
        pytest.param("./here", "one", "here", id="path from the working directory"),
        pytest.param("two/only", "", "two/only", id="path without a dot"),
        pytest.param("plain", "one:two", "two/plain", id="not executable"),
        pytest.param("folder", "one:two", "two/folder", id="folder"),
        pytest.param("dead", "one:two", "two/dead", id="link to nowhere"),
        pytest.param("link", "one", "one/link", id="link"),
        pytest.param("nothing", "one:two", None, id="missing"),
        pytest.param("./nothing", "one:two", None, id="missing path"),
        pytest.param("", "one:two", None, id="no name"),
        pytest.param("tool", "my tools", "my tools/tool", id="blank in PATH"),
        pytest.param("my tool", "my tools", "my tools/my tool", id="blank in name"),
    ],
)
def test_program_is_looked_up(
    tmp_path: Path, name: str, path: str, expected: str | None
) -> None:
    for made in ("one/tool", "two/tool", "two/only", "two/plain", "two/folder", "here"):
        program(tmp_path / made)
    for made in ("two/dead", "my tools/tool", "my tools/my tool"):
        program(tmp_path / made)
    program(tmp_path / "one" / "plain", mode=0o644)
    (tmp_path / "one" / "folder").mkdir()
    (tmp_path / "one" / "dead").symlink_to("nowhere")
    (tmp_path / "one" / "link").symlink_to("tool")
    found = find_program(name, env={"PATH": path}, cwd=tmp_path, system="linux")
    assert found == (None if expected is None else tmp_path / expected)


def test_absolute_path_is_used_as_it_is(tmp_path: Path) -> None:
    tool = program(tmp_path / "a b" / "tool")
    other = tmp_path / "elsewhere"
    assert find_program(str(tool), env={}, cwd=other, system="linux") == tool
    env = {"PATH": str(tool.parent)}
    assert find_program("tool", env=env, cwd=other, system="linux") == tool


@pytest.mark.parametrize(
    ("name", "env", "expected"),
    [
        ("tool", {}, "bin/tool.EXE"),
        ("tool.EXE", {}, "bin/tool.EXE"),
        ("tool", {"PATHEXT": ".PY;.EXE"}, "bin/tool.PY"),
        ("bin\\tool", {}, "bin\\tool.CMD"),
        ("tool", {"PATHEXT": ".JS"}, None),
    ],
)
def test_windows_tries_extensions(
    tmp_path: Path, name: str, env: dict[str, str], expected: str | None
) -> None:
    for made in ("bin/tool.EXE", "bin/tool.PY", "bin\\tool.CMD"):
        program(tmp_path / made)
    found = find_program(name, env={"Path": "bin", **env}, cwd=tmp_path, system="win32")
    assert found == (None if expected is None else tmp_path / expected)


def test_everything_a_program_wrote_is_captured(tmp_path: Path) -> None:
    script = 'pwd; echo "$WHO" >&2; cat; exit 3'
    done = capture(["/bin/sh", "-c", script], env={"WHO": "you"}, cwd=tmp_path)
    assert (done.code, done.stdout, done.stderr) == (
        3,
        f"{tmp_path}\n".encode(),
        b"you\n",
    )


def test_death_by_a_signal_is_a_negative_code() -> None:
    assert capture(["/bin/sh", "-c", "kill -TERM $$"], env={}).code == -15


@pytest.mark.parametrize(
    ("code", "ending"),
    [
        (0, "ended with exit code 0"),
        (101, "ended with exit code 101"),
        (-9, "was ended by signal SIGKILL"),
        (-99, "was ended by signal 99"),
    ],
)
def test_ending_of_a_program_is_told(code: int, ending: str) -> None:
    assert Completed(code=code, stdout=b"", stderr=b"").ending == ending


def test_program_that_is_missing_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        capture(["/nowhere/tool"], env={})


def handed_over(tmp_path: Path, script: str) -> subprocess.CompletedProcess[str]:
    """Run a process that hands over to a shell with ``script``."""
    argv = ["/bin/sh", str(tmp_path), "my name", "-c", script]
    return subprocess.run(
        [sys.executable, "-c", HAND_OVER, *argv],
        check=False,
        capture_output=True,
        text=True,
    )


def test_program_takes_our_place(tmp_path: Path) -> None:
    done = handed_over(tmp_path, 'echo "$0"; pwd; echo "$WHO${HOME-}"; exit 7')
    assert done.stdout == f"before\nmy name\n{tmp_path}\nyou\n"
    assert (done.returncode, done.stderr) == (7, "")


def test_death_of_the_program_is_ours(tmp_path: Path) -> None:
    assert handed_over(tmp_path, "kill -TERM $$").returncode == -15


def test_program_may_die_of_a_broken_pipe(tmp_path: Path) -> None:
    """Python ignores that signal for itself; what it starts must not."""
    done = handed_over(tmp_path, "kill -PIPE $$; echo survived")
    assert done.returncode == -13


def _python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_errors_of_a_child_are_heard_as_they_come() -> None:
    heard: list[str] = []
    code = "import sys; print('out'); print('a\\nb', file=sys.stderr); sys.exit(3)"
    done = Children().stream(_python(code), env=dict(os.environ), on_line=heard.append)
    assert (done.code, done.stdout, done.stderr) == (3, b"out\n", b"a\nb\n")
    assert heard == ["a", "b"]


def test_children_can_be_told_to_stop_from_another_thread() -> None:
    children = Children()
    code = "import sys, time; print('up', file=sys.stderr, flush=True); time.sleep(60)"
    done = children.stream(
        _python(code), env=dict(os.environ), on_line=lambda _: children.stop()
    )
    assert done.code == -signal.SIGTERM


def test_child_ends_when_whoever_hears_it_fails() -> None:
    code = (
        "import os, sys, time\n"
        "print(os.getpid(), file=sys.stderr, flush=True); time.sleep(60)"
    )
    heard: list[str] = []

    def fail(line: str) -> None:
        heard.append(line)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Children().stream(_python(code), env=dict(os.environ), on_line=fail)
    with pytest.raises(ProcessLookupError):
        os.kill(int(heard[0]), 0)


def test_reader_that_comes_late_to_an_interrupted_child_says_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Ctrl-C may come before the thread that hears a program has begun to read."""
    is_over = threading.Event()
    readers: list[threading.Thread] = []
    faults: list[object] = []

    class Late(threading.Thread):
        def start(self) -> None:
            super().start()
            readers.append(self)
            raise KeyboardInterrupt

        def run(self) -> None:
            is_over.wait()
            super().run()

    monkeypatch.setattr(processes, "Thread", Late)
    monkeypatch.setattr(threading, "excepthook", faults.append)
    with pytest.raises(KeyboardInterrupt):
        Children().stream(
            _python("import time; time.sleep(60)"),
            env=dict(os.environ),
            on_line=lambda _: None,
        )
    is_over.set()
    readers[0].join()
    assert faults == []
