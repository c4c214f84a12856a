"""Faults of the conda packages that are locked for one platform."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from pypixi.conda.candidates import Candidates, Matcher
from pypixi.locking.faults.fault import Fault, duplicate, too_many, unmet
from pypixi.records.conda import CondaRecord
from pypixi.records.source import CondaSourceRecord

from .conda_walk import CondaWalk
from .dev import dev_sources
from .verified import verified

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from pypixi.locking.faults.context import Memory
    from pypixi.locking.faults.locked_part import LockedPart
    from pypixi.records.source import CondaRow
    from pypixi.specs.matchspec import CondaSpec

    from .conda_walk import Need


def conda_faults(
    part: LockedPart, for_pypi: Collection[str], memory: Memory
) -> list[Fault]:
    """Return what is wrong with the conda packages of one platform.

    What is too much is told only where nothing is missing: it goes with it.

    Args:
        part: What is locked.
        for_pypi: The conda packages that PyPI requirements make use of.
        memory: What is known already.
    """
    rows, faults = verified(part, memory)
    names = [row.name for row in rows]
    if not faults and len(set(names)) < len(names):
        counted = Counter(names).items()
        faults = [duplicate(name) for name, count in counted if count > 1]
    if faults:
        return faults
    walk = _walk(part, rows, memory)
    specs = [
        spec
        for spec in part.environment.dependencies(part.platform)
        if walk.candidates.asks(spec)
    ]
    faults += _unmet_constraints(part, walk.candidates)
    faults += _unmet_specs(part, specs, walk)
    dev = dev_sources(part, memory)
    walk.follow(_needs(specs))
    walk.follow_rows(dev.rows)
    explicit = frozenset(walk.visited)
    walk.follow([(name, (), None) for name in for_pypi])
    faults += [*dev.faults, *walk.faults]
    if faults or not dev.is_known:
        return faults
    return list(_superfluous(part, walk, explicit, for_pypi))


def only_for_pypi(name: str) -> Fault:
    """Return the fault of a conda package that no conda requirement leads to."""
    return Fault(
        what=f"'{name}' is locked as a conda package but only requested by pypi"
        " dependencies",
        package=name,
    )


def reached(
    part: LockedPart, memory: Memory, for_pypi: Collection[str] = ()
) -> frozenset[str]:
    """Return the conda packages that the requirements of the manifest lead to.

    Args:
        part: What is locked.
        memory: What is known already.
        for_pypi: The conda packages that PyPI requirements make use of.
    """
    walk = _walk(part, part.conda_rows, memory)
    specs = part.environment.dependencies(part.platform)
    asked = _needs([spec for spec in specs if walk.candidates.asks(spec)])
    dev = dev_sources(part, memory)
    if not dev.is_known:  # any of them may be what the sources under work need
        return frozenset(row.name for row in part.conda_rows)
    # Here it does not matter what is not met.
    walk.follow([*asked, *((name, (), None) for name in for_pypi)])
    walk.follow_rows(dev.rows)
    return frozenset(walk.visited)


def _walk(part: LockedPart, rows: Sequence[CondaRow], memory: Memory) -> CondaWalk:
    virtual = part.platform.virtual_packages
    candidates = Candidates(rows, virtual, memory.of(Matcher))
    return CondaWalk(candidates, memory.root)


def _needs(specs: Sequence[CondaSpec]) -> list[Need]:
    return [(spec.name, spec.extras, spec.source) for spec in specs]


def _unmet_constraints(part: LockedPart, candidates: Candidates) -> Iterator[Fault]:
    """Yield the packages that are not like the manifest's constraints want them."""
    for spec in part.environment.constraints(part.platform):
        record = candidates.records.get(spec.name)
        if not isinstance(record, CondaRecord) or candidates.meets(spec):
            continue
        yield Fault(
            what=f"the locked package '{record.name}' with version"
            f" '{record.version}' does not satisfy the constraint '{spec}'",
            package=record.name,
            requirement=str(spec),
        )


def _unmet_specs(
    part: LockedPart, specs: Sequence[CondaSpec], walk: CondaWalk
) -> Iterator[Fault]:
    """Yield the requirements of the manifest that nothing meets."""
    for spec in specs:
        name, source = spec.name, spec.source
        what = None if source is None else walk.source_fault(name, source)
        if what is not None or not walk.candidates.meets(spec):
            requirer = part.environment.name
            yield unmet(_told(spec), name, requirer, is_direct=True, what=what)


def _told(spec: CondaSpec) -> str:
    return str(spec) if spec.when is None else f'{spec}[when="{spec.when}"]'


def _superfluous(
    part: LockedPart, walk: CondaWalk, explicit: Collection[str], used: Collection[str]
) -> Iterator[Fault]:
    """Yield what is locked without need."""
    records = walk.candidates.records
    unused = records.keys() - walk.visited
    if unused:
        yield too_many("conda", unused)
        return
    for name, row in records.items():
        if isinstance(row, CondaSourceRecord) and name not in walk.as_source:
            yield Fault(
                what=f"package '{name}' is locked as source, but is only required as"
                " binary",
                package=name,
            )
    if part.environment.solve_group is None:  # else another member may ask for it
        yield from map(only_for_pypi, sorted(set(used) - set(explicit)))
