"""Which values the arguments of a task get."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.errors import PixiError, near_or_all
from pypixi.values import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pypixi.errors import Label
    from pypixi.manifest.tasks import GivenArgument, Task, TaskArgument

_SEPARATOR = "--"


@frozen
class Arguments:
    """What one run of a task is given."""

    values: Mapping[str, str] | None = None
    """By name; None for a task that declares no arguments."""
    extra: tuple[str, ...] = ()
    """Further words, which go behind the command as they are."""


class MissingArgumentError(PixiError):
    """An argument without a default is given no value."""

    def __init__(self, task: Task, argument: TaskArgument) -> None:
        super().__init__(
            f"no value provided for argument '{argument.name}' of task"
            f" '{task.name}'{_choices(argument)}",
            labels=_declared(task),
            help=_usage(task),
        )


class UnknownChoiceError(PixiError):
    """An argument is given a value that is none of its choices."""

    def __init__(self, task: Task, argument: TaskArgument, value: str) -> None:
        super().__init__(
            f"got '{value}' for argument '{argument.name}' of task"
            f" '{task.name}'{_choices(argument)}",
            labels=_declared(task),
            help=_usage(task),
        )


class UnknownArgumentError(PixiError):
    """A value is given to an argument that the task does not declare."""

    def __init__(self, task: Task, name: str) -> None:
        known = [argument.name for argument in task.args or ()]
        super().__init__(
            f"named argument '{name}' does not exist for task {task.name}",
            labels=_declared(task),
            help=near_or_all(name, "arguments", known),
        )


class TooManyArgumentsError(PixiError):
    """More words were typed than a task declares arguments."""

    def __init__(self, task: Task) -> None:
        super().__init__(
            f"task '{task.name}' received more arguments than expected",
            labels=_declared(task),
            help="use `--` to separate task arguments from extra passthrough arguments",
        )


def match_words(task: Task, words: Sequence[str]) -> Arguments:
    """Return what a task is given by the words typed behind its name.

    Those of a task that declares arguments fill them by position, and what follows the
    first ``--`` is extra. To any other task all words are extra, but for a ``--`` in
    front of them.

    Raises:
        PixiError: If the words do not fit.
    """
    # An empty list of arguments counts as declared here, though not below: the
    # original takes no words for such a task.
    if task.args is None:
        is_separated = list(words[:1]) == [_SEPARATOR]
        return Arguments(extra=tuple(words[1:] if is_separated else words))
    end = list(words).index(_SEPARATOR) if _SEPARATOR in words else len(words)
    if end > len(task.args):
        raise TooManyArgumentsError(task)
    names = [argument.name for argument in task.args]
    given = dict(zip(names, words[:end], strict=False))
    return Arguments(values=_values(task, given), extra=tuple(words[end + 1 :]))


def match_given(task: Task, given: Iterable[GivenArgument]) -> Arguments:
    """Return what a task is given by one that depends on it.

    Args:
        task: The one that runs first.
        given: With the values that templates came to. More than are declared are
            passed over, as in the original.

    Raises:
        PixiError: If an argument does not exist, or the values do not fit.
    """
    if not task.args:
        return Arguments(extra=tuple(map(_free_word, given)))
    names = [argument.name for argument in task.args]
    positional = [one.value for one in given if one.name is None]
    values = dict(zip(names, positional, strict=False))
    for one in given:
        if one.name is None:
            continue
        if one.name not in names:
            raise UnknownArgumentError(task, one.name)
        values[one.name] = one.value
    return Arguments(values=_values(task, values))


def _free_word(given: GivenArgument) -> str:
    return given.value if given.name is None else f"{given.name}={given.value}"


def _values(task: Task, given: Mapping[str, str]) -> dict[str, str]:
    """Return the value of each argument, the defaults of those not given included."""
    found: dict[str, str] = {}
    for argument in task.args or ():
        value = given.get(argument.name, argument.default)
        if value is None:
            raise MissingArgumentError(task, argument)
        if argument.choices is not None and value not in argument.choices:
            raise UnknownChoiceError(task, argument, value)
        found[argument.name] = value
    return found


def _choices(argument: TaskArgument) -> str:
    if not argument.choices:
        return ""
    return f", choose from: {', '.join(argument.choices)}"


def _declared(task: Task) -> list[Label]:
    return [] if task.place is None else [task.place.label("declared here")]


def _usage(task: Task) -> str:
    """Return what is typed to run a task, as help texts of commands have it."""
    words = [
        f"<{argument.name}>" if argument.default is None else f"[{argument.name}]"
        for argument in task.args or ()
    ]
    return f"its arguments are: {task.name} {' '.join(words)}"
