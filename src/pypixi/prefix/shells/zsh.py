"""Zsh."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.prefix.quoting import is_identifier, zsh_value, zsh_word

from .sh import LINE_END, PREAMBLE, prompt, set_path, unset_variable, wrapper_for
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

ENDINGS = (".sh",)

# Zsh reads its files in ZDOTDIR, which the user's .zshenv may set.
_ENVIRONMENT_FILE = """\
RESTORE
if [[ -f ${ZDOTDIR:-$HOME}/.zshenv ]]; then . ${ZDOTDIR:-$HOME}/.zshenv; fi
__pixi_zdotdir=${ZDOTDIR-}
ZDOTDIR=FOLDER"""
_RC_FILE = """\
command rm -rf -- FOLDER
if [[ -n $__pixi_zdotdir ]]; then ZDOTDIR=$__pixi_zdotdir; else unset ZDOTDIR; fi
unset __pixi_zdotdir
if [[ ${HISTFILE-} == FOLDER/* ]]; then
    HISTFILE=${ZDOTDIR:-$HOME}/${HISTFILE:t}
fi
if [[ -f ${ZDOTDIR:-$HOME}/.zshrc ]]; then . ${ZDOTDIR:-$HOME}/.zshrc; fi
TEXT"""


def set_variable(name: str, value: str, *, refers: bool = False) -> str:
    """Return what exports a variable; empty where none can be called so."""
    if not is_identifier(name):
        return ""
    return f"export {name}={zsh_value(value) if refers else zsh_word(value)}"


def run_script(path: str) -> str:
    """Return what runs a script in the running shell."""
    return f". {zsh_word(path)}"


def completions(prefix: Path) -> str:
    """Return what loads the completions of a prefix's programs."""
    folder = prefix / "share" / "zsh" / "site-functions"
    if not folder.is_dir():
        return ""
    return f"fpath+=({zsh_word(str(folder))})\nautoload -Uz compinit && compinit -i"


def wrapper() -> str:
    """Return a function that activates anew when `pixi` changed the environment."""
    return wrapper_for("zsh", "rehash")


def start(text: str, folder: Path, caller: Mapping[str, str]) -> Start:
    """Return how to start the shell so that it runs a script after the user's own."""
    own = caller.get("ZDOTDIR")
    restore = "unset ZDOTDIR" if own is None else f"export ZDOTDIR={zsh_word(own)}"
    place = zsh_word(str(folder))
    environment = _ENVIRONMENT_FILE.replace("FOLDER", place)
    rc = _RC_FILE.replace("FOLDER", place)
    return Start(
        files={
            ".zshenv": environment.replace("RESTORE", restore),
            ".zshrc": rc.replace("TEXT", text),
        },
        options=("-i",),
        env={"ZDOTDIR": str(folder)},
    )
