"""Whether a lock file is true for a manifest, and why not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.locking.groups import as_solved, solve_units, spread
from pypixi.values import field, frozen, replace

from .conda import conda_faults
from .environment import environment_faults
from .faults import Fault
from .groups import group_faults
from .locked_part import LockedPart
from .pypi_faults import NO_PURLS, lacks_purls, pypi_findings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pypixi.lockfile.model import LockFile
    from pypixi.locking.groups import Pair, SolveUnit
    from pypixi.manifest.environments import Environment

    from .groups import Used
    from .pypi import PypiContext, PypiFindings


@frozen
class Reason:
    """One way in which a lock file is not true."""

    environment: str
    platform: str | None
    """None where all platforms of the environment are concerned."""
    text: str

    def __str__(self) -> str:
        """Return a sentence a person understands."""
        where = f"environment '{self.environment}'"
        if self.platform is not None:
            where = f"{where} for platform '{self.platform}'"
        return f"{where} is out of date because {self.text}"


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
    context: PypiContext,
) -> Verdict:
    """Return the verdict on a lock file.

    Nothing is fetched or built: the lock is held against the manifest, and local
    projects against what their own ``pyproject.toml`` says.

    Args:
        environments: Of the manifest.
        lock: None where there is no lock file.
        context: What judging PyPI packages takes.

    Raises:
        PixiError: If a PyPI requirement of the manifest cannot be understood.
    """
    judged = [_judged(as_solved(each), lock, context) for each in environments.values()]
    removed = Verdict(reasons=tuple(_removed(environments, lock)))
    verdict = _merged([*(verdict for verdict, _ in judged), removed])
    if lock is None or all(each.group is None for each in environments.values()):
        return verdict
    used = {pair: names for _, found in judged for pair, names in found.items()}
    return _with_groups(verdict, environments.values(), lock, used)


def _with_groups(
    verdict: Verdict, environments: Iterable[Environment], lock: LockFile, used: Used
) -> Verdict:
    """Add what is wrong with solve groups, and what a fault in one leads to."""
    units = [unit for unit in solve_units(environments) if unit.group is not None]
    found = [_on_group(unit, lock, used) for unit in units]
    merged = _merged([verdict, *found])
    return replace(
        merged,
        stale=spread(merged.stale, units),
        stale_pypi=spread(merged.stale_pypi, units),
    )


def _on_group(unit: SolveUnit, lock: LockFile, used: Used) -> Verdict:
    """Return the verdict on a solve group, of which the first fault is told."""
    fault = next(group_faults(unit, lock, used), None)
    if fault is None:
        return Verdict()
    name, platform = unit.pair
    return _verdict(name, platform, unit.pairs, fault)


def _merged(verdicts: Iterable[Verdict]) -> Verdict:
    parts = list(verdicts)
    return Verdict(
        reasons=tuple(reason for part in parts for reason in part.reasons),
        stale=frozenset().union(*(part.stale for part in parts)),
        stale_pypi=frozenset().union(*(part.stale_pypi for part in parts)),
        disregarded=frozenset().union(*(part.disregarded for part in parts)),
        disregarded_pypi=frozenset().union(*(part.disregarded_pypi for part in parts)),
    )


def _removed(
    environments: Mapping[str, Environment], lock: LockFile | None
) -> Iterator[Reason]:
    """Yield environments that are only in the lock: dropped, nothing is solved."""
    for name in () if lock is None else lock.environments:
        if name not in environments:
            text = "the manifest does not define it any more"
            yield Reason(environment=name, platform=None, text=text)


def _judged(
    environment: Environment, lock: LockFile | None, context: PypiContext
) -> tuple[Verdict, dict[Pair, frozenset[str]]]:
    """Return the verdict on one environment, and what its PyPI requirements use."""
    if lock is None:
        return _on_all(environment, [Fault(text="there is no lock file")]), {}
    locked = lock.environments.get(environment.name)
    if locked is None:
        text = "it does not exist in the lock file"
        return _on_all(environment, [Fault(text=text)]), {}
    faults = environment_faults(environment, locked, lock, context)
    verdict = _on_all(environment, faults)
    if verdict.disregarded:
        return verdict, {}
    parts = [
        LockedPart(
            environment=environment,
            platform=platform,
            locked=locked,
            version=lock.version,
        )
        for platform in environment.platforms
    ]
    # Where all of them are to be resolved anew, what else is wrong does not matter.
    knows_pypi = any(not fault.conda for fault in faults)
    findings = {part.pair: pypi_findings(part, context) for part in parts}
    on_parts = [
        _on_part(part, findings[part.pair], with_pypi=not knows_pypi) for part in parts
    ]
    used = {pair: each.used for pair, each in findings.items()}
    return _merged([verdict, *on_parts]), used


def _on_all(environment: Environment, faults: Iterable[Fault]) -> Verdict:
    """Return the verdict that faults of a whole environment come to."""
    pairs = {(environment.name, row.name) for row in environment.platforms}
    verdicts = [_verdict(environment.name, None, pairs, fault) for fault in faults]
    return _merged(verdicts)


def _on_part(part: LockedPart, findings: PypiFindings, *, with_pypi: bool) -> Verdict:
    """Return the verdict on one platform, of which the first fault is told."""
    text = next(conda_faults(part, findings.used), None)
    fault = None if text is None else Fault(text=text)
    if fault is None and lacks_purls(part):
        fault = Fault(text=NO_PURLS)
    if fault is None and with_pypi:
        fault = findings.fault
    if fault is None:
        return Verdict()
    name, platform = part.pair
    return _verdict(name, platform, {part.pair}, fault)


def _verdict(
    name: str, platform: str | None, pairs: Iterable[tuple[str, str]], fault: Fault
) -> Verdict:
    pairs = frozenset(pairs)
    names = frozenset({name} if fault.disregard else ())
    return Verdict(
        reasons=(Reason(environment=name, platform=platform, text=fault.text),),
        stale=pairs if fault.conda else frozenset(),
        stale_pypi=pairs,
        disregarded=names if fault.conda else frozenset(),
        disregarded_pypi=names,
    )
