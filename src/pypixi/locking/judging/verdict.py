"""Whether a lock file is true for a manifest, and why not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.locking.faults.context import Memory
from pypixi.locking.faults.fault import Fault
from pypixi.locking.faults.locked_part import LockedPart
from pypixi.locking.faults.reasons import Reason
from pypixi.locking.groups import as_solved, solve_units, spread
from pypixi.locking.judging_pypi.door import NO_PURLS, lacks_purls, pypi_findings
from pypixi.values import field, frozen, replace

from .conda import conda_faults
from .environment import environment_faults, unlocked_platform_fault
from .groups import group_faults
from .verified import Pool

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pypixi.lockfile.model import LockFile
    from pypixi.locking.faults.context import JudgingContext
    from pypixi.locking.faults.findings import PypiFindings
    from pypixi.locking.groups import Pair, SolveUnit
    from pypixi.manifest.environments import Environment

    from .groups import Used


@frozen
class Verdict:
    """What is wrong with a lock file: nothing, where it is true."""

    reasons: tuple[Reason, ...] = ()
    stale: frozenset[tuple[str, str]] = field(default_factory=frozenset)
    """Pairs (environment, platform) whose conda packages must be solved again."""
    stale_pypi: frozenset[tuple[str, str]] = field(default_factory=frozenset)
    """Pairs whose PyPI packages must be resolved again: the former, and others."""
    disregarded: frozenset[str] = field(default_factory=frozenset)
    """Environments whose locked packages must not even be preferred."""
    disregarded_pypi: frozenset[str] = field(default_factory=frozenset)
    """Environments of which that holds for PyPI packages: the former, and others."""

    @property
    def is_true(self) -> bool:
        """Whether the lock file can be used as it is."""
        return not self.reasons


def judge(
    environments: Mapping[str, Environment],
    lock: LockFile | None,
    context: JudgingContext,
) -> Verdict:
    """Return the verdict on a lock file.

    Nothing is fetched or built: the lock is held against the manifest, local projects
    against what their own ``pyproject.toml`` says, and source packages against what
    their build backend says, where it can be asked.

    Args:
        environments: Of the manifest.
        lock: None where there is no lock file.
        context: What judging takes.

    Raises:
        PixiError: If a PyPI requirement of the manifest cannot be understood.
    """
    if lock is None:
        return _without_lock(environments.values())
    memory = Memory(context)
    if context.metadata_of is not None:
        memory.of(Pool).add(lock)
    judged = [_judged(as_solved(each), lock, memory) for each in environments.values()]
    removed = Verdict(reasons=tuple(_removed(environments, lock)))
    verdict = _merged([*(verdict for verdict, _ in judged), removed])
    if all(each.group is None for each in environments.values()):
        return verdict
    used = {pair: names for _, found in judged for pair, names in found.items()}
    units = [
        unit for unit in solve_units(environments.values()) if unit.group is not None
    ]
    found = [_on_group(unit, lock, used, memory) for unit in units]
    merged = _merged([verdict, *found])
    return replace(
        merged,
        stale=spread(merged.stale, units),
        stale_pypi=spread(merged.stale_pypi, units),
    )


def _without_lock(environments: Iterable[Environment]) -> Verdict:
    pairs = frozenset(
        (each.name, platform.name)
        for each in environments
        for platform in each.platforms
    )
    reason = Reason(
        environment=None, platform=None, fault=Fault(what="there is no lock file")
    )
    return Verdict(reasons=(reason,), stale=pairs, stale_pypi=pairs)


def _on_group(unit: SolveUnit, lock: LockFile, used: Used, memory: Memory) -> Verdict:
    """Return the verdict on a solve group; each of its environments has the reasons."""
    _, platform = unit.pair
    verdicts = [
        _verdict(
            [
                Reason(
                    environment=member.name,
                    platform=platform,
                    fault=fault,
                    solve_group=unit.group,
                )
                for member in unit.members
            ],
            unit.pairs,
        )
        for fault in group_faults(unit, lock, used, memory)
    ]
    return _merged(verdicts)


def _merged(verdicts: Iterable[Verdict]) -> Verdict:
    parts = [part for part in verdicts if part.reasons]
    return Verdict(
        reasons=tuple(reason for part in parts for reason in part.reasons),
        stale=frozenset().union(*(part.stale for part in parts)),
        stale_pypi=frozenset().union(*(part.stale_pypi for part in parts)),
        disregarded=frozenset().union(*(part.disregarded for part in parts)),
        disregarded_pypi=frozenset().union(*(part.disregarded_pypi for part in parts)),
    )


def _removed(
    environments: Mapping[str, Environment], lock: LockFile
) -> Iterator[Reason]:
    """Yield environments that are only in the lock: dropped, nothing is solved."""
    for name in lock.environments:
        if name not in environments:
            fault = Fault(what="the manifest does not define it any more")
            yield Reason(environment=name, platform=None, fault=fault)


def _judged(
    environment: Environment, lock: LockFile, memory: Memory
) -> tuple[Verdict, dict[Pair, frozenset[str]]]:
    """Return the verdict on one environment, and what its PyPI requirements use."""
    locked = lock.environments.get(environment.name)
    if locked is None:
        what = "it does not exist in the lock file"
        return _on_all(environment, [Fault(what=what)]), {}
    faults = environment_faults(environment, locked, lock, memory)
    verdict = _on_all(environment, faults)
    if verdict.disregarded:
        return verdict, {}
    parts = [
        LockedPart(
            environment=environment,
            platform=platform,
            locked=locked,
            version=lock.version,
            rows=lock.platforms,
        )
        for platform in environment.platforms
    ]
    # Where all of them are to be resolved anew, what else is wrong does not matter.
    knows_pypi = any(not fault.conda for fault in faults)
    findings = {part.pair: pypi_findings(part, memory) for part in parts}
    on_parts = [
        _on_part(part, findings[part.pair], memory, with_pypi=not knows_pypi)
        for part in parts
    ]
    used = {pair: each.used for pair, each in findings.items()}
    return _merged([verdict, *on_parts]), used


def _on_all(environment: Environment, faults: Iterable[Fault]) -> Verdict:
    """Return the verdict that faults of a whole environment come to."""
    pairs = [(environment.name, row.name) for row in environment.platforms]
    reasons = [
        Reason(environment=environment.name, platform=None, fault=fault)
        for fault in faults
    ]
    return _merged(_verdict([reason], pairs) for reason in reasons)


def _on_part(
    part: LockedPart, findings: PypiFindings, memory: Memory, *, with_pypi: bool
) -> Verdict:
    """Return the verdict on one platform.

    What is wrong with PyPI packages is told only where the conda packages, which they
    are chosen for, are right.
    """
    faults = conda_faults(part, findings.used, memory)
    if faults and not part.is_known:
        faults = [unlocked_platform_fault(part)]
    if not faults and lacks_purls(part):
        faults = [Fault(what=NO_PURLS)]
    if not faults and with_pypi:
        faults = list(findings.faults)
    name, platform = part.pair
    reasons = [
        Reason(environment=name, platform=platform, fault=fault)
        for fault in dict.fromkeys(faults)
    ]
    return _merged(_verdict([reason], [part.pair]) for reason in reasons)


def _verdict(reasons: Sequence[Reason], pairs: Iterable[Pair]) -> Verdict:
    """Return what one fault comes to, which all of some reasons are about."""
    fault = reasons[0].fault
    concerned = frozenset(pairs)
    names = frozenset(name for name, _ in concerned if fault.disregard)
    return Verdict(
        reasons=tuple(reasons),
        stale=concerned if fault.conda else frozenset(),
        stale_pypi=concerned,
        disregarded=names if fault.conda else frozenset(),
        disregarded_pypi=names,
    )
