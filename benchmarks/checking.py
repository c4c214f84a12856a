"""What checking a true lock file costs, beside reading it."""

from __future__ import annotations

import gc
import time
from typing import TYPE_CHECKING

from pypixi.lockfile.read import parse_lock_file
from pypixi.locking.faults.context import JudgingContext
from pypixi.locking.judging.verdict import judge
from pypixi.manifest.document import read_document
from pypixi.manifest.environments import compose_environments
from pypixi.manifest.parsing.manifest import parse_manifest

if TYPE_CHECKING:
    from pathlib import Path


def checks(root: Path, count: int) -> list[tuple[float, float]]:
    """Return, ``count`` times, what reading a lock file takes and what judging it does.

    Each is processor time in seconds, without imports. Every time the lock file is read
    anew: what was learned of its packages before is of no use.
    """
    environments = compose_environments(
        parse_manifest(read_document(root / "pixi.toml"))
    )
    path = root / "pixi.lock"
    text = path.read_text("utf-8")
    context = JudgingContext(
        root=root,
        default_index=lambda: "",  # nothing is from PyPI
        normalize=lambda _: [],
        now=time.time(),
    )

    def check() -> tuple[float, float]:
        gc.collect()
        gc.disable()
        start = time.process_time()
        lock = parse_lock_file(text, path=path, canonicalize=str)
        middle = time.process_time()
        verdict = judge(environments, lock, context)
        end = time.process_time()
        gc.enable()
        if not verdict.is_true:
            raise RuntimeError(str(verdict.reasons[0]))
        return middle - start, end - middle

    return [check() for _ in range(count + 1)][1:]
