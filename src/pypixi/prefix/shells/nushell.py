"""Nushell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.prefix.quoting import is_identifier, nushell_value, nushell_word

from .shell import Start

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_LISTS = ("PATH", "Path")
ENDINGS = (".nu",)
PREAMBLE = ""
LINE_END = "\n"

_PROMPT = """\
if not ("__pixi_asked_prompt" in $env) {
    $env.__pixi_asked_prompt = ($env.PROMPT_COMMAND? | default { "" })
}
$env.PROMPT_COMMAND = {||
    let asked = $env.__pixi_asked_prompt
    let rest = if ($asked | describe) == "closure" { do $asked } else { $asked }
    $"(ansi green)" + TEXT + $"(ansi reset)" + $rest
}"""


def set_variable(name: str, value: str, *, refers: bool = False) -> str:
    """Return what exports a variable."""
    text = nushell_value(value) if refers else nushell_word(value)
    if name in _LISTS:
        text = f"({text} | split row (char env_sep))"
    return f"$env.{_name(name)} = {text}"


def set_path(name: str, folders: Sequence[str], separator: str) -> str:  # noqa: ARG001
    """Return what exports a list of folders, which is a list to this shell, too."""
    return f"$env.{_name(name)} = [{' '.join(map(nushell_word, folders))}]"


def unset_variable(name: str) -> str:
    """Return what removes a variable, be it set or not."""
    return f"hide-env --ignore-errors {_name(name)}"


def run_script(path: str) -> str:
    """Return what runs a script in the running shell."""
    return f"source-env {nushell_word(path)}"


def completions(prefix: Path) -> str:  # noqa: ARG001 - there are none to load
    """Return what loads the completions of a prefix's programs."""
    return ""


def prompt(text: str, previous: str | None) -> str:  # noqa: ARG001 - a variable has it
    """Return what shows in front of each line which environment is active."""
    return _PROMPT.replace("TEXT", nushell_word(text))


def wrapper() -> str:
    """Return nothing: as with the original, there is no function for it."""
    return ""


def start(text: str, folder: Path, caller: Mapping[str, str]) -> Start:  # noqa: ARG001
    """Return how to start the shell so that it runs a script after the user's own."""
    path = nushell_word(str(folder / "activate.nu"))
    script = f"rm --recursive --force {nushell_word(str(folder))}\n{text}"
    return Start(files={"activate.nu": script}, options=("--execute", f"source {path}"))


def _name(name: str) -> str:
    return name if is_identifier(name) else nushell_word(name)
