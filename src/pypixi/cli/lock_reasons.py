"""Why a lock file is not true, as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pypixi.locking.faults.reasons import Reason


def reasons_json(reasons: Iterable[Reason]) -> list[dict[str, Any]]:
    """Return the list of ``lock --check --json``, whose objects have all the keys."""
    return [
        {
            "environment": reason.environment,
            "platform": reason.platform,
            "solve-group": reason.solve_group,
            "package": reason.fault.package,
            "requirement": reason.fault.requirement,
            "required-by": reason.fault.required_by,
            "reason": reason.text,
        }
        for reason in reasons
    ]
