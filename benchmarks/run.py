"""Print what pypixi costs, each figure beside that of the least that could be done."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Literal

# The channels are built by what the tests build theirs with.
_ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(_ROOT), str(_ROOT / "tests")]

from benchmarks import (  # noqa: E402
    large_lock,
    many_environments,
    many_solves,
    pypi_change,
    scenes,
)
from benchmarks.checking import checks  # noqa: E402
from benchmarks.measure import Command, Cost, ratio, rounds  # noqa: E402
from benchmarks.reading import readings  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    Prepare = Callable[[], Command]

Quantity = Literal["cpu", "wall", "memory", "disk"]

_SMALL_ROUNDS = 40
_MEDIUM_ROUNDS = 20
_LARGE_ROUNDS = 7
_FEW_ROUNDS = 5
_SMALL = {
    "version": ("--version",),
    "run": ("run", "true"),
    "hook": ("shell-hook", "--shell", "bash"),
    "list": ("list",),
    "install": ("install",),
    "lock": ("lock",),
}
"""Commands in a workspace where there is nothing to do."""
_FRESH = "fresh-install"
_CHANGE = "pypi-change"
_CHANGE_UV = "pypi-change-uv"
_SOLVES = "many-solves"
_MANIFEST = "manifest"
_DISK = "ten-environments"
_LARGE = {
    "large-lock": ("lock",),
    "large-install": ("install",),
    "large-run": ("run", "true"),
    "large-hook": ("shell-hook", "--shell", "bash"),
    "large-list": ("list",),
}
"""Commands in a workspace with a large lock file that is known to be true."""
_CHECK = "large-check"
_NOTHING = "large-solve"
_ALL = (
    *_SMALL,
    _MANIFEST,
    *_LARGE,
    _CHECK,
    _NOTHING,
    _SOLVES,
    _FRESH,
    _CHANGE,
    _DISK,
)
_GOALS: dict[tuple[str, Quantity], float] = {
    ("version", "cpu"): 1.6,
    ("run", "cpu"): 1.6,
    ("large-run", "cpu"): 1.6,
    ("hook", "cpu"): 2.2,
    ("large-hook", "cpu"): 2.2,
    ("large-list", "cpu"): 8,
    (_FRESH, "wall"): 1.25,
    (_CHANGE, "cpu"): 8,
    (_CHANGE_UV, "cpu"): 1.3,
    (_SOLVES, "wall"): 0.65,
    (_MANIFEST, "cpu"): 3,
    (_DISK, "disk"): 1.2,
    ("large-lock", "cpu"): 6,
    ("large-install", "cpu"): 6,
    (_CHECK, "cpu"): 4,
    (_NOTHING, "wall"): 1.25,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the table: medians, and the median of the ratios within rounds."""

    name: str
    quantity: Quantity
    base: float
    """Seconds or bytes of what we are held to."""
    pixi: float
    original: float | None
    ratio: float
    original_ratio: float | None
    goal: float | None

    @property
    def verdict(self) -> str:
        """Whether the goal was met."""
        if self.goal is None:
            return "-"
        return "met" if self.ratio <= self.goal else "MISSED"


def main() -> None:
    args = _arguments()
    programs = _programs()
    lines: list[Line] = []
    for name in args.names or _ALL:
        with tempfile.TemporaryDirectory(prefix="pypixi-benchmark-") as folder:
            lines += _lines(name, Path(folder), programs)
    if args.json:
        print(json.dumps([asdict(line) for line in lines], indent=2))
    else:
        print("\n".join(_table(lines)))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "names", nargs="*", metavar="NAMES", help=f"some of {', '.join(_ALL)}"
    )
    parser.add_argument("--json", action="store_true", help="print seconds and bytes")
    args = parser.parse_args()
    if unknown := set(args.names) - {*_ALL}:
        parser.error(f"there is no {', '.join(sorted(unknown))}")
    return args


def _programs() -> list[str]:
    """Return our program, then that of the original where there is one."""
    # The path as it was typed: a virtual environment's interpreter is a link.
    ours = Path(sys.executable).with_name("pixi")
    original = os.environ.get("PIXI_ORIGINAL")
    programs = [ours, *([Path(original)] if original else [])]
    return [str(program.absolute()) for program in programs]


def _lines(name: str, folder: Path, programs: Sequence[str]) -> Iterator[Line]:
    if name == _FRESH:
        fresh = scenes.FreshInstall(folder)
        prepare = [fresh.with_engine, *map(fresh.with_program, programs)]
        costs = rounds(prepare, _LARGE_ROUNDS, fresh.check)
        for quantity in ("wall", "cpu", "memory"):
            yield _line(name, quantity, costs)
        return
    if name == _CHANGE:
        yield from _change_lines(folder)
        return
    if name == _SOLVES:
        yield _solves_line(folder, programs)
        return
    if name == _DISK:
        yield _disk_line(folder, programs)
        return
    if name == _MANIFEST:
        yield _cpu_line(name, readings(_SMALL_ROUNDS))
        return
    if name in (*_LARGE, _CHECK, _NOTHING):
        yield _large_line(name, large_lock.LargeLock(folder), programs)
        return
    prepare = [lambda: scenes.interpreter(folder)]
    prepare += [_small(folder / str(n), each, name) for n, each in enumerate(programs)]
    yield _line(name, "cpu", rounds(prepare, _SMALL_ROUNDS))


