"""What a manifest says about a task."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.values import field, frozen

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pypixi.errors import Place


@frozen
class TaskArgument:
    """An argument that a task takes."""

    name: str
    default: str | None = None
    """None where a value must be given."""
    choices: tuple[str, ...] | None = None
    """All values there are; None where any will do."""


@frozen
class GivenArgument:
    """A value that a task hands to one that runs before it."""

    value: str
    """A template, over the arguments of the task that hands it on."""
    name: str | None = None
    """None for a value that is told by its position."""


@frozen
class TaskDependency:
    """A task that runs before another one."""

    task: str
    args: tuple[GivenArgument, ...] | None = None
    """None and no arguments are different: they make two runs of one task."""
    environment: str | None = None
    """Where it runs, whatever environment is asked for."""
    place: Place | None = field(default=None, compare=False)


@frozen
class Task:
    """A named command, or an alias: a name for other tasks.

    None stands for a key that is not written where an empty value means something else.
    """

    name: str
    command: str | tuple[str, ...] | None = None
    """A script or its words, as templates; None for an alias."""
    depends_on: tuple[TaskDependency, ...] = ()
    inputs: tuple[str, ...] | None = None
    """Patterns of the files that it reads, as templates."""
    outputs: tuple[str, ...] | None = None
    """Patterns of the files that it makes, as templates."""
    cwd: str | None = None
    """A path below the workspace or an absolute one."""
    env: Mapping[str, str] | None = None
    """Values are templates."""
    default_environment: str | None = None
    """Where it runs if no environment is asked for; it need not exist."""
    description: str | None = None
    clean_env: bool = False
    args: tuple[TaskArgument, ...] | None = None
    """None for a task to whose command further words are added as they are."""
    place: Place | None = field(default=None, compare=False)
