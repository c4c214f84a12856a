"""What a person is asked: which task runs, and in which environment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.manifest.environments import select_environment
from pypixi.workspace.running.lookup import Choose, available_tasks, nobody

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pypixi.cli.context import Context
    from pypixi.workspace.workspace import Workspace


def chosen_task(
    workspace: Workspace, environment: str | None, context: Context
) -> list[str]:
    """Return the task that a person takes from a list, which else is just shown."""
    if environment is not None:
        select_environment(workspace.environments, environment)
    names = available_tasks(workspace, environment)
    if not (names and _is_attended(context)):
        show_tasks(names, context)
        return []
    title = "Which task? Type to filter, Enter runs, Esc leaves."
    chosen = _from_list([title], names, context, filters=True)
    return [] if chosen is None else [chosen, "--"]


def chooser(context: Context) -> Choose:
    """Return what chooses the environment of a task: a person, where one is there."""
    if not _is_attended(context):
        return nobody

    def choose(
        task: str, environments: Sequence[str], asked_by: str | None
    ) -> str | None:
        about = "" if asked_by is None else f" (depended on by '{asked_by}')"
        question = [
            f"The task '{task}'{about} can be run in multiple environments.",
            "Please select an environment to run the task in:",
        ]
        return _from_list(question, environments, context)

    return choose


def _is_attended(context: Context) -> bool:
    """Tell whether a person sees what we ask and can answer."""
    world = context.world
    return world.stdin.isatty() and world.stderr.isatty()


def _from_list(
    question: Sequence[str],
    entries: Sequence[str],
    context: Context,
    *,
    filters: bool = False,
) -> str | None:
    from pypixi.terminal.selection import (  # noqa: PLC0415 - terminals alone need it
        choose_entry,
    )

    return choose_entry(
        question,
        entries,
        stdin=context.world.stdin,
        stderr=context.world.stderr,
        color=context.console.stderr_color,
        filters=filters,
    )


def show_tasks(names: Sequence[str], context: Context, *, gap: bool = False) -> None:
    """List tasks for a person."""
    if not names and gap:
        return
    lines = [*([""] if gap else []), "Available tasks:", *(f"\t{n}" for n in names)]
    context.console.note("\n".join(lines))
