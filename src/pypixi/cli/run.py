"""``pixi run``."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from pypixi.values import replace
from pypixi.workspace.running.plan import plan_run
from pypixi.workspace.running.request import RunRequest

from .options import (
    add_config_options,
    add_environment_option,
    add_source_options,
    add_use_options,
    add_workspace_options,
    environment_use,
)
from .running.choice import chooser, chosen_task
from .running.graph import show_graph
from .running.ways import add_ways, perform_plan

if TYPE_CHECKING:
    from pypixi.workspace.running.plan import RunPlan
    from pypixi.workspace.workspace import Workspace

    from .context import Context
    from .parser import CommandParser


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
        "-p",
        "--platform",
        metavar="PLATFORM",
        help="Install and run for this platform, be it this machine's or not",
    )
    parser.add_argument(
        "-x",
        "--executable",
        action="store_true",
        help="Run the words as a command even if a task is called so",
    )
    parser.add_argument(
        "--clean-env",
        action="store_true",
        help="Let programs see the environment and few variables of yours",
    )
    parser.add_argument(
        "--skip-deps",
        action="store_true",
        help="Run the task without those that it depends on",
    )
    parser.add_argument(
        "--templated",
        action="store_true",
        help="Fill in templates in a command that is no task",
    )
    add_ways(parser)
    add_use_options(parser)
    add_workspace_options(parser)
    add_config_options(parser)
    add_source_options(parser)


def run(args: argparse.Namespace, context: Context) -> int:
    """Run a task or a command; its exit code is ours."""
    workspace = context.workspace(args)
    words = args.words[1:] if args.words[:1] == ["--"] else args.words
    if not words:
        words = chosen_task(workspace, args.environment, context)
    if not words:
        return 0
    request = RunRequest(
        words=tuple(words),
        cwd=context.world.cwd,
        environment=args.environment,
        platform=args.platform,
        executable=args.executable,
        templated=args.templated,
        clean_env=args.clean_env,
        skip_deps=args.skip_deps,
        env_files=tuple(map(Path, args.env_file)),
    )
    if args.graph is not None:
        show_graph(workspace, request, args, context)
        return 0
    use = replace(environment_use(args), platform=args.platform)

    def planned(workspace: Workspace) -> RunPlan:
        return plan_run(workspace, request, use, context.console, chooser(context))

    if args.watch:
        from .running.watch import watch  # noqa: PLC0415 - few runs are repeated

        return watch(lambda: planned(context.workspace(args)), args, context)
    status = perform_plan(planned(workspace), args, context)
    return context.world.end_as(status)
