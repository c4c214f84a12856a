"""Locked packages that a channel describes otherwise by now.

Channels mend what their packages ask for. Where one archive is in several environments
there is one entry for it, so that all of them have to be solved with the same one.
"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING

from pypixi.records.conda import CondaRecord
from pypixi.values import replace

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pypixi.locking.groups import Pair

    from .solves import PlannedSolve
    from .stale import StaleLock

    Records = tuple[CondaRecord, ...]

_mended = attrgetter(
    "depends", "constrains", "extra_depends", "license", "license_family"
)
"""What channels change of a package that is published."""


def with_locked_sightings(
    stale: StaleLock, plan: Sequence[PlannedSolve], solved: Mapping[Pair, Records]
) -> list[PlannedSolve]:
    """Return solves to be done again with packages as they are locked elsewhere.

    Each has more of these than before: there is an end to it.
    """
    known = _known(stale, plan, solved)
    found: list[PlannedSolve] = []
    for planned in plan:
        seen = planned.job.sightings
        others = {
            record.url: known[record.url]
            for record in solved[planned.pair]
            if record.url not in seen
            and record.url in known
            and _mended(record) != _mended(known[record.url])
        }
        if others:
            job = replace(planned.job, sightings={**seen, **others})
            found.append(replace(planned, job=job))
    return found


def _known(
    stale: StaleLock, plan: Sequence[PlannedSolve], solved: Mapping[Pair, Records]
) -> dict[str, CondaRecord]:
    """Return what stays locked, by its URL, where nothing is solved or it is chosen."""
    pairs = {planned.pair for planned in plan}
    kept = (
        row
        for unit in stale.units
        if unit.pair not in pairs
        for row in stale.kept_conda(unit)
    )
    known = {row.url: row for row in kept if isinstance(row, CondaRecord)}
    for planned in plan:
        urls = {record.url for record in solved[planned.pair]}
        for row in planned.job.preferred:
            if row.url in urls:
                known.setdefault(row.url, row)
    return known
