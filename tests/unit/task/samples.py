"""Tasks for tests, and where they run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.specs.platform import subdir_platform
from pypixi.task.call import TaskCall, task_call
from pypixi.task.graph import FoundTask, task_order
from pypixi.task.template import Variables
from unit.manifest.samples import PATH, environments

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pypixi.manifest.tasks import Task
    from pypixi.task.graph import TaskNode

LINUX = subdir_platform("linux-64")


def tasks(text: str) -> Mapping[str, Task]:
    """Return the tasks of a manifest by name, from what follows ``[tasks]``."""
    return environments(f"[tasks]\n{text}")["default"].tasks(LINUX)


def task(value: str) -> Task:
    """Return a task that is written as ``value``."""
    return tasks(f"t = {value}")["t"]


def variables(subdir: str = "linux-64", **arguments: str) -> Variables:
    """Return what templates of a command know."""
    return Variables(
        environment="default",
        platform=subdir_platform(subdir),
        arguments=arguments,
        manifest_path=PATH,
        init_cwd=PATH.parent / "sub",
    )


def order(
    text: str, name: str, *words: str, skip_deps: bool = False
) -> tuple[TaskNode, ...]:
    """Return the runs of a task whose table is ``text``.

    Each task runs in the default environment, or in what its dependent names.
    """
    found = environments(
        f"[tasks]\n{text}\n[feature.x]\n[environments]\nother = ['x']\n"
    )

    def find(name: str, environment: str | None, asked_by: Task) -> FoundTask | None:
        del asked_by
        chosen = found.get(environment or "", found["default"])
        known = chosen.tasks(LINUX)
        if name not in known:
            return None
        return FoundTask(task=known[name], environment=chosen, platform=LINUX)

    root = find(name, None, found["default"].tasks(LINUX)[name])
    assert root is not None
    return task_order(root, words, find, skip_deps=skip_deps)


def call(value: str, *words: str, name: str = "t") -> TaskCall:
    """Return a run of a task that is written as ``value``."""
    (*_, node) = order(f'"{name}" = {value}', name, *words)
    return task_call(node, manifest_path=PATH, init_cwd=PATH.parent)
