"""``pixi run``."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from pypixi.workspace.running.choice import RunRequest, available_tasks
from pypixi.workspace.running.run import CommandNotFoundError, make_ready, plan_run

from .options import (
    add_config_options,
    add_environment_option,
    add_source_options,
    add_use_options,
    add_workspace_options,
    environment_use,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pypixi.workspace.running.run import RunPlan

    from .context import Context
    from .parser import CommandParser

_NOT_FOUND = 127


def add_arguments(parser: CommandParser) -> None:
    """Add what ``pixi run`` accepts in front of the task."""
    parser.add_argument(
        "words",
        nargs=argparse.REMAINDER,
        metavar="TASK",
        help="A task with its arguments, or a command; none lists the tasks",
    )
    add_environment_option(parser)
    parser.add_argument(
        "-x",
        "--executable",
        action="store_true",
        help="Run the words as a command even if a task is called so",
    )
    parser.add_argument(
        "-n",
        "--dry-run",
        action="store_true",
        help="Show what would run, run nothing",
    )
    add_use_options(parser)
    add_workspace_options(parser)
    add_config_options(parser)
    add_source_options(parser)


def run(args: argparse.Namespace, context: Context) -> int:
    """Run a task or a command; its exit code is ours."""
    workspace = context.workspace(args)
    words = args.words[1:] if args.words[:1] == ["--"] else args.words
    if not words:
        _show_tasks(available_tasks(workspace, args.environment), context)
        return 0
    request = RunRequest(
        words=tuple(words),
        cwd=context.world.cwd,
        environment=args.environment,
        executable=args.executable,
    )
    plan = plan_run(
        workspace,
        request,
        environment_use(args),
        context.console,
    )
    _announce(plan, context, dry_run=args.dry_run)
    return 0 if args.dry_run else _execute(plan, context)


def _execute(plan: RunPlan, context: Context) -> int:
    try:
        ready = make_ready(plan, context.console)
    except CommandNotFoundError as error:
        context.console.complain(error.message)
        _show_tasks(error.tasks, context, gap=True)
        return _NOT_FOUND
    try:
        return context.world.hand_over(
            ready.program, ready.argv, env=ready.env, cwd=ready.cwd
        )
    except OSError as error:
        context.console.complain(f"Error launching '{ready.program}': {error.strerror}")
        return 1


def _announce(plan: RunPlan, context: Context, *, dry_run: bool) -> None:
    console, choice = context.console, plan.choice
    emoji = console.emoji
    if dry_run:
        mark = "🌵 " if emoji else ""
        console.note(f"{mark}Dry-run mode enabled - no tasks will be executed.\n\n")
    if choice.task is None:
        return
    several = len(plan.workspace.environments) > 1
    where = f" in {choice.environment.name}" if several else ""
    mark = "✨ " if emoji else ""
    name, description = choice.task.name, choice.task.description
    told = f": ({description})" if description else ""
    console.note(f"{mark}Pixi task ({name}{where}): {choice.command}{told}")


def _show_tasks(names: Sequence[str], context: Context, *, gap: bool = False) -> None:
    if not names and gap:
        return
    lines = [*([""] if gap else []), "Available tasks:", *(f"\t{n}" for n in names)]
    context.console.note("\n".join(lines))
