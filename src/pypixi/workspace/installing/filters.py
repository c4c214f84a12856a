"""Installing some of the packages of an environment: which of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.errors import PixiError
from pypixi.patterns import regex
from pypixi.specs.names import pypi_name
from pypixi.values import frozen, replace

if TYPE_CHECKING:
    import re
    from collections.abc import Collection, Iterable, Mapping

    from .goal import Goal

_CONDA_NAME = regex(r"[^\s\[=<>!~]+")
_PYPI_NAME = regex(r"[A-Za-z0-9._-]+")
_PYTHON = "python"


@frozen
class PackageFilter:
    """What a person wants of an environment; names are those in the lock file."""

    skip: tuple[str, ...] = ()
    """Not installed; what they require is."""
    skip_with_deps: tuple[str, ...] = ()
    """Not installed, nor what only they require."""
    only: tuple[str, ...] = ()
    """Installed with what they require, and nothing else."""

    def __bool__(self) -> bool:
        """Tell whether anything is asked for."""
        return bool(self.skip or self.skip_with_deps or self.only)

    @property
    def skipped(self) -> tuple[str, ...]:
        """What is left out by name."""
        return (*self.skip, *self.skip_with_deps)


class UnknownPackagesError(PixiError):
    """Packages are to be installed that are not locked."""

    def __init__(self, names: Collection[str]) -> None:
        listed = ", ".join(f"'{name}'" for name in names)
        super().__init__(
            f"the following `--only` packages do not exist: {listed}",
            help="try finding the correct package with `pixi list`",
        )


def filtered(goal: Goal, asked: PackageFilter) -> Goal:
    """Return a goal that leaves some packages of an environment as they are.

    Raises:
        UnknownPackagesError: If only packages are asked for that are not locked.
    """
    graph = _graph(goal)
    unknown = [name for name in asked.only if name not in graph]
    if unknown:
        raise UnknownPackagesError(unknown)
    starts = asked.only or _roots(graph)
    kept = _reachable(graph, starts, without=asked.skip_with_deps) - {*asked.skip}
    if _PYTHON in graph and any(row.name in kept for row in goal.pypi):
        kept |= {_PYTHON}  # nothing else could install them
    return replace(goal, ignored=frozenset(graph) - kept)


def _graph(goal: Goal) -> dict[str, set[str]]:
    """Return the names of all packages, each with those that it requires."""
    graph: dict[str, set[str]] = {}
    for record in goal.records:
        graph.setdefault(record.name, set()).update(_names(_CONDA_NAME, record.depends))
    for package in goal.pypi:
        required = _names(_PYPI_NAME, package.requires_dist)
        normal = {pypi_name(name) or name for name in required}
        graph.setdefault(package.name, set()).update(normal)
    return graph


def _names(pattern: re.Pattern[str], requirements: Iterable[str]) -> set[str]:
    found = (pattern.match(text.strip()) for text in requirements)
    return {match[0] for match in found if match}


def _roots(graph: Mapping[str, Collection[str]]) -> list[str]:
    """Return packages from which all others can be reached.

    Those that nothing requires; of packages that require each other in a circle one.
    """
    required = {name for names in graph.values() for name in names}
    roots = [name for name in graph if name not in required]
    seen = _reachable(graph, roots)
    for name in graph:
        if name not in seen:
            roots.append(name)
            seen |= _reachable(graph, [name])
    return roots


def _reachable(
    graph: Mapping[str, Collection[str]],
    starts: Iterable[str],
    without: Collection[str] = (),
) -> set[str]:
    found: set[str] = set()
    waiting = [*starts]
    while waiting:
        name = waiting.pop()
        if name in graph and name not in found and name not in without:
            found.add(name)
            waiting += graph[name]
    return found
