"""What a shell has to know to be activated in: each module beside this one knows it."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

from pypixi.errors import PixiError, near_or_all
from pypixi.values import field, frozen

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_MODULES = {
    "bash": "bash",
    "sh": "sh",
    "dash": "sh",
    "ksh": "sh",
    "busybox": "sh",
    "brush": "bash",
    "zsh": "zsh",
    "xonsh": "xonsh",
    "fish": "fish",
    "cmd": "cmd",
    "nu": "nushell",
    "nushell": "nushell",
    "powershell": "powershell",
    "powershell_ise": "powershell",
    "pwsh": "powershell",
}
SHELL_NAMES = tuple(_MODULES)
"""What a person can call the shells."""


@frozen
class Start:
    """How an interactive shell is started so that it reads what we wrote for it."""

    files: Mapping[str, str]
    """Names in a folder of its own with their texts."""
    options: tuple[str, ...]
    """What stands behind the program."""
    env: Mapping[str, str] = field(default_factory=dict)
    """Variables for the shell alone; the files put back what the caller has."""


class Shell(Protocol):
    """A shell's words. Texts are lines without their end; an empty one says nothing."""

    @property
    def ENDINGS(self) -> tuple[str, ...]:  # noqa: N802 - a constant of a module
        """Of the scripts that packages have for it."""

    @property
    def PREAMBLE(self) -> str:  # noqa: N802 - as above
        """What stands at the beginning of a script."""

    @property
    def LINE_END(self) -> str:  # noqa: N802 - as above
        """What ends a line."""

    def set_variable(self, name: str, value: str, *, refers: bool = False) -> str:
        """Return what exports a variable; empty where none can be called so.

        Args:
            name: Of the variable.
            value: Its value.
            refers: Whether ``$`` in the value means other variables.
        """

    def set_path(self, name: str, folders: Sequence[str], separator: str) -> str:
        """Return what exports a list of folders."""

    def unset_variable(self, name: str) -> str:
        """Return what removes a variable, be it set or not."""

    def run_script(self, path: str) -> str:
        """Return what runs a script in the running shell."""

    def completions(self, prefix: Path) -> str:
        """Return what loads the completions of a prefix's programs."""

    def prompt(self, text: str, previous: str | None) -> str:
        """Return what shows in front of each line which environment is active.

        Args:
            text: What is shown, without signs that mean something in a prompt.
            previous: What was shown so far, which it takes the place of.
        """

    def wrapper(self) -> str:
        """Return a function that activates anew when `pixi` changed the environment."""

    def start(self, text: str, folder: Path, caller: Mapping[str, str]) -> Start:
        """Return how to start the shell so that it runs a script after the user's own.

        Args:
            text: The script.
            folder: Where the files will be; the shell removes it.
            caller: The variables it is started with.
        """


class UnknownShellError(PixiError):
    """A shell was named that we cannot speak to."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"'{name}' is an unknown shell variant",
            help=near_or_all(name, "shells", SHELL_NAMES),
        )


def shell_named(name: str) -> Shell:
    """Return the shell that people call ``name``.

    Raises:
        UnknownShellError: If there is none.
    """
    if name not in _MODULES:
        raise UnknownShellError(name)
    # Only the one that is asked for: a module is a shell.
    return cast("Shell", import_module(f".{_MODULES[name]}", __package__))
