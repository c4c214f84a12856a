"""Several sightings of a package become the one entry that a lock file has of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.records.conda import CondaRecord
from pypixi.records.pypi import PypiRecord
from pypixi.values import replace

from .model import selector

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .model import LockedPackage, Selector


def merged(packages: Iterable[LockedPackage]) -> dict[Selector, LockedPackage]:
    """Return packages by what refers to them; several sightings become one."""
    found: dict[Selector, LockedPackage] = {}
    seen: set[int] = set()
    for package in packages:
        if id(package) in seen:
            continue
        seen.add(id(package))
        key = selector(package)
        found[key] = _merge(found[key], package) if key in found else package
    return found


def _merge(first: LockedPackage, second: LockedPackage) -> LockedPackage:
    """Return the first sighting of a package, completed by the second."""
    if isinstance(first, CondaRecord) and isinstance(second, CondaRecord):
        return replace(
            first,
            purls=second.purls if first.purls is None else first.purls,
            run_exports=first.run_exports or second.run_exports,
            md5=first.md5 or second.md5,
            sha256=first.sha256 or second.sha256,
        )
    if isinstance(first, PypiRecord) and isinstance(second, PypiRecord):
        added = (
            need for need in second.requires_dist if need not in first.requires_dist
        )
        return replace(first, requires_dist=(*first.requires_dist, *added))
    return first
