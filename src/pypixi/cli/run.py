"""``pixi run``."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from pypixi.manifest.environments import select_environment
from pypixi.values import replace
from pypixi.workspace.running.lookup import Choose, available_tasks, nobody
from pypixi.workspace.running.perform import perform
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
from .stage import TerminalStage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pypixi.manifest.environments import Environment
    from pypixi.workspace.running.plan import RunPlan
    from pypixi.workspace.workspace import Workspace

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
        words = _chosen_task(workspace, args.environment, context)
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
    )
    use = replace(environment_use(args), platform=args.platform)
    choose = _choose(context) if _is_attended(context) else nobody
    plan = plan_run(workspace, request, use, context.console, choose)
    status = _perform(plan, context, dry_run=args.dry_run)
    return context.world.end_as(status)


def _chosen_task(
    workspace: Workspace, environment: str | None, context: Context
) -> list[str]:
    """Return the task that a person takes from a list, which else is just shown."""
    if environment is not None:
        select_environment(workspace.environments, environment)
    names = available_tasks(workspace, environment)
    if not (names and _is_attended(context)):
        _show_tasks(names, context)
        return []
    title = "Which task? Type to filter, Enter runs, Esc leaves."
    chosen = _from_list([title], names, context, filters=True)
    return [] if chosen is None else [chosen, "--"]


def _choose(context: Context) -> Choose:
    """Return what lets a person choose the environment of a task."""

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


def _perform(plan: RunPlan, context: Context, *, dry_run: bool) -> int:
    console = context.console
    if dry_run:
        mark = "🌵 " if console.emoji else ""
        console.note(f"{mark}Dry-run mode enabled - no tasks will be executed.\n\n")
    several = len(plan.workspace.environments) > 1
    stage = TerminalStage(context, plan.workspace.system, several=several)
    status = perform(
        plan,
        stage,
        console,
        dry_run=dry_run,
        on_ready=lambda environment: _keep(plan, environment, context),
    )
    if status == _NOT_FOUND:
        names = available_tasks(plan.workspace, plan.explicit_environment)
        _show_tasks(names, context, gap=True)
    return status


def _keep(plan: RunPlan, environment: Environment, context: Context) -> None:
    """Keep a plan, unless the next command has something to warn of as well."""
    if context.world.owns_process and not context.console.has_warned:
        from pypixi.workspace.running.keeping import (  # noqa: PLC0415 - not in tests
            keep_plan,
        )

        keep_plan(plan, environment)


def _show_tasks(names: Sequence[str], context: Context, *, gap: bool = False) -> None:
    if not names and gap:
        return
    lines = [*([""] if gap else []), "Available tasks:", *(f"\t{n}" for n in names)]
    context.console.note("\n".join(lines))
