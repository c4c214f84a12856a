from __future__ import annotations

import os
import subprocess
import sys

import pytest


def ran(*arguments: str) -> tuple[int, str, str]:
    """Run the shell by itself; return its status, output and errors."""
    done = subprocess.run(
        [sys.executable, "-m", "pypixi.taskshell", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(
    ("script", "status", "output"),
    [
        ("echo a", 0, "a\n"),
        ("cd /; sh -c 'pwd; exit 3'", 3, "/\n"),
        ("sh -c 'exit 3'", 3, ""),
        ("sh -c 'echo a' | cat", 0, "a\n"),
    ],
)
@pytest.mark.skipif(os.name != "posix", reason="needs the programs of Unix")
def test_script_is_run(script: str, status: int, output: str) -> None:
    assert ran("-c", script) == (status, output, "")


def test_script_that_is_none_is_refused() -> None:
    cause = "failed to parse shell script. Task: 'a |'\nExpected command following"
    status, output, errors = ran("-c", "a |")
    assert (status, output) == (1, "")
    assert errors.startswith(cause)


@pytest.mark.parametrize("arguments", [[], ["-c"], ["x"], ["-c", "a", "b"]])
def test_other_arguments_are_refused(arguments: list[str]) -> None:
    usage = "usage: python -m pypixi.taskshell -c SCRIPT\n"
    assert ran(*arguments) == (2, "", usage)
