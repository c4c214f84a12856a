"""Bash, and brush, which follows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.prefix.quoting import bash_word

from .sh import (
    ENDINGS,
    LINE_END,
    PREAMBLE,
    prompt,
    run_script,
    set_path,
    set_variable,
    unset_variable,
    wrapper_for,
)
from .shell import Start

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = [
    "ENDINGS",
    "LINE_END",
    "PREAMBLE",
    "completions",
    "prompt",
    "run_script",
    "set_path",
    "set_variable",
    "start",
    "unset_variable",
    "wrapper",
]


_COMPLETIONS = """\
for __pixi_file in FOLDER/*; do
    [ -r "$__pixi_file" ] && . "$__pixi_file"
done
unset __pixi_file"""


def completions(prefix: Path) -> str:
    """Return what loads the completions of a prefix's programs."""
    folder = prefix / "share" / "bash-completion" / "completions"
    if not folder.is_dir():
        return ""
    return _COMPLETIONS.replace("FOLDER", bash_word(str(folder)))


def wrapper() -> str:
    """Return a function that activates anew when `pixi` changed the environment."""
    return wrapper_for("bash", "hash -r")


def start(text: str, folder: Path, caller: Mapping[str, str]) -> Start:  # noqa: ARG001
    """Return how to start the shell so that it runs a script after the user's own."""
    lines = [
        f"command rm -rf -- {bash_word(str(folder))}",
        "if [ -f ~/.bashrc ]; then . ~/.bashrc; fi",
        text,
    ]
    return Start(
        files={"activate.sh": "\n".join(lines)},
        options=("--rcfile", str(folder / "activate.sh"), "-i"),
    )
