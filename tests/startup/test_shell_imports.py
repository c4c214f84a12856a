"""What a task of one program loads: nothing that takes longer than the program."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

_PROBE = """
import sys
before = set(sys.modules)
{code}
loaded = sorted(set(sys.modules) - before)
import json
print(json.dumps(loaded))
"""
_PARSED = "from pypixi.taskshell.parser import parse; script = parse({script!r})\n"
_SIMPLE = (
    "from pypixi.taskshell.simple import program_of, simple_command\n"
    "command = simple_command(script, env={'PATH': '/bin', 'HOME': '/'}, cwd='/')\n"
    "program_of(command)"
)
_RUN = (
    "from pypixi.taskshell.run import run_script\n"
    "run_script(script, env={'PATH': '/bin'}, cwd='/', system=sys.platform,"
    " owns_process=True)"
)
_LIGHT = {"__future__", "_signal", "_thread", "itertools", "pypixi"}


def _loaded(code: str) -> set[str]:
    """Return the modules that are loaded, but for our own of the shell."""
    done = subprocess.run(
        [sys.executable, "-I", "-c", _PROBE.format(code=code)],
        capture_output=True,
        text=True,
        check=True,
    )
    found = json.loads(done.stdout.splitlines()[-1])
    return {each for each in found if not each.startswith("pypixi.taskshell")}


@pytest.mark.skipif(os.name != "posix", reason="a process becomes another on Unix")
def test_plain_program_loads_nothing_but_the_shell() -> None:
    script = 'export "A=1";\nB=2 sh -c "echo $A" \'x\' {a,b} ~'
    loaded = _loaded(_PARSED.format(script=script) + _SIMPLE)
    assert loaded <= _LIGHT


@pytest.mark.skipif(os.name != "posix", reason="elsewhere programs start by a library")
def test_script_of_programs_loads_nothing_but_the_shell() -> None:
    script = "cd /; true && sh -c true | sh -c true; X=$(sh -c true) test -n x &"
    loaded = _loaded(_PARSED.format(script=script) + _RUN)
    assert loaded <= _LIGHT


def test_signals_load_nothing_but_the_shell() -> None:
    assert _loaded("import pypixi.taskshell.programs.signals") <= _LIGHT


def test_refused_script_loads_the_errors_for_people() -> None:
    code = _PARSED.format(script="a |")
    code = f"try:\n    {code}except Exception: pass"
    assert "pypixi.errors" in _loaded(code)
