"""Options that say whose tasks are meant."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pypixi.cli.options import add_source_options, add_workspace_options
from pypixi.specs.names import DEFAULT_FEATURE
from pypixi.workspace.tasks import TasksPlace

if TYPE_CHECKING:
    from argparse import Namespace

    from pypixi.cli.parser import CommandParser
    from pypixi.manifest.tasks import Task


def add_place_options(parser: CommandParser, *, of_features: bool = True) -> None:
    """Add the choice whose tasks are changed, and of which workspace."""
    parser.mix_words()
    parser.add_argument(
        "-p",
        "--platform",
        metavar="PLATFORM",
        help="Only on this platform [default: on all]",
    )
    either = parser.add_mutually_exclusive_group()
    if of_features:
        either.add_argument(
            "-f",
            "--feature",
            metavar="NAME",
            help="A feature of this name [default: default]",
        )
    either.add_argument(
        "-e",
        "--environment",
        metavar="NAME",
        help="The environment itself, none of its features",
    )
    add_workspace_options(parser)
    add_source_options(parser)


def place_of(args: Namespace) -> TasksPlace:
    """Return whose tasks the parsed options mean."""
    return TasksPlace(
        feature=getattr(args, "feature", None) or DEFAULT_FEATURE,
        environment=args.environment,
        platform=args.platform,
    )


def described(task: Task) -> str:
    """Return what a task is, as people are told who added it."""
    names = [dependency.task for dependency in task.depends_on]
    listed = f"'{names[0]}'" if len(names) == 1 else f"[{','.join(names)}]"
    env = json.dumps(dict(task.env or {}), ensure_ascii=False)
    description = json.dumps(task.description, ensure_ascii=False)
    parts = [
        f", depends-on = {listed}" if names else "",
        f", default_environment = {task.default_environment}"
        if task.default_environment
        else "",
        f", env = {env}" if task.env else "",
        f", description = {description}" if task.description is not None else "",
    ]
    return f"`{task.name}`: {task.command or ''}{''.join(parts)}"
