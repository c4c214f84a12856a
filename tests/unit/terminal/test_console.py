from __future__ import annotations

import io
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from pypixi.errors import Label, PixiError, Source, Span
from pypixi.terminal.console import Console

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pypixi.terminal.abilities import ColorChoice
    from pypixi.terminal.report import Report

UTF8 = {"LANG": "C.UTF-8"}
PLACE = Label(Source("pixi.toml", "a = 1\n"), Span(0, 1))


class Terminal:
    """A console with what was printed on it."""

    def __init__(
        self,
        env: Mapping[str, str] = UTF8,
        *,
        color: ColorChoice = "auto",
        quiet: bool = False,
    ) -> None:
        self._out = io.StringIO()
        self._err = io.StringIO()
        self.console = Console(
            stdout=self._out, stderr=self._err, env=env, color=color, quiet=quiet
        )

    @property
    def out(self) -> str:
        return self._out.getvalue()

    @property
    def err(self) -> str:
        return self._err.getvalue()


def test_results_go_to_standard_output() -> None:
    terminal = Terminal()
    terminal.console.print("one")
    terminal.console.print()
    assert (terminal.out, terminal.err) == ("one\n\n", "")


def test_everything_else_goes_to_standard_error() -> None:
    terminal = Terminal()
    report: Report = terminal.console
    report.status("Added numpy")
    terminal.console.note("Environment: test")
    report.warn("old")
    assert terminal.out == ""
    assert terminal.err == "✔ Added numpy\nEnvironment: test\n WARN old\n"


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have other rules")
def test_status_has_no_symbol_where_it_cannot_be_shown() -> None:
    terminal = Terminal({"LANG": "C"})
    terminal.console.status("Added numpy")
    assert terminal.err == "Added numpy\n"


def test_status_is_coloured_on_request() -> None:
    terminal = Terminal(color="always")
    terminal.console.status("done")
    assert terminal.err == "\x1b[32m✔\x1b[0m done\n"
    assert terminal.console.stdout_color
    assert terminal.console.stderr_color


def test_quiet_leaves_results_and_errors() -> None:
    terminal = Terminal(quiet=True)
    terminal.console.status("a")
    terminal.console.note("b")
    terminal.console.warn("c")
    terminal.console.print("result")
    terminal.console.error(PixiError("wrong"))
    terminal.console.complain("no such command")
    assert terminal.out == "result\n"
    assert terminal.err == "Error:   × wrong\nno such command\n"  # noqa: RUF001


def test_warning_is_shown_once() -> None:
    terminal = Terminal()
    for _ in range(2):
        terminal.console.warn("old", labels=(PLACE,), help="stop")
    terminal.console.warn("old")
    expected = """\
  ⚠ old
   ╭─[pixi.toml:1:1]
 1 │ a = 1
   · ─
   ╰────
  help: stop
 WARN old
"""
    assert terminal.err == expected


@pytest.mark.parametrize(
    ("env", "lines"),
    [
        ({}, 2),
        ({"COLUMNS": "40"}, 3),
        ({"COLUMNS": "wide"}, 2),
        ({"COLUMNS": "0"}, 2),
        ({"CI": "1"}, 1),
        ({"CI": "true", "COLUMNS": "40"}, 1),
        ({"PIXI_NO_WRAP": "true"}, 1),
        ({"CI": "false", "PIXI_NO_WRAP": "0"}, 2),
    ],
)
def test_errors_wrap_unless_the_environment_says_no(
    env: dict[str, str], lines: int
) -> None:
    terminal = Terminal(env)
    terminal.console.error(PixiError("word " * 20))
    assert len(terminal.err.splitlines()) == lines


class _Closed(io.StringIO):
    """What nobody reads any more."""

    def write(self, text: str, /) -> int:
        raise BrokenPipeError(text)


def test_broken_pipe_is_left_to_the_caller() -> None:
    console = Console(stdout=_Closed(), stderr=io.StringIO(), env={})
    with pytest.raises(BrokenPipeError):
        console.print("result")


def test_notes_that_nobody_reads_stop_nothing() -> None:
    console = Console(stdout=io.StringIO(), stderr=_Closed(), env={})
    console.note("on the way")
    console.warn("careful")
    console.error(PixiError("no luck"))


def test_importing_the_console_is_cheap() -> None:
    code = """
import sys
before = set(sys.modules)
import pypixi.terminal.console
heavy = {"rich", "re", "logging", "json", "typing", "shutil", "dataclasses"}
print(sorted(heavy & set(sys.modules) - before))
"""
    ran = subprocess.run(
        [sys.executable, "-S", "-c", f"import sys; sys.path[:] = {sys.path!r}\n{code}"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout == "[]\n"
