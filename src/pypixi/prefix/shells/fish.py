"""Fish."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.prefix.quoting import fish_value, fish_word, is_identifier

from .shell import Start

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

ENDINGS = (".fish",)
PREAMBLE = ""
LINE_END = "\n"

_COMPLETIONS = """\
for __pixi_file in FOLDER/*
    source $__pixi_file
end
set -e __pixi_file"""
_PROMPT = """\
set -g __pixi_prompt TEXT
if not functions -q __pixi_asked_prompt
    if set -q PIXI_LEFT_PROMPT
        functions -q fish_prompt; or function fish_prompt; end
        functions -c fish_prompt __pixi_asked_prompt
        function fish_prompt
            set_color green
            echo -n $__pixi_prompt
            set_color normal
            __pixi_asked_prompt
        end
    else
        functions -q fish_right_prompt; or function fish_right_prompt; end
        functions -c fish_right_prompt __pixi_asked_prompt
        function fish_right_prompt
            set_color green
            echo -n $__pixi_prompt
            set_color normal
            __pixi_asked_prompt
        end
    end
end"""


def set_variable(name: str, value: str, *, refers: bool = False) -> str:
    """Return what exports a variable; empty where none can be called so."""
    if not is_identifier(name):
        return ""
    return f"set -gx {name} {fish_value(value) if refers else fish_word(value)}"


def set_path(name: str, folders: Sequence[str], separator: str) -> str:
    """Return what exports a list of folders."""
    return set_variable(name, separator.join(folders))


def unset_variable(name: str) -> str:
    """Return what removes a variable, be it set or not."""
    return f"set -e {name}" if is_identifier(name) else ""


def run_script(path: str) -> str:
    """Return what runs a script in the running shell."""
    return f"source {fish_word(path)}"


def completions(prefix: Path) -> str:
    """Return what loads the completions of a prefix's programs."""
    folder = prefix / "share" / "fish" / "vendor_completions.d"
    if not folder.is_dir():
        return ""
    return _COMPLETIONS.replace("FOLDER", fish_word(str(folder)))


def prompt(text: str, previous: str | None) -> str:  # noqa: ARG001 - a variable has it
    """Return what shows in front of each line which environment is active."""
    return _PROMPT.replace("TEXT", fish_word(text))


def wrapper() -> str:
    """Return nothing: fish finds programs anew by itself."""
    return ""


def start(text: str, folder: Path, caller: Mapping[str, str]) -> Start:  # noqa: ARG001
    """Return how to start the shell so that it runs a script after the user's own."""
    script = f"command rm -rf -- {fish_word(str(folder))}\n{text}"
    path = str(folder / "activate.fish")
    return Start(
        files={"activate.fish": script},
        options=("--init-command", f"source {fish_word(path)}"),
    )
