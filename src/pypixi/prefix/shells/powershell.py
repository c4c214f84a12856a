"""PowerShell, old and new."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.prefix.quoting import powershell_value, powershell_word

from .shell import Start

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

ENDINGS = (".ps1",)
PREAMBLE = ""
LINE_END = "\n"

_PROMPT = """\
$Global:PixiPrompt = TEXT
if (-not (Test-Path Function:PixiAskedPrompt)) {
    Copy-Item Function:prompt Function:Global:PixiAskedPrompt
    function Global:prompt { $Global:PixiPrompt + (PixiAskedPrompt) }
}"""
_REMOVE = "Remove-Item -Recurse -Force -LiteralPath "


def set_variable(name: str, value: str, *, refers: bool = False) -> str:
    """Return what exports a variable."""
    text = powershell_value(value) if refers else powershell_word(value)
    return f"{_name(name)} = {text}"


def set_path(name: str, folders: Sequence[str], separator: str) -> str:
    """Return what exports a list of folders."""
    return set_variable(name, separator.join(folders))


def unset_variable(name: str) -> str:
    """Return what removes a variable, be it set or not."""
    return f"{_name(name)} = $null"


def run_script(path: str) -> str:
    """Return what runs a script in the running shell."""
    return f". {powershell_word(path)}"


def completions(prefix: Path) -> str:  # noqa: ARG001 - there are none to load
    """Return what loads the completions of a prefix's programs."""
    return ""


def prompt(text: str, previous: str | None) -> str:  # noqa: ARG001 - a variable has it
    """Return what shows in front of each line which environment is active."""
    return _PROMPT.replace("TEXT", powershell_word(text))


def wrapper() -> str:
    """Return nothing: as with the original, there is no function for it."""
    return ""


def start(text: str, folder: Path, caller: Mapping[str, str]) -> Start:  # noqa: ARG001
    """Return how to start the shell so that it runs a script after the user's own."""
    # A mark in front: older ones read a file without it in the system's encoding.
    script = f"\ufeff{_REMOVE}{powershell_word(str(folder))}\n{text}"
    return Start(
        files={"activate.ps1": script},
        options=("-NoLogo", "-NoExit", "-File", str(folder / "activate.ps1")),
    )


def _name(name: str) -> str:
    escaped = name.replace("`", "``").replace("{", "`{").replace("}", "`}")
    return f"${{Env:{escaped}}}"
