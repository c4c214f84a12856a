from __future__ import annotations

import io
import os
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import pytest

from pypixi.errors import PixiError
from pypixi.terminal.console import Console

from .screen import screen_text

if TYPE_CHECKING:
    from collections.abc import Iterator

pty = pytest.importorskip("pty", reason="needs pseudo-terminals")

ENV = {"LANG": "C.UTF-8", "TERM": "xterm", "COLUMNS": "60"}
SLOW = 0.45


class Pseudo:
    """A console whose two streams are one pseudo-terminal."""

    def __init__(self, *, quiet: bool, progress: bool) -> None:
        self._parent, child = os.openpty()
        self.stream = os.fdopen(child, "w", encoding="utf-8", buffering=1)
        os.set_blocking(self._parent, False)
        self.console = Console(
            stdout=self.stream,
            stderr=self.stream,
            env=ENV,
            quiet=quiet,
            progress=progress,
        )
        self._seen = b""

    def seen(self) -> str:
        """Return everything written so far."""
        try:
            while chunk := os.read(self._parent, 65536):
                self._seen += chunk
        except BlockingIOError:
            pass
        return self._seen.decode()

    def screen(self) -> list[str]:
        """Return the lines that a person sees now."""
        return screen_text(self.seen())

    def wait_for(self, *words: str) -> list[str]:
        """Return the lines on the screen as soon as they show all ``words``."""
        end = time.monotonic() + 20
        while True:
            lines = self.screen()
            if all(word in "\n".join(lines) for word in words):
                return lines
            assert time.monotonic() < end, lines
            time.sleep(0.02)

    def close(self) -> None:
        self.stream.close()
        os.close(self._parent)


@contextmanager
def terminal(*, quiet: bool = False, progress: bool = True) -> Iterator[Pseudo]:
    pseudo = Pseudo(quiet=quiet, progress=progress)
    try:
        yield pseudo
    finally:
        pseudo.close()


def test_slow_task_is_drawn_and_wiped_away() -> None:
    with terminal() as pseudo:
        with pseudo.console.task("solving", 4) as task:
            task.advance(2)
            task.detail("numpy 日本")
            (line,) = pseudo.wait_for("solving")
            spinner, title, bar, count, *detail = line.split()
        assert (title, count, detail) == ("solving", "2/4", ["numpy", "日本"])
        assert len(spinner) == 1
        assert set(bar) <= set("━╸╺")
        assert pseudo.screen() == []


def test_total_can_be_known_later() -> None:
    with terminal() as pseudo, pseudo.console.task("downloading") as task:
        (line,) = pseudo.wait_for("downloading")
        assert line.split()[1:] == ["downloading"]
        task.total(7)
        pseudo.wait_for("0/7")


def test_fast_task_is_not_drawn() -> None:
    with terminal() as pseudo:
        for _ in range(3):
            with pseudo.console.task("reading", 1) as task:
                task.advance()
        time.sleep(0.3)
        assert pseudo.seen() == ""


def test_lines_printed_before_a_task_is_drawn_are_plain() -> None:
    with terminal() as pseudo:
        with pseudo.console.task("reading"):
            pseudo.console.note("note")
        assert pseudo.seen() == "note\r\n"


def test_fast_task_beside_a_slow_one_is_not_drawn() -> None:
    with terminal() as pseudo, pseudo.console.task("slow"):
        pseudo.wait_for("slow")
        with pseudo.console.task("fast"):
            time.sleep(0.15)
        assert "fast" not in pseudo.seen()


@pytest.mark.parametrize("options", [{"quiet": True}, {"progress": False}])
def test_nothing_is_drawn_on_request(options: dict[str, bool]) -> None:
    with terminal(**options) as pseudo:
        with pseudo.console.task("solving", 1):
            time.sleep(SLOW)
        assert pseudo.seen() == ""


def test_nothing_is_drawn_into_a_pipe() -> None:
    err = io.StringIO()
    console = Console(stdout=io.StringIO(), stderr=err, env=ENV)
    with console.task("solving", 3) as task:
        task.advance()
        task.total(4)
        task.detail("numpy")
        time.sleep(SLOW)
    assert err.getvalue() == ""


def test_lines_printed_meanwhile_stand_above_the_bars() -> None:
    with terminal() as pseudo:
        with pseudo.console.task("one"), pseudo.console.task("two"):
            pseudo.wait_for("one", "two")
            pseudo.console.status("half")
            pseudo.console.print("result")
            pseudo.console.error(PixiError("wrong"))
            *lines, one, two = pseudo.wait_for("wrong", "two")
            assert (one.split()[1:], two.split()[1:]) == (["one"], ["two"])
        expected = ["✔ half", "result", "Error:   × wrong"]  # noqa: RUF001
        assert lines == expected
        assert pseudo.screen() == expected


def test_tasks_of_many_threads_share_the_display() -> None:
    seen = threading.Event()

    def work(number: int) -> None:
        with pseudo.console.task(f"task {number}", 100) as task:
            for _ in range(100):
                task.advance()
            seen.wait(20)
            pseudo.console.note(f"note {number}")

    with terminal() as pseudo:
        threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
        for thread in threads:
            thread.start()
        pseudo.wait_for(*(f"task {number}" for number in range(8)), "100/100")
        seen.set()
        while any(thread.is_alive() for thread in threads):
            pseudo.seen()  # the terminal holds only so much that nobody reads
        assert sorted(pseudo.screen()) == [f"note {number}" for number in range(8)]


def test_failing_task_is_wiped_away() -> None:
    with terminal() as pseudo:
        with suppress(PixiError), pseudo.console.task("solving"):
            pseudo.wait_for("solving")
            raise PixiError("no")
        assert pseudo.screen() == []


def test_rich_is_loaded_only_for_slow_tasks() -> None:
    code = f"""
import sys, time
from pypixi.terminal.console import Console
console = Console(stdout=sys.stdout, stderr=sys.stderr, env={ENV!r})
for seconds in (0, {SLOW}):
    with console.task("work"):
        time.sleep(seconds)
    print("rich" in sys.modules)
"""
    parent, child = os.openpty()
    ran = subprocess.run(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        stderr=child,
        text=True,
        check=True,
    )
    os.close(child)
    os.close(parent)
    assert ran.stdout == "False\nTrue\n"
