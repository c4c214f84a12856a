"""Scripts do what the cases say, in whichever way they are run."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from pypixi.taskshell.parser import parse
from pypixi.taskshell.programs.jobs import Jobs
from pypixi.taskshell.run import run_script
from pypixi.taskshell.simple import SimpleCommand, simple_command
from pypixi.taskshell.syntax_error import ShellSyntaxError
from support.shell_cases import Case, Ended, run_captured, shell_cases

if TYPE_CHECKING:
    from pathlib import Path

    from pypixi.taskshell.grammar.nodes import Script
    from pypixi.taskshell.programs.spawn import Streams

ALL = shell_cases()
SCRIPTS = [case for case in ALL if not case.parse_error]
OTHERS = [case for case in ALL if case.parse_error]


def _named(cases: list[Case]) -> list[object]:
    return [pytest.param(case, id=case.name) for case in cases]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where a script starts."""
    path = tmp_path / "folder"
    path.mkdir()
    return path


@pytest.mark.parametrize("case", _named(SCRIPTS))
def test_script_does_what_the_case_says(
    case: Case, folder: Path, tmp_path: Path
) -> None:
    _skip_where_impossible(case)
    case.write_files(folder)
    ended = _run(case, folder, tmp_path)
    assert ended.stdout == case.stdout
    assert case.stderr_contains in ended.stderr
    assert ended.status == case.exit


@pytest.mark.parametrize("case", _named(SCRIPTS))
def test_script_does_the_same_in_a_process_of_its_own(
    case: Case, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _skip_where_impossible(case)
    case.write_files(folder)
    monkeypatch.chdir(tmp_path)  # and back, wherever the script goes
    ended = _run(case, folder, tmp_path, owns_process=True)
    assert ended.stdout == case.stdout
    assert case.stderr_contains in ended.stderr
    assert ended.status == case.exit


@pytest.mark.parametrize("case", _named(OTHERS))
def test_script_is_refused_as_the_case_says(case: Case) -> None:
    with pytest.raises(ShellSyntaxError) as caught:
        parse(case.script)
    assert case.exit == 1
    assert case.stderr_contains in "\n".join(caught.value.notes)


@pytest.mark.skipif(os.name != "posix", reason="a process becomes another on Unix")
@pytest.mark.parametrize("case", _named(SCRIPTS))
def test_plain_program_does_the_same_as_a_script(
    case: Case, folder: Path, tmp_path: Path
) -> None:
    case.write_files(folder)
    simple = simple_command(parse(case.script), env=case.environ, cwd=str(folder))
    if simple is None:
        return
    ended = run_captured(lambda streams: _become(simple, streams), tmp_path)
    assert ended.stdout == case.stdout
    assert case.stderr_contains in ended.stderr
    assert ended.status == case.exit


def test_many_cases_are_plain_programs(tmp_path: Path) -> None:
    found = [
        case.name
        for case in SCRIPTS
        if simple_command(parse(case.script), env=case.environ, cwd=str(tmp_path))
    ]
    assert len(found) >= 10
    assert "cmd-exit-code" in found
    assert "echo-no-flags" not in found


def _skip_where_impossible(case: Case) -> None:
    if case.unix_only and sys.platform == "win32":
        pytest.skip("needs the programs of Unix")


def _run(
    case: Case, folder: Path, streams: Path, *, owns_process: bool = False
) -> Ended:
    script: Script = parse(case.script)

    def work(descriptors: Streams) -> int:
        return run_script(
            script,
            env=case.environ,
            cwd=str(folder),
            system=sys.platform,
            streams=descriptors,
            owns_process=owns_process,
            jobs=Jobs() if owns_process else None,
        )

    return run_captured(work, streams)


def _become(command: SimpleCommand, streams: Streams) -> int:
    """Run a command in a child of ours, which becomes it."""
    child = subprocess.Popen(
        [sys.executable, "-c", _BECOME, command.cwd, *command.argv],
        env=command.env,
        stdin=streams[0],
        stdout=streams[1],
        stderr=streams[2],
    )
    code = child.wait()
    return code if code >= 0 else 128 - code


_BECOME = """
import os, sys
from pypixi.taskshell.simple import SimpleCommand, become
sys.exit(become(SimpleCommand(sys.argv[2:], dict(os.environ), sys.argv[1])))
"""
