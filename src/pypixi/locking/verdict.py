"""Whether a lock file is true for a manifest, and why not."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from pypixi.conda.matching import Candidates, dependency_name
from pypixi.records.conda import CondaRecord
from pypixi.values import field, frozen, frozen_positional

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pypixi.lockfile.model import LockedEnvironment, LockedPackage, LockFile
    from pypixi.manifest.environments import Environment
    from pypixi.specs.channel import Channel
    from pypixi.specs.platform import Platform


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
    """Pairs (environment, platform) that must be solved again."""
    disregarded: frozenset[str] = field(default_factory=frozenset)
    """Environments whose locked packages must not even be preferred."""

    @property
    def is_true(self) -> bool:
        """Whether the lock file can be used as it is."""
        return not self.reasons


@frozen_positional
class _Fault:
    text: str
    disregard: bool = False


def judge(environments: Mapping[str, Environment], lock: LockFile | None) -> Verdict:
    """Return the verdict on ``lock``, which is None where there is no lock file.

    Nothing is fetched: the lock is held against the manifest alone.
    """
    reasons: list[Reason] = []
    stale: set[tuple[str, str]] = set()
    disregarded: set[str] = set()
    for environment in environments.values():
        locked = None if lock is None else lock.environments.get(environment.name)
        fault = _environment_fault(environment, locked, lock)
        if fault is not None:
            reasons.append(_reason(environment, None, fault.text))
            stale |= {(environment.name, row.name) for row in environment.platforms}
            if fault.disregard:
                disregarded.add(environment.name)
            continue
        for platform in environment.platforms:
            packages = () if locked is None else locked.packages.get(platform.name, ())
            text = next(_platform_faults(environment, platform, packages), None)
            if text is not None:
                reasons.append(_reason(environment, platform.name, text))
                stale.add((environment.name, platform.name))
    reasons += _removed(environments, lock)
    return Verdict(
        reasons=tuple(reasons),
        stale=frozenset(stale),
        disregarded=frozenset(disregarded),
    )


def _reason(environment: Environment, platform: str | None, text: str) -> Reason:
    return Reason(environment=environment.name, platform=platform, text=text)


def _removed(
    environments: Mapping[str, Environment], lock: LockFile | None
) -> Iterator[Reason]:
    """Yield environments that are only in the lock: dropped, nothing is solved."""
    for name in () if lock is None else lock.environments:
        if name not in environments:
            text = "the manifest does not define it any more"
            yield Reason(environment=name, platform=None, text=text)


def _environment_fault(
    environment: Environment, locked: LockedEnvironment | None, lock: LockFile | None
) -> _Fault | None:
    """Return the first of the faults that concern all platforms."""
    if lock is None:
        return _Fault("there is no lock file")
    if locked is None:
        return _Fault("it does not exist in the lock file")
    return (
        _channel_fault(environment.channels, locked.channels)
        or _unknown_platform_fault(environment, locked)
        or _changed_platform_fault(environment, lock)
        or _option_fault(environment, locked)
    )


def _channel_fault(wanted: Iterable[Channel], locked: tuple[str, ...]) -> _Fault | None:
    urls = tuple(channel.url for channel in wanted)
    if urls == locked:
        return None
    if locked == urls[: len(locked)]:
        text = "channels were extended with additional lower-priority channels"
        return _Fault(text)
    text = "the channels in the lock file do not match the environments channels"
    return _Fault(text, disregard=True)


def _unknown_platform_fault(
    environment: Environment, locked: LockedEnvironment
) -> _Fault | None:
    known = {row.name for row in environment.platforms}
    unknown = sorted(locked.packages.keys() - known)
    if not unknown:
        return None
    names = ", ".join(f"'{name}'" for name in unknown)
    return _Fault(
        f"platform(s) {names} present in the lock file but not in the environment"
    )


def _changed_platform_fault(environment: Environment, lock: LockFile) -> _Fault | None:
    for platform in environment.platforms:
        row = lock.platform(platform.name)
        if row is None:
            continue
        if row.subdir != platform.subdir:
            return _Fault(
                f"the workspace platform '{row.name}' uses subdir '{platform.subdir}'"
                f" but the lock-file was solved with subdir '{row.subdir}'",
                disregard=True,
            )
        declared = sorted(str(package) for package in platform.virtual_packages)
        # Older formats record no virtual packages: nothing to compare.
        if row.virtual_packages and sorted(row.virtual_packages) != declared:
            return _Fault(
                f"the workspace platform '{row.name}' declares virtual packages"
                f" [{', '.join(declared)}] but the lock-file was solved with"
                f" [{', '.join(sorted(row.virtual_packages))}]",
                disregard=True,
            )
    return None


def _option_fault(environment: Environment, locked: LockedEnvironment) -> _Fault | None:
    options = locked.options
    if options.strategy != environment.solve_strategy:
        return _Fault(
            f"the lock file was solved with a different strategy ({options.strategy})"
            f" than the one selected ({environment.solve_strategy})",
            disregard=True,
        )
    if options.channel_priority != environment.channel_priority:
        return _Fault(
            "the lock file was solved with a different channel priority"
            f" ({options.channel_priority}) than the one selected"
            f" ({environment.channel_priority})",
            disregard=True,
        )
    return None


def _platform_faults(
    environment: Environment, platform: Platform, packages: tuple[LockedPackage, ...]
) -> Iterator[str]:
    """Yield what is wrong with the packages locked for one platform."""
    records = [package for package in packages if isinstance(package, CondaRecord)]
    if len(records) < len(packages):
        yield "it has packages of a kind that the manifest does not ask for"
    names = [record.name for record in records]
    for name, count in Counter(names).items():
        if count > 1:
            yield f"there was a duplicate entry for '{name}'"
    candidates = Candidates(records, platform.virtual_packages)
    visited: set[str] = set()
    yield from _walk(environment, platform, candidates, visited)
    unused = sorted(set(names) - visited)
    if unused:
        yield (
            "there are more conda packages in the lock file than are used by the"
            f" environment: {', '.join(unused)}"
        )


def _walk(
    environment: Environment,
    platform: Platform,
    candidates: Candidates,
    visited: set[str],
) -> Iterator[str]:
    """Follow requirements from the manifest; yield those that nothing meets."""
    pending: list[str] = []
    for spec in environment.dependencies(platform):
        if not candidates.meets(spec):
            yield _unmet(str(spec), environment.name)
        pending.append(spec.name)
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
