"""The ways in which tasks can run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.cli.options import count
from pypixi.cli.stage import TerminalStage
from pypixi.workspace.running.lookup import available_tasks
from pypixi.workspace.running.perform import perform

from .choice import show_tasks
from .graph import add_graph_options

if TYPE_CHECKING:
    from argparse import Namespace

    from pypixi.cli.context import Context
    from pypixi.cli.parser import CommandParser
    from pypixi.workspace.running.plan import RunPlan

_NOT_FOUND = 127


def add_ways(parser: CommandParser) -> None:
    """Add in which ways tasks can run, or be shown."""
    group = parser.add_argument_group("Ways to run")
    either = group.add_mutually_exclusive_group()
    either.add_argument(
        "-n",
        "--dry-run",
        action="store_true",
        help="Show what would run, run nothing",
    )
    add_graph_options(either, group)
    parser.needs("--graph", "--json")
    either.add_argument(
        "--watch",
        action="store_true",
        help="Run again whenever an input file of one of the tasks changes",
    )
    group.add_argument(
        "-j",
        "--jobs",
        type=count,
        default=1,
        metavar="N",
        help="Run up to N tasks in parallel, with their names in front of what they"
        " write [default: 1]",
    )
    group.add_argument(
        "--keep-going",
        action="store_true",
        help="After a failure run all tasks that do not depend on what failed",
    )
    group.add_argument(
        "--force",
        action="store_true",
        help="Run tasks also where that would only repeat the last time",
    )
    group.add_argument(
        "--env-file",
        action="append",
        default=[],
        metavar="FILE",
        help="Set the variables of this file, NAME=value in each line; may be repeated",
    )


def perform_plan(plan: RunPlan, args: Namespace, context: Context) -> int:
    """Run what was planned in the way that was asked for; return the exit code."""
    console = context.console
    if args.dry_run:
        mark = "🌵 " if console.emoji else ""
        console.note(f"{mark}Dry-run mode enabled - no tasks will be executed.\n\n")
    is_plain = args.jobs == 1 and not args.keep_going
    if is_plain or args.dry_run or plan.command is not None:
        stage = _stage(plan, args, context)
        status = perform(plan, stage, console, dry_run=args.dry_run, force=args.force)
    else:
        status, _ = perform_and_return(plan, args, context)
    if status == _NOT_FOUND:
        names = available_tasks(plan.workspace, plan.explicit_environment)
        show_tasks(names, context, gap=True)
    return status


def perform_and_return(
    plan: RunPlan, args: Namespace, context: Context
) -> tuple[int, int | None]:
    """Run tasks and stay in charge: no program takes our place.

    Returns:
        The exit code, and the status of the interrupt if there was one.
    """
    # Threads and queues cost what most runs need not pay.
    from pypixi.workspace.running.parallel import (  # noqa: PLC0415 - as said above
        Manner,
        perform_together,
    )

    from .crew import TerminalCrew  # noqa: PLC0415 - as said above

    manner = Manner(
        jobs=args.jobs,
        keep_going=args.keep_going,
        force=args.force,
        is_watched=args.watch,
    )
    stage = _stage(plan, args, context)
    system = plan.workspace.system
    with TerminalCrew(stage, context, system, prefixed=args.jobs > 1) as crew:
        status = perform_together(plan, crew, context.console, manner)
        return status, crew.interrupted


def _stage(plan: RunPlan, args: Namespace, context: Context) -> TerminalStage:
    return TerminalStage(context, plan, spaced=args.jobs == 1)
