"""What bringing a lock file up to date needs of the world around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.values import frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pypixi.conda.client import Engine
    from pypixi.locking.faults.context import JudgingContext
    from pypixi.manifest.environments import Environment
    from pypixi.pypi.build_python import BuildPython
    from pypixi.pypi.uv import Uv
    from pypixi.records.conda import CondaRecord
    from pypixi.specs.platform import Platform

    RecordsOn = Callable[[Environment, Platform], tuple[CondaRecord, ...]]


@frozen
class Engines:
    """The engines, each opened only if something is to be solved with it."""

    conda: Callable[[], Engine]
    uv: Callable[[], Uv]
    context: JudgingContext
    """What both judging and resolving PyPI packages need."""
    with_purls: Callable[[Sequence[CondaRecord]], tuple[CondaRecord, ...]]
    """Looks up which PyPI packages newly solved conda packages are."""
    fetch: Callable[[str], bytes | None]
    """Gets a URL: its body, None for what does not exist."""
    build_python: Callable[[Sequence[Environment], RecordsOn], BuildPython]
    """Makes the prefix of an environment, whose Python then builds sources.

    It takes the first that runs here, and is told the conda packages of each platform.
    """
    processes: int
    """How many uv processes may run at the same time."""
