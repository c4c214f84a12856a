"""Tables whose keys are names of packages."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar

from .faults import InvalidValueError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .tables import Table

_Name = TypeVar("_Name", bound=str)


class PackageEntry(NamedTuple):
    """An entry that asks something about a package."""

    table: Table
    """The table it is in."""
    key: str
    """The name as written."""
    value: object


def package_entries(
    parent: Table, key: str, normalized: Callable[[str], _Name | None], kind: str
) -> Iterator[tuple[_Name, PackageEntry]]:
    """Yield each package of the table at ``key`` once, under its normalised name.

    What is no name, or the name of an earlier entry in another spelling, is a fault.

    Args:
        parent: The table that has, or has not, such a table.
        key: Where that stands.
        normalized: Returns the normal form of a name, None for what is not one.
        kind: ``conda`` or ``PyPI``, for messages.
    """
    seen: set[_Name] = set()
    for table, written, value in parent.entries(key):
        name = normalized(written)
        if name is None:
            message = f"'{written}' is not a {kind} package name"
        elif name in seen:
            message = f"'{written}' is the same package as an earlier entry"
        else:
            seen.add(name)
            yield name, PackageEntry(table, written, value)
            continue
        table.faults.append(InvalidValueError(table.at(written).key, message))
