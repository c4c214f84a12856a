"""Running tasks again whenever what they read changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.errors import PixiError
from pypixi.workspace.running.changes import Changes
from pypixi.workspace.running.watched import changed_files, watched_inputs

from .ways import perform_and_return

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Mapping, Sequence

    from pypixi.cli.context import Context
    from pypixi.terminal.console import Console
    from pypixi.workspace.running.plan import RunPlan
    from pypixi.workspace.running.watched import Watched

_SHOWN = 3
"""More names than that are counted."""


def watch(plan_anew: Callable[[], RunPlan], args: Namespace, context: Context) -> int:
    """Run tasks, and again after each change, until somebody interrupts.

    Args:
        plan_anew: Plans the run, with the manifest as it is by then.
        args: In which way tasks run.
        context: Where.

    Returns:
        The status of the interrupt.

    Raises:
        PixiError: If the first run cannot be planned, or nothing can be watched.
        KeyboardInterrupt: If it was between two runs.
    """
    plan: RunPlan | None = plan_anew()
    assert plan is not None  # noqa: S101 - for the type
    watched = watched_inputs(plan)
    before = watched.hashes()
    with Changes() as changes:
        while True:
            changes.listen(watched.folders())
            interrupted = _run_once(plan, watched, args, context)
            if interrupted is not None:
                return interrupted
            _await_change(changes, watched, before, context.console)
            # Before the manifest is read: it may just be under way.
            before = watched.hashes()
            try:
                plan = plan_anew()
                watched = watched_inputs(plan)
                before = {**watched.hashes(), **before}
            except PixiError as error:
                context.console.error(error)
                plan = None


def _run_once(
    plan: RunPlan | None, watched: Watched, args: Namespace, context: Context
) -> int | None:
    """Run what could be planned; return the status of an interrupt, or None."""
    told = "not run"
    if plan is not None:
        try:
            status, interrupted = perform_and_return(plan, args, context)
        except PixiError as error:
            context.console.error(error)
        else:
            if interrupted is not None:
                return interrupted
            told = "done" if status == 0 else f"failed with exit code {status}"
    patterns = _listed(watched.patterns)
    context.console.note(f"[watch] {told}; waiting for {patterns} (Ctrl-C ends)")
    return None


def _await_change(
    changes: Changes,
    watched: Watched,
    before: Mapping[str, int | None],
    console: Console,
) -> None:
    """Wait until files are not what they were when the last run began."""
    changes.settle()
    while not (changed := changed_files(before, watched.hashes())):
        changes.wait()
        changes.listen(watched.folders())
        changes.settle()
    console.note(f"[watch] {_listed(changed)} changed, running again")


def _listed(names: Sequence[str]) -> str:
    more = len(names) - _SHOWN
    shown = ", ".join(names[:_SHOWN])
    return f"{shown} and {more} more" if more > 0 else shown
