"""Scripts do what the cases say."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from pypixi.taskshell.parser import parse
from pypixi.taskshell.run import run_script
from pypixi.taskshell.syntax_error import ShellSyntaxError
from support.shell_cases import Case, Ended, run_captured, shell_cases

if TYPE_CHECKING:
    from pathlib import Path

CASES = [pytest.param(case, id=case.name) for case in shell_cases()]


@pytest.mark.parametrize("owns_process", [False], ids=["guest"])
@pytest.mark.parametrize("case", CASES)
def test_script_does_what_the_case_says(
    case: Case, tmp_path: Path, *, owns_process: bool
) -> None:
    if case.unix_only and sys.platform == "win32":
        pytest.skip("needs the programs of Unix")
    folder = tmp_path / "folder"
    folder.mkdir()
    case.write_files(folder)
    ended = _run(case, folder, tmp_path, owns_process=owns_process)
    assert ended.stdout == case.stdout
    assert case.stderr_contains in ended.stderr
    assert ended.status == case.exit


def _run(case: Case, folder: Path, streams: Path, *, owns_process: bool) -> Ended:
    try:
        script = parse(case.script)
    except ShellSyntaxError as error:
        assert case.parse_error
        return Ended(status=1, stdout="", stderr="\n".join(error.notes))
    assert not case.parse_error

    def work(descriptors: tuple[int, int, int]) -> int:
        return run_script(
            script,
            env=case.environ,
            cwd=str(folder),
            system=sys.platform,
            streams=descriptors,
            owns_process=owns_process,
        )

    return run_captured(work, streams)
