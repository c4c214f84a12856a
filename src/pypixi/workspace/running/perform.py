"""Running what was planned, one task after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .prepare import Preparation

if TYPE_CHECKING:
    from pypixi.terminal.report import Report

    from .plan import RunPlan
    from .prepare import Stage


def perform(
    plan: RunPlan,
    stage: Stage,
    report: Report,
    *,
    dry_run: bool = False,
    force: bool = False,
) -> int:
    """Run what was planned; return the first status that is not zero, else zero.

    Args:
        plan: What is to be run.
        stage: Where.
        report: Hears of progress.
        dry_run: Whether tasks are only announced.
        force: Whether also tasks run that would only repeat the last time.

    Raises:
        PixiError: If a task cannot be started.
    """
    preparation = Preparation(plan, stage, report, force=force)
    if plan.command is not None:
        if dry_run:
            return 0
        return stage.start(preparation.command(plan.command, is_last=True))
    nodes = [node for node in plan.nodes if not node.is_alias]
    for number, node in enumerate(nodes, 1):
        call = preparation.announced(node)
        if dry_run:
            continue
        job = preparation.job(call, is_last=number == len(nodes))
        if job is None:
            continue
        status = stage.start(job)
        if status:
            return status
        preparation.keep(call)
    return 0
