"""Tables whose keys are names of packages."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pypixi.manifest.reading.tables import Table

_Name = TypeVar("_Name", bound=str)


def package_entries(
    parent: Table, key: str, normalized: Callable[[str], _Name | None], kind: str
) -> Iterator[tuple[_Name, Table, str, object]]:
    """Yield each package of a table once: name, table, name as written, value.

    What is no name, or the name of an earlier entry in another spelling, is a fault.

    Args:
        parent: The table that has, or has not, such a table.
        key: Where that stands.
        normalized: Returns the normal form of a name, None for what is not one.
        kind: ``conda`` or ``PyPI``, for messages.
    """
    table = parent.table(key)
    if table is None:
        return
    seen: set[_Name] = set()
    for written, value in table.data.items():
        name = normalized(written)
        if name is None:
            message = f"'{written}' is not a {kind} package name"
            help_text = "a name is made of letters, digits, '-', '_' and '.'"
            table.refuse_key(message, written, help=help_text)
        elif name in seen:
            message = f"'{written}' is the same package as an earlier entry"
            help_text = "names are compared in one spelling: write the package once"
            table.refuse_key(message, written, help=help_text)
        else:
            seen.add(name)
            yield name, table, written, value
