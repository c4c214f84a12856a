"""A run of a task with everything filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.values import frozen, replace

from .command import rendered_command, rendered_env, shown_command, task_script
from .template import render

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from .graph import TaskNode
    from .template import Variables


@frozen
class TaskCall:
    """What a run of a task comes to, its templates filled in."""

    node: TaskNode
    command: str
    """Without further words; "" for an alias."""
    env: Mapping[str, str]
    """The variables that it sets."""
    inputs: tuple[str, ...] | None
    outputs: tuple[str, ...] | None

    @property
    def names_files(self) -> bool:
        """Whether it can be told that a run would only repeat the last one."""
        return self.inputs is not None or self.outputs is not None

    @property
    def shown(self) -> str:
        """The command with further words, as people read it."""
        return shown_command(self.command, self.node.arguments.extra)

    @property
    def script(self) -> str:
        """What the shell runs."""
        return task_script(self.command, self.node.arguments.extra, self.env)


def task_call(node: TaskNode, *, manifest_path: Path, init_cwd: Path) -> TaskCall:
    """Return what a run of a task comes to.

    Args:
        node: The run.
        manifest_path: The manifest of the workspace.
        init_cwd: Where pixi was started.

    Raises:
        UnrenderableError: If a template cannot be filled in.
    """
    task = node.task
    variables = replace(node.variables, manifest_path=manifest_path, init_cwd=init_cwd)
    return TaskCall(
        node=node,
        command=rendered_command(task, variables),
        env=rendered_env(task, variables),
        inputs=_globs(task.inputs, variables, f"inputs of task '{task.name}'"),
        outputs=_globs(task.outputs, variables, f"outputs of task '{task.name}'"),
    )


def _globs(
    patterns: tuple[str, ...] | None, variables: Variables, origin: str
) -> tuple[str, ...] | None:
    if patterns is None:
        return None
    return tuple(render(pattern, variables, origin=origin) for pattern in patterns)
