"""The graph of tasks, shown in place of running them."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

from pypixi.cli.parser import GIVEN
from pypixi.errors import PixiError
from pypixi.workspace.running.plan import meaning_of

from .choice import chooser

if TYPE_CHECKING:
    from pypixi.cli.context import Context
    from pypixi.workspace.running.request import RunRequest
    from pypixi.workspace.workspace import Workspace

_FORMS = ("text", "json", "mermaid")


class ContradictingFormsError(PixiError):
    """A graph is asked for in two forms at once."""

    def __init__(self, form: str) -> None:
        super().__init__(
            f"a graph cannot be both JSON and {form}",
            help=f"write either `--graph --json` or `--graph={form}`",
        )


def add_graph_options(
    either: argparse._MutuallyExclusiveGroup, group: argparse._ArgumentGroup
) -> None:
    """Add what shows the graph.

    Args:
        either: What cannot be asked for at the same time.
        group: Where the rest goes.
    """
    either.add_argument(
        "--graph",
        type=_form,
        metavar="[=FORM]",
        help="Show what waits for what, run nothing: " + ", ".join(_FORMS),
    )
    group.add_argument(
        "--json", action="store_true", help="Print the graph as JSON (--graph=json)"
    )


def _form(text: str) -> str:
    if text == GIVEN:
        return "text"
    if text not in _FORMS:
        known = ", ".join(_FORMS)
        raise argparse.ArgumentTypeError(f"'{text}' is none of {known}")
    return text


def show_graph(
    workspace: Workspace,
    request: RunRequest,
    args: argparse.Namespace,
    context: Context,
) -> None:
    """Print the graph of what was asked for.

    Raises:
        PixiError: If it has none, or the form is not clear.
    """
    # What it takes to draw one need not be loaded for a run.
    from pypixi.workspace.running.drawing import (  # noqa: PLC0415 - as said above
        graph_json,
        graph_mermaid,
        graph_steps,
        graph_text,
    )

    if args.json and args.graph == "mermaid":
        raise ContradictingFormsError(args.graph)
    meaning = meaning_of(workspace, request, chooser(context))
    steps = graph_steps(workspace, request, meaning)
    several = len(workspace.environments) > 1
    if args.json or args.graph == "json":
        text = json.dumps(graph_json(steps), indent=2, ensure_ascii=False)
    elif args.graph == "mermaid":
        text = graph_mermaid(steps, several=several)
    else:
        text = graph_text(steps, several=several)
    context.console.print(text)
