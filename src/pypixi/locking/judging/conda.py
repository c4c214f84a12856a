"""Faults of the conda packages that are locked for one platform."""

from __future__ import annotations

from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING

from pypixi.conda.matching import Candidates, Need
from pypixi.records.source import CondaSourceRecord

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from .locked_part import LockedPart


def conda_faults(part: LockedPart, for_pypi: Collection[str]) -> Iterator[str]:
    """Yield what is wrong with the conda packages of one platform.

    Args:
        part: What is locked.
        for_pypi: The conda packages that PyPI requirements make use of.
    """
    if any(isinstance(row, CondaSourceRecord) for row in part.packages):
        yield "it has packages of a kind that the manifest does not ask for"
    names = [record.name for record in part.conda]
    for name, count in Counter(names).items():
        if count > 1:
            yield f"there was a duplicate entry for '{name}'"
    candidates = Candidates(part.conda, part.platform.virtual_packages)
    explicit: set[str] = set()
    yield from _unmet_constraints(part, candidates)
    yield from _unmet_specs(part, candidates)
    yield from _walk(_asked(part, candidates), candidates, explicit)
    visited = set(explicit)
    used = [Need(name=name) for name in for_pypi]
    yield from _walk(used, candidates, visited)
    unused = sorted(set(names) - visited)
    if unused:
        yield (
            "there are more conda packages in the lock file than are used by the"
            f" environment: {', '.join(unused)}"
        )
    if part.environment.solve_group is None:  # else another member may ask for it
        yield from map(only_for_pypi, sorted(set(for_pypi) - explicit))


def only_for_pypi(name: str) -> str:
    """Return the fault of a conda package that no conda requirement leads to."""
    return (
        f"'{name}' is locked as a conda package but only requested by pypi dependencies"
    )


def reached(part: LockedPart, for_pypi: Collection[str] = ()) -> frozenset[str]:
    """Return the conda packages that the requirements of the manifest lead to.

    Args:
        part: What is locked.
        for_pypi: The conda packages that PyPI requirements make use of.
    """
    candidates = Candidates(part.conda, part.platform.virtual_packages)
    used = [Need(name=name) for name in for_pypi]
    visited: set[str] = set()
    for _ in _walk([*_asked(part, candidates), *used], candidates, visited):
        pass  # here it does not matter what is not met
    return frozenset(visited)


def _asked(part: LockedPart, candidates: Candidates) -> list[Need]:
    """Return what the manifest asks for, as far as its conditions hold."""
    return [
        Need(name=spec.name, extras=spec.extras)
        for spec in part.environment.dependencies(part.platform)
        if candidates.asks(spec)
    ]


def _unmet_constraints(part: LockedPart, candidates: Candidates) -> Iterator[str]:
    """Yield the packages that are not like the manifest's constraints want them."""
    for spec in part.environment.constraints(part.platform):
        record = candidates.records.get(spec.name)
        if record is None or candidates.meets(spec):
            continue
        yield (
            f"the locked package '{record.name}' with version '{record.version}' does"
            f" not satisfy the constraint '{spec}'"
        )


def _unmet_specs(part: LockedPart, candidates: Candidates) -> Iterator[str]:
    """Yield the requirements of the manifest that nothing meets."""
    for spec in part.environment.dependencies(part.platform):
        if candidates.asks(spec) and not candidates.meets(spec):
            yield _unmet(str(spec), part.environment.name)


def _walk(
    needs: Iterable[Need], candidates: Candidates, visited: set[str]
) -> Iterator[str]:
    """Follow the requirements of packages; yield those that nothing meets."""
    pending = list(needs)
    seen: set[Need] = set()
    known = set(visited)
    while pending:
        need = pending.pop()
        record = candidates.records.get(need.name)
        if record is None or need in seen or need.name in known:
            continue
        seen.add(need)
        of_extras = (record.extra_depends.get(extra, ()) for extra in need.extras)
        own = () if need.name in visited else record.depends
        visited.add(need.name)
        for depends in chain(own, *of_extras):
            further = candidates.need(depends)
            if further is None:
                continue
            if not candidates.meets_text(depends):
                yield _unmet(depends, record.file_name)
            pending.append(further)


def _unmet(requirement: str, required_by: str) -> str:
    return (
        f"the requirement '{requirement}' could not be satisfied"
        f" (required by '{required_by}')"
    )
