"""What reading and composing a manifest costs, beside parsing its TOML alone."""

from __future__ import annotations

import gc
import time
from pathlib import Path
from typing import TYPE_CHECKING

import tomli
from benchmarks.large_manifest import large_manifest

from pypixi.manifest.document import parse_document
from pypixi.manifest.environments import compose_environments
from pypixi.manifest.parsing.manifest import parse_manifest

if TYPE_CHECKING:
    from collections.abc import Callable

_ENVIRONMENTS = 21
_REPEATS = 80


def readings(count: int) -> list[tuple[float, ...]]:
    """Return, ``count`` times, what parsing the text takes and what all we do takes.

    Each is processor time in seconds, without imports: the least of some repetitions,
    for what other processes do to the caches of a processor can only add to it.
    """
    text, path = large_manifest(), Path("pixi.toml").absolute()

    def parse() -> None:
        tomli.loads(text)

    def read() -> None:
        manifest = parse_manifest(parse_document(text, path=path))
        if len(compose_environments(manifest)) != _ENVIRONMENTS:
            raise RuntimeError("not all environments were composed")

    # A command collects no garbage while it reads a manifest.
    gc.collect()
    gc.disable()
    costs = [_least(parse, read) for _ in range(count + 1)][1:]
    gc.enable()
    return costs


def _least(*works: Callable[[], None]) -> tuple[float, ...]:
    """Return what each took in the best of the rounds, in which they take turns."""
    rounds = [[_cost(work) for work in works] for _ in range(_REPEATS)]
    return tuple(map(min, zip(*rounds, strict=True)))


def _cost(work: Callable[[], None]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start
