"""From a task to the text that the task shell is given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.taskshell.literal import literal_words

from .template import render

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pypixi.manifest.tasks import Task

    from .template import Variables

_QUOTED = frozenset("\t\r\n []")
"""What has a word of a command wrapped in quotation marks."""


def raw_command(task: Task) -> str:
    """Return the command of a task with its templates as written, "" for an alias."""
    command = task.command
    return command if isinstance(command, str) else " ".join(command or ())


def rendered_command(task: Task, variables: Variables) -> str:
    """Return the command of a task, its templates filled in; "" for an alias.

    Each word of a list is quoted by itself, so that what stands in it for the shell,
    such as ``$HOME`` or ``&&``, keeps its meaning.

    Raises:
        UnrenderableError: If a template cannot be filled in.
    """
    origin = f"cmd of task '{task.name}'"
    command = task.command
    if isinstance(command, str):
        return render(command, variables, origin=origin).strip()
    words = [render(word, variables, origin=origin) for word in command or ()]
    return joined_words(words)


def rendered_env(task: Task, variables: Variables) -> dict[str, str]:
    """Return the variables that a task sets, their templates filled in.

    Raises:
        UnrenderableError: If a template cannot be filled in.
    """
    return {
        name: render(value, variables, origin=f"env.{name} of task '{task.name}'")
        for name, value in (task.env or {}).items()
    }


def joined_words(words: Iterable[str]) -> str:
    """Return a command of words, quoted no more than words of a list are.

    An empty word becomes ``""``; one with blanks or brackets is wrapped in quotation
    marks; any other one is left to the shell.
    """
    return " ".join(map(_quoted, words))


def shown_command(command: str, extra: Sequence[str]) -> str:
    """Return a command as people read it: further words unquoted behind it."""
    return " ".join([command, *extra])


def task_script(
    command: str, extra: Sequence[str] = (), env: Mapping[str, str] | None = None
) -> str:
    """Return what the shell runs for a task.

    Args:
        command: With all templates filled in.
        extra: Words that go behind its last line, taken literally.
        env: Variables that are set first; the shell expands their values.
    """
    exports = [_export(name, value) for name, value in (env or {}).items()]
    last = " ".join(filter(None, [command, literal_words(extra)]))
    return "\n".join([*exports, last])


def _quoted(word: str) -> str:
    if word and not _QUOTED & set(word):
        return word
    escaped = word.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _export(name: str, value: str) -> str:
    # A backslash at the end would take its meaning from the closing mark, even if it
    # were doubled: it stands in single quotes.
    kept = value.rstrip("\\")
    rest = value[len(kept) :]
    escaped = kept.replace('"', '\\"')
    tail = f"'{rest}'" if rest else ""
    return f'export "{name}={escaped}"{tail};'
