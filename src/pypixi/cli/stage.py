"""The terminal as the place where tasks run."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pypixi.task.graph import TaskNode
    from pypixi.workspace.running.perform import Job

    from .context import Context


class TerminalStage:
    """Announces tasks to a person, and runs them where that person sees them."""

    def __init__(self, context: Context, system: str, *, several: bool) -> None:
        self._context = context
        self._system = system
        self._several = several
        """Whether the workspace has more than one environment."""
        self._announced = 0

    def announce(self, node: TaskNode, command: str) -> None:
        """Show which task is about to run."""
        console = self._context.console
        mark = "✨ " if console.emoji else ""
        where = f" in {node.environment.name}" if self._several else ""
        description = node.task.description
        told = f": ({description})" if description else ""
        gap = "\n" if self._announced else ""
        self._announced += 1
        console.note(f"{gap}{mark}Pixi task ({node.task.name}{where}): {command}{told}")

    def skip(self, message: str) -> None:
        """Show that a task need not run."""
        console = self._context.console
        console.note(message if console.emoji else message.removesuffix(" 🚀"))

    def start(self, job: Job) -> int:
        """Run a script to its end."""
        return self._context.world.run_script(
            job.script,
            env=job.env,
            cwd=str(job.cwd),
            system=self._system,
            is_last=job.is_last,
        )
