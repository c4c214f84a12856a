"""The error of a script that cannot be parsed."""

from __future__ import annotations

from pypixi.errors import PixiError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .grammar.cursor import NotUnderstoodError

_EMPTY = "Empty command."
_WIDEST = 60


class ShellSyntaxError(PixiError):
    """A script cannot be parsed."""

    def __init__(self, script: str, fault: NotUnderstoodError) -> None:
        super().__init__(
            f"failed to parse shell script. Task: '{script}'",
            notes=[_cause(script, fault)],
        )
        self.offset = fault.offset
        """Where in the script."""


def _cause(script: str, fault: NotUnderstoodError) -> str:
    """Return what is wrong, and what stands there."""
    if fault.message == _EMPTY:
        return _EMPTY
    line = script.count("\n", 0, fault.offset) + 1
    place = f" (line {line})" if "\n" in script else ""
    return f"{fault.message}{place}\n  {fault.rest[:_WIDEST]}\n  ~"
