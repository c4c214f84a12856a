"""The terminal as the place where tasks run."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pypixi.manifest.environments import Environment
    from pypixi.task.graph import TaskNode
    from pypixi.workspace.running.plan import RunPlan
    from pypixi.workspace.running.prepare import Job

    from .context import Context


class TerminalStage:
    """Announces tasks to a person, and runs them where that person sees them."""

    def __init__(self, context: Context, plan: RunPlan, *, spaced: bool = True) -> None:
        self._context = context
        self._plan = plan
        self._system = plan.workspace.system
        self._several = len(plan.workspace.environments) > 1
        """Whether the workspace has more than one environment."""
        self._spaced = spaced
        """Whether an empty line stands between two tasks."""
        self._announced = 0

    def announce(self, node: TaskNode, command: str) -> None:
        """Show which task is about to run."""
        console = self._context.console
        mark = "✨ " if console.emoji else ""
        where = f" in {node.environment.name}" if self._several else ""
        description = node.task.description
        told = f": ({description})" if description else ""
        gap = "\n" if self._announced and self._spaced else ""
        self._announced += 1
        console.note(f"{gap}{mark}Pixi task ({node.task.name}{where}): {command}{told}")

    def skip(self, message: str) -> None:
        """Show that a task need not run."""
        console = self._context.console
        console.note(message if console.emoji else message.removesuffix(" 🚀"))

    def enter(self, environment: Environment) -> None:
        """Keep a plan, unless the next command has something to warn of as well."""
        if self._context.world.owns_process and not self._context.console.has_warned:
            from pypixi.workspace.running.keeping import (  # noqa: PLC0415 - not in tests
                keep_plan,
            )

            keep_plan(self._plan, environment)

    def start(self, job: Job) -> int:
        """Run a script to its end."""
        return self._context.world.run_script(
            job.script,
            env=job.env,
            cwd=str(job.cwd),
            system=self._system,
            is_last=job.is_last,
        )
