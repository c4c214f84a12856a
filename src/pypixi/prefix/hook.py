"""The whole text that activates a prefix in a running shell."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from pypixi.terminal.report import SILENT
from pypixi.values import frozen

from .activation import SetPath, SetVariable, activation_steps, deactivation_steps
from .quoting import prompt_text
from .shells.script import script_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pypixi.terminal.report import Report

    from .activation import Activation, Step
    from .shells.shell import Shell

_PATHS = ("PATH", "Path")


@frozen
class Comfort:
    """What an interactive shell gets besides the variables."""

    prompt: str | None = None
    """What is shown in front of each line; None leaves the prompt alone."""
    wrapper: bool = True
    """Whether `pixi` becomes a function that activates anew after changes."""
    completions: bool = True
    """Whether completions of the prefix's programs are loaded."""


def hook_text(
    shell: Shell,
    activation: Activation,
    caller: Mapping[str, str],
    system: str,
    comfort: Comfort,
    report: Report = SILENT,
) -> str:
    """Return what a person's shell reads to be in an environment.

    Scripts of packages are left to that shell; nothing is executed here. A prefix that
    is active already is left first.

    Args:
        shell: Whose words are used.
        activation: What is to be activated.
        caller: The variables of the calling process, and so of the shell.
        system: As ``sys.platform`` names it.
        comfort: What the shell gets besides.
        report: Hears of damages in the prefix that is left.

    Raises:
        ActivationError: If package metadata is damaged.
    """
    active = caller.get("CONDA_PREFIX")
    left = Path(active) if active else None
    steps: list[Step] = []
    if left is not None:
        steps += deactivation_steps(left, endings=shell.ENDINGS, report=report)
    steps += activation_steps(
        activation, caller, system, endings=shell.ENDINGS, left=left
    )
    return _text(shell, steps, activation.prefix, caller, comfort)


def variables_text(
    shell: Shell,
    variables: Mapping[str, str],
    prefix: Path,
    caller: Mapping[str, str],
    comfort: Comfort,
) -> str:
    """Return what a shell reads to get variables as an activation left them.

    Args:
        shell: Whose words are used.
        variables: What the activation came to.
        prefix: What was activated.
        caller: The variables of the calling process.
        comfort: What the shell gets besides.
    """
    return _text(shell, _settings(variables), prefix, caller, comfort)


def _settings(variables: Mapping[str, str]) -> Iterator[Step]:
    for name, value in variables.items():
        if name in _PATHS:
            yield SetPath(name, tuple(value.split(os.pathsep)))
        else:
            yield SetVariable(name, value)


def _text(
    shell: Shell,
    steps: Iterable[Step],
    prefix: Path,
    caller: Mapping[str, str],
    comfort: Comfort,
) -> str:
    parts = [shell.PREAMBLE, *script_lines(shell, steps, os.pathsep)]
    if comfort.completions:
        parts.append(shell.completions(prefix))
    if comfort.wrapper:
        parts.append(shell.wrapper())
    if comfort.prompt is not None:
        previous = caller.get("PIXI_PROMPT")
        shown = None if previous is None else prompt_text(previous)
        parts.append(shell.prompt(prompt_text(comfort.prompt), shown))
    lines = "\n".join(part for part in parts if part) + "\n"
    return lines.replace("\n", shell.LINE_END)
