"""Why a lock file is not true, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.values import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .fault import Fault


@frozen
class Reason:
    """One way in which a lock file is not true, for one environment."""

    environment: str | None
    """None where it is the lock file as a whole."""
    platform: str | None
    """None where all platforms of the environment are concerned."""
    fault: Fault
    solve_group: str | None = None
    """The group whose environments do not agree; each of them has the reason."""

    @property
    def text(self) -> str:
        """What is wrong."""
        return self.fault.text

    def __str__(self) -> str:
        """Return a sentence a person understands."""
        return sentences([self])[0]


def sentences(reasons: Iterable[Reason]) -> list[str]:
    """Return what a person is told: the same of several environments only once.

    Environments and platforms keep the order of the reasons, that of the manifest.
    """
    # Of the innermost only the keys count, which are kept in order.
    found: dict[tuple[Fault, str | None], dict[str | None, dict[str | None, None]]] = {}
    for reason in reasons:
        where = found.setdefault((reason.fault.alike, reason.solve_group), {})
        where.setdefault(reason.environment, {})[reason.platform] = None
    told: list[str] = []
    for (fault, group), where in found.items():
        alike: dict[tuple[str | None, ...], list[str | None]] = {}
        for environment, platforms in where.items():
            alike.setdefault(tuple(platforms), []).append(environment)
        for on, names in alike.items():
            told.append(_sentence(fault, group, _named(names), _named(on)))
    return told


def _sentence(
    fault: Fault, group: str | None, environments: Sequence[str], on: Sequence[str]
) -> str:
    """Return one sentence about environments that have the same platforms in it."""
    is_one = len(environments) == 1
    whose = f"'{environments[0]}'" if is_one else "each of them"
    text = fault.told(whose) if fault.is_direct else fault.text
    if not environments:
        return text
    where = _listed("environment", environments)
    if group is not None:
        where = f"solve group '{group}' ({where})"
    if on:
        where = f"{where} for {_listed('platform', on)}"
    verb = "is" if is_one or group is not None else "are"
    return f"{where} {verb} out of date because {text}"


def _named(names: Iterable[str | None]) -> list[str]:
    return [name for name in names if name is not None]


def _listed(noun: str, names: Sequence[str]) -> str:
    """Return names with a noun in front: ``platforms 'a', 'b' and 'c'``."""
    *others, last = (f"'{name}'" for name in names)
    if not others:
        return f"{noun} {last}"
    return f"{noun}s {', '.join(others)} and {last}"
