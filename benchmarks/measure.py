"""What a process costs: its time, its processor time, its peak of memory."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_STOPWATCH = str(Path(__file__).with_name("stopwatch.py"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A process to be started, and where."""

    argv: tuple[str, ...]
    cwd: Path
    env: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What a process and its children took."""

    wall: float
    """Seconds from start to end."""
    cpu: float
    """Seconds of processor time, in the kernel's mode too."""
    memory: float
    """Bytes resident at most, of the largest process."""


class FailedError(Exception):
    """A measured process did not succeed, so its figures mean nothing."""

    def __init__(self, command: Command, code: int, output: str) -> None:
        super().__init__(f"{' '.join(command.argv)} ended with {code}:\n{output}")


def measure(command: Command) -> Cost:
    """Run a command to its end and return what it cost.

    Raises:
        FailedError: If it ends with another exit code than 0.
    """
    with tempfile.NamedTemporaryFile("r", encoding="ascii") as figures:
        done = subprocess.run(
            [sys.executable, "-IS", _STOPWATCH, figures.name, *command.argv],
            check=False,
            cwd=command.cwd,
            env=command.env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
        if done.returncode != 0:
            output = done.stdout + done.stderr
            raise FailedError(command, done.returncode, output)
        wall, cpu, memory = map(float, figures.read().split())
    return Cost(wall=wall, cpu=cpu, memory=memory)


def rounds(
    prepare: Sequence[Callable[[], Command]],
    count: int,
    check: Callable[[Command], None] = lambda _: None,
) -> list[list[Cost]]:
    """Return the costs of ``count`` rounds, in each of which all commands run once.

    The rounds take turns in who begins, so that noise of the machine hits all alike.

    Args:
        prepare: Each makes a command ready to be run; not measured.
        count: How many rounds count; one more goes first and fills the caches.
        check: Looks at what a command left behind.
    """
    costs: list[list[Cost]] = []
    for number in range(count + 1):
        row: dict[int, Cost] = {}
        for step in range(len(prepare)):
            which = (number + step) % len(prepare)
            command = prepare[which]()
            row[which] = measure(command)
            check(command)
        costs.append([row[which] for which in range(len(prepare))])
    return costs[1:]


def ratio(pairs: Sequence[tuple[float, float]]) -> float:
    """Return the median of the ratios within pairs."""
    return median(left / right for left, right in pairs)
