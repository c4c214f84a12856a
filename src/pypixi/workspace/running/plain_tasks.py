"""Which tasks this version can run: those that are one plain command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.errors import PixiError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pypixi.manifest.tasks import Task

_TEMPLATE_MARKS = ("{{", "{%", "{#")


class UnsupportedTaskError(PixiError):
    """A task asks for more than a command."""

    def __init__(self, task: Task, asked: str) -> None:
        labels = [] if task.place is None else [task.place.label(f"has {asked}")]
        super().__init__(
            f"this version of pypixi cannot run the task '{task.name}' yet",
            labels=labels,
            help="a later version will; until then write it as one plain command",
        )


def plain_command(task: Task) -> str:
    """Return the command of a task that asks for nothing else.

    Raises:
        UnsupportedTaskError: If the task asks for more.
    """
    command = task.command
    asked = [*_asked(task)]
    if asked or not isinstance(command, str):
        raise UnsupportedTaskError(task, ", ".join(asked) or "no command")
    return command


def _asked(task: Task) -> Iterator[str]:
    """Yield what a task asks for besides a command without templates."""
    command = task.command
    if isinstance(command, tuple):
        yield "a command as a list"
    # Templates mean something within quotes, too, where a shell would pass over them.
    elif command is not None and any(mark in command for mark in _TEMPLATE_MARKS):
        yield "a template"
    if task.depends_on:
        yield "other tasks to run first"
    for key, value in (
        ("args", task.args),
        ("inputs", task.inputs),
        ("outputs", task.outputs),
        ("cwd", task.cwd),
        ("env", task.env or None),
        ("clean-env", task.clean_env or None),
    ):
        if value is not None:
            yield f"`{key}`"
