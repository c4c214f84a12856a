"""Steps of an activation in the words of a shell."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from pypixi.prefix.activation import RunScript, SetPath, SetVariable, UnsetVariable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pypixi.prefix.activation import Step

    from .shell import Shell


def script_lines(shell: Shell, steps: Iterable[Step], separator: str) -> Iterator[str]:
    """Yield what a shell has to be told; what it has no words for is left out.

    Args:
        shell: The shell.
        steps: What is to be done.
        separator: What stands between folders of the PATH.
    """
    for step in steps:
        text = _line(shell, step, separator)
        if text:
            yield text


def _line(shell: Shell, step: Step, separator: str) -> str:
    match step:
        case SetVariable():
            return shell.set_variable(step.name, step.value, refers=step.refers)
        case SetPath():
            return shell.set_path(step.name, step.folders, separator)
        case UnsetVariable():
            return shell.unset_variable(step.name)
        case RunScript():
            return shell.run_script(str(step.path))
        case _:
            assert_never(step)
