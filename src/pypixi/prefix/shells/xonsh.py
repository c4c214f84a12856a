"""Xonsh."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.prefix.quoting import is_identifier, xonsh_value, xonsh_word

from .shell import Start

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

ENDINGS = (".xsh", ".sh")
PREAMBLE = ""
LINE_END = "\n"

_FOLDERS = "XONSHRC_DIR"
"""Names folders with files that are read at the start, after the user's own."""

# What a script compiles to is cached under its path, which is never the same again: the
# values stand in another file, and the trace of this one is removed.
_RC_FILE = """\
def _pixi_text(folder):
    import os
    import shutil

    with open(os.path.join(folder, "activation"), encoding="utf-8") as file:
        text = file.read()
    shutil.rmtree(folder, ignore_errors=True)
    try:
        from xonsh.codecache import get_cache_filename

        trace = get_cache_filename(os.path.join(folder, "activate.xsh"), code=False)
        os.remove(trace)
        os.removedirs(os.path.dirname(trace))
    except (ImportError, OSError):
        pass
    return text

execx(_pixi_text(FOLDER))
del _pixi_text
"""


def set_variable(name: str, value: str, *, refers: bool = False) -> str:
    """Return what exports a variable."""
    return f"{_name(name)} = {xonsh_value(value) if refers else xonsh_word(value)}"


def set_path(name: str, folders: Sequence[str], separator: str) -> str:
    """Return what exports a list of folders."""
    return set_variable(name, separator.join(folders))


def unset_variable(name: str) -> str:
    """Return what removes a variable, be it set or not."""
    return f"${{...}}.pop({xonsh_word(name)}, None)"


def run_script(path: str) -> str:
    """Return what runs a script in the running shell."""
    if path.endswith(".xsh"):
        return f"source @({xonsh_word(path)})"
    return f"source-bash --suppress-skip-message @({xonsh_word(path)})"


def completions(prefix: Path) -> str:  # noqa: ARG001 - there are none to load
    """Return what loads the completions of a prefix's programs."""
    return ""


def prompt(text: str, previous: str | None) -> str:  # noqa: ARG001
    """Return nothing: as with the original, the prompt is the user's own."""
    return ""


def wrapper() -> str:
    """Return nothing: as with the original, there is no function for it."""
    return ""


def start(text: str, folder: Path, caller: Mapping[str, str]) -> Start:
    """Return how to start the shell so that it runs a script after the user's own."""
    folders = caller.get(_FOLDERS)
    if folders is None:
        config = caller.get("XDG_CONFIG_HOME") or f"{caller.get('HOME', '')}/.config"
        folders = f"/etc/xonsh/rc.d:{config}/xonsh/rc.d"
    own = caller.get(_FOLDERS)
    restore = unset_variable(_FOLDERS) if own is None else set_variable(_FOLDERS, own)
    return Start(
        files={
            "activate.xsh": _RC_FILE.replace("FOLDER", xonsh_word(str(folder))),
            "activation": f"{restore}\n{text}",
        },
        options=("-i",),
        env={_FOLDERS: f"{folders}:{folder}"},
    )


def _name(name: str) -> str:
    return f"${name}" if is_identifier(name) else f"${{{xonsh_word(name)}}}"
