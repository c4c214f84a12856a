"""POSIX shells: sh, dash, ksh, busybox."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.prefix.quoting import bash_value, bash_word, is_identifier

from .shell import Start

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

ENDINGS = (".sh",)
PREAMBLE = ""
LINE_END = "\n"

_WRAPPER = """\
pixi() {
    "$PIXI_EXE" "$@" || return $?
    case "${1:-}" in
        add|a|remove|rm|install|i)
            eval "$("$PIXI_EXE" shell-hook --shell SHELL --change-ps1 false \
                -m "$PIXI_PROJECT_MANIFEST" -e "$PIXI_ENVIRONMENT_NAME")"
            REHASH
            ;;
    esac
}"""


def set_variable(name: str, value: str, *, refers: bool = False) -> str:
    """Return what exports a variable; empty where none can be called so."""
    if not is_identifier(name):
        return ""
    return f"export {name}={bash_value(value) if refers else bash_word(value)}"


def set_path(name: str, folders: Sequence[str], separator: str) -> str:
    """Return what exports a list of folders."""
    text = separator.join(folders).replace("\\", "\\\\").replace("$", "\\$")
    text = text.replace('"', '\\"').replace("`", "\\`")
    return f'export {name}="{text}"'


def unset_variable(name: str) -> str:
    """Return what removes a variable, be it set or not."""
    return f"unset {name}" if is_identifier(name) else ""


def run_script(path: str) -> str:
    """Return what runs a script in the running shell."""
    return f". {bash_word(path)}"


def completions(prefix: Path) -> str:  # noqa: ARG001 - there are none to load
    """Return what loads the completions of a prefix's programs."""
    return ""


def prompt(text: str, previous: str | None) -> str:
    """Return what shows in front of each line which environment is active."""
    shown = f'export PS1="{text}${{PS1:-}}"'
    if previous is None:
        return shown
    return f"PS1=${{PS1#{bash_word(previous)}}}\n{shown}"


def wrapper() -> str:
    """Return a function that activates anew when `pixi` changed the environment."""
    return wrapper_for("sh", "hash -r")


def wrapper_for(name: str, rehash: str) -> str:
    """Return the function for one of the shells that understand it."""
    return _WRAPPER.replace("SHELL", name).replace("REHASH", rehash)


def start(text: str, folder: Path, caller: Mapping[str, str]) -> Start:
    """Return how to start the shell so that it runs a script after the user's own."""
    own = caller.get("ENV")
    if own is None:
        before = "unset ENV"
    else:
        path = bash_word(own)
        before = f"export ENV={path}\nif [ -r {path} ]; then . {path}; fi"
    script = f"rm -rf {bash_word(str(folder))}\n{before}\n{text}"
    return Start(
        files={"activate.sh": script},
        options=("-i",),
        env={"ENV": str(folder / "activate.sh")},
    )
