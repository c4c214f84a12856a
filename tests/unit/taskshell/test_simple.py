from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pypixi.taskshell.failures import CommandError
from pypixi.taskshell.parser import parse
from pypixi.taskshell.programs.spawn import Spawner
from pypixi.taskshell.run import run_script
from pypixi.taskshell.simple import SimpleCommand, become, program_of, simple_command
from pypixi.taskshell.syntax_error import ShellSyntaxError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pypixi.taskshell.programs.jobs import Child
    from pypixi.taskshell.programs.spawn import Streams

pytestmark = pytest.mark.skipif(
    os.name != "posix", reason="a process becomes another on Unix"
)
ENV = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": "/home/u", "X": "a  b", "Y": "*"}


def simple(script: str, cwd: str = "/") -> SimpleCommand | None:
    return simple_command(parse(script), env=ENV, cwd=cwd)


@pytest.mark.parametrize(
    "script",
    [
        "echo a",
        "$NO",
        "''",
        "a; b",
        "a && b",
        "a | b",
        "a &",
        "(a)",
        "! a",
        "!a",
        "a > f",
        "X=1",
        "a $(b)",
        'a "`b`"',
        "a {b,$(c)}",
        "X=$(a) b",
        "export A=1 && b",
        "export A=$(a); b",
        "A=1 export B=2; b",
        "export A=1 > f; b",
        "export A=1",
        "cd /; a",
        "X=1; a",
        "cat f",
    ],
)
def test_more_than_a_program_needs_a_shell(script: str) -> None:
    assert simple(script) is None


@pytest.mark.parametrize(
    ("script", "argv", "changed"),
    [
        (
            "go 'a  b' $X \"$X\" \\$X ~",
            ["go", "a  b", "a", "b", "a b", "$X", "/home/u"],
            {},
        ),
        ("go {a,b}{1..2} *no $Y", ["go", "a1", "a2", "b1", "b2", "*no", "*"], {}),
        ("$X", ["a", "b"], {}),
        ("A=1 B=$A$? go $A", ["go"], {"A": "1", "B": "1"}),
        (
            'export "A=1 2";\nexport "B=$A" "C";\nB=3 go "$A$?"',
            ["go", "1 20"],
            {"A": "1 2", "B": "3", "?": "0"},
        ),
        ("if=1 go", ["go"], {"if": "1"}),
    ],
)
def test_program_gets_words_and_variables(
    tmp_path: Path, script: str, argv: list[str], changed: dict[str, str]
) -> None:
    found = simple(script, str(tmp_path))
    assert found is not None
    assert found.argv == argv
    assert found.env == {**ENV, "PWD": str(tmp_path), **changed}
    assert found.cwd == str(tmp_path)


def test_folder_may_be_set_like_a_variable(tmp_path: Path) -> None:
    found = simple(f"PWD={tmp_path} go")
    assert found is not None
    assert (found.cwd, found.env["PWD"]) == (str(tmp_path), str(tmp_path))


PARTS = (
    "a",
    "=",
    "$X",
    "$Y",
    "$NO",
    " ",
    "'b  c'",
    '"$X d"',
    "{1,2}",
    "~",
    "\\ ",
    "[a]",
)


class Recorder(Spawner):
    """Remembers what it was to start, and starts nothing."""

    def __init__(self) -> None:
        super().__init__(owns_process=True)
        self.started: list[object] = []

    def spawn(
        self, argv: list[str], env: Mapping[str, str], cwd: str, streams: Streams
    ) -> Child:
        self.started += [argv, dict(env), cwd]
        raise FileNotFoundError(streams)


@given(
    st.lists(st.text(st.sampled_from("AB"), min_size=1), max_size=2),
    st.lists(st.sampled_from(PARTS), max_size=8),
    st.booleans(),
)
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_shell_would_start_the_same(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    names: list[str],
    parts: list[str],
    export: bool,
) -> None:
    recorder, cwd = Recorder(), str(tmp_path)
    monkeypatch.setattr("pypixi.taskshell.run.Spawner", lambda **_: recorder)
    assigned = [f"{name}={''.join(parts[:2]).strip()}" for name in names]
    script = " ".join([*assigned, "sh", "".join(parts)])
    if export:
        script = 'export "A=$X $Y";\nexport B=2\n' + script
    try:
        parsed = parse(script)
    except ShellSyntaxError:  # a tilde before a word
        return
    found = simple_command(parsed, env=ENV, cwd=cwd)
    null = os.open(os.devnull, os.O_RDWR)
    try:
        run_script(
            parsed, env=ENV, cwd=cwd, system=sys.platform, streams=(null, null, null)
        )
    finally:
        os.close(null)
    if found is None:
        return
    try:
        resolved = program_of(found)
    except CommandError:
        assert recorder.started == []
        return
    assert recorder.started == [resolved, found.env, found.cwd]


def test_process_becomes_the_program(tmp_path: Path) -> None:
    code = (
        "import os; from pypixi.taskshell.simple import SimpleCommand, become;"
        f"become(SimpleCommand(['sh', '-c', 'echo $$ $A $PWD; kill -PIPE $$'],"
        f" {{'PATH': '/bin', 'A': '1'}}, {str(tmp_path)!r}))"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True
    ) as process:
        output, _ = process.communicate()
    assert output == f"{process.pid} 1 {tmp_path}\n"
    assert process.returncode == -13  # Python ignores that signal, the program must not


@pytest.mark.parametrize(
    ("argv", "status", "message"),
    [
        (["nothing"], 127, "nothing: command not found"),
        (["./nothing"], 1, "Error launching './nothing': No such file or directory"),
        (["sh", "a\0b"], 1, "Error launching 'sh': embedded null byte"),
    ],
)
def test_process_says_why_it_cannot_become_a_program(
    argv: list[str], status: int, message: str
) -> None:
    code = (
        "import sys; from pypixi.taskshell.simple import SimpleCommand, become;"
        f"sys.exit(become(SimpleCommand({argv!r}, {{'PATH': '/bin'}}, '/')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert done.returncode == status
    assert message in done.stderr


def test_become_is_not_tried_without_a_program() -> None:
    reading, writing = os.pipe()
    assert become(SimpleCommand(["nothing"], {}, "/"), errors=writing) == 127
    assert os.read(reading, 100) == b"nothing: command not found\n"
    os.close(reading)
    os.close(writing)
