"""From the keys that exclude new packages to their cutoffs."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from pypixi.manifest.reading.faults import InvalidValueError
from pypixi.manifest.requirements.entries import package_entries
from pypixi.specs.cutoff import ExcludeNewer, parse_cutoff
from pypixi.specs.names import package_name, pypi_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from pypixi.manifest.reading.tables import Table
    from pypixi.specs.cutoff import Cutoff

_Name = TypeVar("_Name", bound=str)


def parse_exclude_newer(root: Table, workspace: Table) -> ExcludeNewer:
    """Return the cutoffs that the root's tables and the workspace's setting give."""
    return ExcludeNewer(
        default=parse_cutoff_at(workspace, "exclude-newer"),
        packages=_of_packages(root, "exclude-newer", package_name, "conda"),
        pypi_packages=_of_packages(root, "pypi-exclude-newer", pypi_name, "PyPI"),
    )


def parse_cutoff_at(table: Table, key: str) -> Cutoff | None:
    """Return the cutoff at ``key``, None where it is missing."""
    text = table.string(key)
    if text is None:
        return None
    cutoff = parse_cutoff(text)
    if cutoff is None:
        table.faults.append(
            InvalidValueError(
                table.at(key),
                f"'{text}' is neither a valid duration, date (such as '2025-06-30'),"
                " nor timestamp (such as '2025-06-30T12:00:00Z')",
                help="a duration is a number and a unit: '7d', '1h30m', '2 weeks'",
            )
        )
    return cutoff


def _of_packages(
    root: Table, key: str, normalized: Callable[[str], _Name | None], kind: str
) -> dict[_Name, Cutoff]:
    found: dict[_Name, Cutoff] = {}
    for name, table, written, _ in package_entries(root, key, normalized, kind):
        cutoff = parse_cutoff_at(table, written)
        if cutoff is not None:
            found[name] = cutoff
    return found
