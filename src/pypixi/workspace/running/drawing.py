"""The graph of a run, as text, JSON and Mermaid."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pypixi.errors import PixiError
from pypixi.task.command import raw_command, shown_command
from pypixi.task.template import UnrenderableError
from pypixi.values import frozen

from .prepare import filled_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pypixi.task.call import TaskCall
    from pypixi.task.graph import TaskNode
    from pypixi.workspace.workspace import Workspace

    from .plan import Meaning
    from .request import RunRequest

_VERSION = 1
"""Of the JSON document."""
_ESCAPES = {'"': "#quot;", "#": "#35;", "<": "#lt;", ">": "#gt;", "\n": " "}
"""What Mermaid reads in place of what means something to it."""


class NoGraphError(PixiError):
    """A command that is no task waits for nothing."""

    def __init__(self, words: Sequence[str]) -> None:
        super().__init__(
            f"'{' '.join(words)}' is a command and no task: it has no graph",
            help="list the tasks: pixi task list",
        )


@frozen
class Step:
    """One run in a graph."""

    number: int
    node: TaskNode
    command: str | None
    """As people read it, with templates as written where they cannot be filled in; None
    for an alias."""
    after: tuple[int, ...]
    """The numbers of those it waits for."""
    call: TaskCall | None

    @property
    def label(self) -> str:
        """The task with its arguments, as one would type them."""
        arguments = self.node.arguments
        values = (arguments.values or {}).values()
        return " ".join([self.node.task.name, *values, *arguments.extra])


def graph_steps(
    workspace: Workspace, request: RunRequest, meaning: Meaning
) -> list[Step]:
    """Return the runs of a graph in their order, numbered from 1.

    Args:
        workspace: Whose tasks they are.
        request: What was typed.
        meaning: What that means.

    Raises:
        NoGraphError: If what is to be run is no task.
    """
    if meaning.command is not None:
        raise NoGraphError(request.words)
    return [
        _step(number, node, workspace, request)
        for number, node in enumerate(meaning.nodes, 1)
    ]


def _step(
    number: int, node: TaskNode, workspace: Workspace, request: RunRequest
) -> Step:
    command = shown_command(raw_command(node.task), node.arguments.extra)
    call: TaskCall | None
    try:
        call = filled_in(node, workspace, request)
        command = call.shown
    except UnrenderableError:
        call = None  # a graph with what was written is better than none
    return Step(
        number=number,
        node=node,
        command=None if node.is_alias else command,
        after=tuple(each + 1 for each in node.after),
        call=call,
    )


def graph_text(steps: Sequence[Step], *, several: bool) -> str:
    """Return a graph as a list in which each run says what it waits for.

    Args:
        steps: The runs.
        several: Whether environments are worth telling.
    """
    width = len(str(len(steps)))
    return "\n".join(_text(step, width, several=several) for step in steps)


def _text(step: Step, width: int, *, several: bool) -> str:
    where = f" in {step.node.environment.name}" if several else ""
    lines = (step.command or "").splitlines()
    command = f": {lines[0]}{' …' if lines[1:] else ''}" if lines else ""
    waits = ", ".join(map(str, step.after))
    after = f"\n{' ' * width}  after {waits}" if waits else ""
    return f"{step.number:>{width}}. {step.label}{where}{command}{after}"


def graph_json(steps: Sequence[Step]) -> dict[str, Any]:
    """Return a graph as a document."""
    return {"version": _VERSION, "tasks": [_document(step) for step in steps]}


def _document(step: Step) -> dict[str, Any]:
    node, call = step.node, step.call
    return {
        "id": step.number,
        "task": node.task.name,
        "environment": node.environment.name,
        "platform": node.platform.name,
        "command": step.command,
        "description": node.task.description,
        "arguments": dict(node.arguments.values or {}),
        "extra_arguments": list(node.arguments.extra),
        "inputs": None if call is None or call.inputs is None else list(call.inputs),
        "outputs": None if call is None or call.outputs is None else list(call.outputs),
        "after": list(step.after),
    }


def graph_mermaid(steps: Sequence[Step], *, several: bool) -> str:
    """Return a graph as a flowchart for Mermaid, with aliases in round boxes.

    Args:
        steps: The runs.
        several: Whether environments are worth telling.
    """
    lines = ["flowchart TD"]
    for step in steps:
        where = f" in {step.node.environment.name}" if several else ""
        label = "".join(_ESCAPES.get(sign, sign) for sign in step.label + where)
        box = f'(["{label}"])' if step.node.is_alias else f'["{label}"]'
        lines.append(f"    t{step.number}{box}")
    lines += [
        f"    t{number} --> t{step.number}" for step in steps for number in step.after
    ]
    return "\n".join(lines)