def _change_lines(folder: Path) -> Iterator[Line]:
    """Yield what is ours of a change, and what the engine takes for it in our hands.

    The change alone: whether the lock file is true was asked before.
    """
    rows = pypi_change.changes(folder, _MEDIUM_ROUNDS, "--frozen")
    ours = [(row.interpreter, row.ours) for row in rows]
    engine = [(row.direct, row.engine) for row in rows]
    yield _cpu_line(_CHANGE, ours)
    yield _cpu_line(_CHANGE_UV, engine)


def _large_line(
    name: str, scene: large_lock.LargeLock, programs: Sequence[str]
) -> Line:
    """Return a line about 40 environments on three platforms."""
    if name == _NOTHING:
        prepare = [scene.with_engine, *map(scene.from_nothing, programs)]
        return _line(name, "wall", rounds(prepare, _LARGE_ROUNDS))
    roots = [scene.installed(each, str(n)) for n, each in enumerate(programs)]
    if name == _CHECK:
        return _cpu_line(name, checks(roots[0], _MEDIUM_ROUNDS))
    prepare = [lambda: scenes.interpreter(scene.folder)]
    for root, each in zip(roots, programs, strict=True):
        command = scenes.in_workspace(root, each, *_LARGE[name])
        scenes.settle(command)
        prepare.append(lambda command=command: command)  # type: ignore[misc]
    return _line(name, "cpu", rounds(prepare, _SMALL_ROUNDS))


def _solves_line(folder: Path, programs: Sequence[str]) -> Line:
    """Return the line of solves at once, held against the same ones in sequence."""
    scene = many_solves.ManySolves(folder)
    prepare = [scene.in_sequence(programs[0]), *map(scene.at_once, programs)]
    line = _line(_SOLVES, "wall", rounds(prepare, _FEW_ROUNDS, scene.check))
    if line.base < many_solves.SOLVES * many_solves.LEAST:
        raise RuntimeError(f"a solve took {line.base / many_solves.SOLVES} s only")
    return line


def _disk_line(folder: Path, programs: Sequence[str]) -> Line:
    """Return the line of ten equal environments, held against one of them."""

    def used(program: int, environments: int) -> float:
        place = folder / f"{program}-{environments}"
        place.mkdir()
        return many_environments.disk(place, programs[program], environments)

    one = used(0, 1)
    ours, *originals = (
        used(number, many_environments.ENVIRONMENTS) for number in range(len(programs))
    )
    original = originals[0] if originals else None
    return Line(
        name=_DISK,
        quantity="disk",
        base=one,
        pixi=ours,
        original=original,
        ratio=ours / one,
        original_ratio=None if original is None else original / one,
        goal=_GOALS[_DISK, "disk"],
    )


def _cpu_line(name: str, rows: Iterable[Sequence[float]]) -> Line:
    """Return the line of rounds of which the processor time alone is known."""
    costs = [[Cost(wall=0, cpu=seconds, memory=0) for seconds in row] for row in rows]
    return _line(name, "cpu", costs)


def _small(folder: Path, program: str, name: str) -> Prepare:
    root = scenes.installed_workspace(folder, program)
    command = scenes.in_workspace(root, program, *_SMALL[name])
    scenes.settle(command)
    return lambda: command


def _line(name: str, quantity: Quantity, costs: Iterable[Sequence[Cost]]) -> Line:
    rows = [[getattr(cost, quantity) for cost in row] for row in costs]
    has_original = len(rows[0]) > 2
    return Line(
        name=name,
        quantity=quantity,
        base=median(row[0] for row in rows),
        pixi=median(row[1] for row in rows),
        original=median(row[2] for row in rows) if has_original else None,
        ratio=ratio([(row[1], row[0]) for row in rows]),
        original_ratio=ratio([(row[2], row[0]) for row in rows])
        if has_original
        else None,
        goal=_GOALS.get((name, quantity)),
    )


def _table(lines: Sequence[Line]) -> Iterator[str]:
    heads = ("", "", "base", "pypixi", "ratio", "goal", "", "original", "ratio")
    yield _row(heads)
    for line in lines:
        yield _row(
            (
                line.name,
                line.quantity,
                _shown(line.base, line.quantity),
                _shown(line.pixi, line.quantity),
                _number(line.ratio),
                _number(line.goal),
                line.verdict,
                _shown(line.original, line.quantity),
                _number(line.original_ratio),
            )
        )


def _row(cells: Sequence[str]) -> str:
    name, quantity, *others = cells
    return f"{name:<14} {quantity:<6}" + "".join(f" {cell:>9}" for cell in others)


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


def _shown(value: float | None, quantity: Quantity) -> str:
    if value is None:
        return "-"
    if quantity in ("memory", "disk"):
        return f"{value / 1e6:.0f} MB"
    return f"{value * 1e3:.1f} ms"


if __name__ == "__main__":
    main()
