"""Faults of the conda packages that are locked for one platform."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from pypixi.conda.matching import Candidates, dependency_name
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
    yield from _unmet_specs(part, candidates)
    asked = [spec.name for spec in part.environment.dependencies(part.platform)]
    yield from _walk(asked, candidates, explicit)
    visited = set(explicit)
    yield from _walk(for_pypi, candidates, visited)
    unused = sorted(set(names) - visited)
    if unused:
        yield (
            "there are more conda packages in the lock file than are used by the"
            f" environment: {', '.join(unused)}"
        )
    for name in sorted(set(for_pypi) - explicit):
        yield (
            f"'{name}' is locked as a conda package but only requested by pypi"
            " dependencies"
        )


def _unmet_specs(part: LockedPart, candidates: Candidates) -> Iterator[str]:
    """Yield the requirements of the manifest that nothing meets."""
    for spec in part.environment.dependencies(part.platform):
        if not candidates.meets(spec):
            yield _unmet(str(spec), part.environment.name)


def _walk(
    names: Iterable[str], candidates: Candidates, visited: set[str]
) -> Iterator[str]:
    """Follow the requirements of packages; yield those that nothing meets."""
    pending = list(names)
    while pending:
        name = pending.pop()
        record = candidates.records.get(name)
        if record is None or name in visited:
            continue
        visited.add(name)
        for depends in record.depends:
            if not candidates.meets_text(depends):
                yield _unmet(depends, record.file_name)
            pending.append(dependency_name(depends))


def _unmet(requirement: str, required_by: str) -> str:
    return (
        f"the requirement '{requirement}' could not be satisfied"
        f" (required by '{required_by}')"
    )
