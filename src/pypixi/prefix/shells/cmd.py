"""The command prompt of Windows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.prefix.quoting import cmd_assignment, cmd_path, cmd_reference_assignment

from .shell import Start

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

ENDINGS = (".bat",)
PREAMBLE = "@chcp 65001 > nul"
"""What follows is UTF-8."""
LINE_END = "\r\n"


def set_variable(name: str, value: str, *, refers: bool = False) -> str:
    """Return what exports a variable."""
    written = cmd_reference_assignment if refers else cmd_assignment
    return f"@SET {written(name, value)}"


def set_path(name: str, folders: Sequence[str], separator: str) -> str:
    """Return what exports a list of folders."""
    return set_variable(name, separator.join(folders))


def unset_variable(name: str) -> str:
    """Return what removes a variable, be it set or not."""
    return set_variable(name, "")


def run_script(path: str) -> str:
    """Return what runs a script in the running shell."""
    return f"@CALL {cmd_path(path)}"


def completions(prefix: Path) -> str:  # noqa: ARG001 - there are none to load
    """Return what loads the completions of a prefix's programs."""
    return ""


def prompt(text: str, previous: str | None) -> str:  # noqa: ARG001 - it is set anew
    """Return what shows in front of each line which environment is active."""
    return f"@PROMPT {text}$P$G"


def wrapper() -> str:
    """Return nothing: as with the original, there is no function for it."""
    return ""


def start(text: str, folder: Path, caller: Mapping[str, str]) -> Start:  # noqa: ARG001
    """Return how to start the shell so that it runs a script after the user's own."""
    # A batch file is read line by line: who started the shell removes the folder.
    return Start(
        files={"activate.bat": text}, options=("/K", str(folder / "activate.bat"))
    )
