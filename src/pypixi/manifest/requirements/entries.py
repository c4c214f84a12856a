"""Tables whose keys are names of packages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar

from pypixi.manifest.reading.faults import RepeatedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pypixi.manifest.reading.tables import Table

_Name = TypeVar("_Name", bound=str)

NAME_ADVICE = "a name is made of letters, digits, '-', '_' and '.'"
"""What to do about a text that is no name of a package."""


def package_entries(
    parent: Table, key: str, normalized: Callable[[str], _Name | None], kind: str
) -> Iterable[tuple[_Name, Table, str, object]]:
    """Return each package of the table at ``key`` once, as :func:`packages_of` does.

    Args:
        parent: The table that has, or has not, such a table.
        key: Where that stands.
        normalized: Returns the normal form of a name, None for what is not one.
        kind: ``conda`` or ``PyPI``, for messages.
    """
    table = parent.table(key)
    return () if table is None else packages_of(table, normalized, kind)


def packages_of(
    table: Table, normalized: Callable[[str], _Name | None], kind: str
) -> Iterator[tuple[_Name, Table, str, object]]:
    """Yield each package of a table once: name, table, name as written, value.

    What is no name, or the name of an earlier entry in another spelling, is a fault.
    """
    seen: dict[_Name, str] = {}
    for written, value in table.data.items():
        name = normalized(written)
        if name is None:
            message = f"'{written}' is not a {kind} package name"
            table.refuse_key(message, written, help=_name_advice(written, kind, value))
        elif name in seen:
            message = f"'{written}' is the same package as an earlier entry"
            fault = RepeatedError(
                message,
                again=table.at(written).key,
                first=table.at(seen[name]).key,
                help="names are compared in one spelling: write the package once",
            )
            table.faults.append(fault)
        else:
            seen[name] = written
            yield name, table, written, value


def _name_advice(written: str, kind: str, value: object) -> str:
    """Return what to write for a key that holds more than the name of a package."""
    found = re.fullmatch(r"\s*([\w.-]+)\s*\[([\w.,\s-]+)\]\s*", written)
    if found is None or kind != "PyPI":
        return NAME_ADVICE
    extras = ", ".join(f'"{extra.strip()}"' for extra in found[2].split(","))
    version = value if isinstance(value, str) else "*"
    return f'write {found[1]} = {{ version = "{version}", extras = [{extras}] }}'
