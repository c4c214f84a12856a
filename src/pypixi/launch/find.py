"""The plan that holds for what was typed, if there is one."""

from __future__ import annotations

import os
import sys
import time

from pypixi.version import __version__

from .facts import holds, machine, surroundings
from .place import nearest_manifest, plan_path, read_plan
from .plan import Plan, parse_plan

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


def valid_plan(asked: str, env: Mapping[str, str], cwd: str) -> Plan | None:
    """Return the plan that holds here and now, None where there is none.

    Args:
        asked: What it was kept for.
        env: The variables of this process.
        cwd: Where a command was typed.
    """
    manifest = nearest_manifest(cwd)
    if manifest is None:
        return None
    key = plan_key(os.path.dirname(manifest), asked, env)
    path = plan_path(env, sys.platform, key)
    text = None if path is None else read_plan(path)
    plan = None if text is None else parse_plan(text)
    if plan is None or plan.key != key or plan.version != __version__:
        return None
    # Who has set the clock back may have changed files unseen.
    is_fresh = plan.written <= time.time_ns()
    if plan.manifest != manifest or not is_fresh or not holds(plan.facts):
        return None
    return plan


def plan_key(root: str, asked: str, env: Mapping[str, str]) -> str:
    """Return what tells a plan from others.

    Args:
        root: The workspace.
        asked: What it was kept for: an environment, if one was asked for.
        env: The variables of the calling process.
    """
    try:
        found = os.stat(root)
    except OSError:
        return ""
    place = f"{root}\n{found.st_dev}\n{found.st_ino}"
    return f"{place}\n{asked}\n{machine()}\n{surroundings(env)}"
