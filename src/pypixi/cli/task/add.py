"""``pixi task add``."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from pypixi.manifest.tasks import Task, TaskArgument, TaskDependency
from pypixi.task.command import joined_words
from pypixi.workspace.tasks import add_task

from .place import add_place_options, described, place_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pypixi.cli.context import Context
    from pypixi.cli.parser import CommandParser


def add_arguments(parser: CommandParser) -> None:
    """Add what ``pixi task add`` accepts."""
    parser.add_argument("name", metavar="NAME", help="What the task is called")
    parser.add_argument(
        "command",
        nargs="*",
        metavar="COMMAND",
        help="What it runs. One word is taken as it is: 'make && make test'; of several"
        " each is quoted. What looks like an option goes behind two dashes:"
        " pixi task add files ls -- -la",
    )
    parser.add_argument(
        "--depends-on",
        nargs="+",
        action="extend",
        default=[],
        metavar="TASK",
        help="Tasks that run before it; without a command it only runs these",
    )
    parser.add_argument(
        "--arg",
        dest="args",
        action="append",
        default=[],
        metavar="NAME",
        help="An argument that it takes: what is typed behind the name of the task"
        " stands for {{ NAME }} in the command; repeat for several",
    )
    parser.add_argument(
        "--cwd",
        metavar="DIR",
        help="Where it runs, a folder below that of the workspace",
    )
    parser.add_argument(
        "--env",
        action="append",
        type=_variable,
        default=[],
        metavar="KEY=VALUE",
        help="A variable that it sets; repeat for several",
    )
    parser.add_argument(
        "--default-environment",
        metavar="ENVIRONMENT",
        help="Where it runs if no environment is asked for",
    )
    parser.add_argument(
        "--description", metavar="TEXT", help="What lists of tasks say about it"
    )
    parser.add_argument(
        "--clean-env",
        action="store_true",
        help="Run it without the variables of the calling process; not on Windows",
    )
    parser.needs_any("command", "--depends-on")
    add_place_options(parser)


def run(args: argparse.Namespace, context: Context) -> int:
    """Write a task into the manifest."""
    task = _task(args)
    add_task(context.workspace(args), task, place_of(args), context.console)
    context.console.status(f"Added task {described(task)}")
    return 0


def _task(args: argparse.Namespace) -> Task:
    return Task(
        name=args.name,
        command=_command(args.command),
        depends_on=tuple(TaskDependency(task=name) for name in args.depends_on),
        cwd=args.cwd,
        env=dict(map(_pair, args.env)) or None,
        default_environment=args.default_environment,
        description=args.description,
        clean_env=args.clean_env,
        args=tuple(TaskArgument(name=name) for name in args.args) or None,
    )


def _command(words: Sequence[str]) -> str | None:
    if not words:
        return None
    return words[0] if len(words) == 1 else joined_words(words)


def _variable(text: str) -> str:
    """Return a pair as it is typed; only its sign is looked for."""
    if "=" not in text:
        raise argparse.ArgumentTypeError(f"invalid KEY=value: no `=` found in `{text}`")
    return text


def _pair(text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    return name, value
