"""From the tables of a feature to what it asks for on each kind of platform."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.manifest.model import Target
from pypixi.manifest.outdated import OUTDATED_DEPENDENCIES
from pypixi.manifest.targets import FAMILIES, is_selector

from .activation import parse_activation
from .conda import parse_constraints, parse_dependencies
from .faults import InvalidValueError
from .pypi import parse_pypi_dependencies
from .tasks import parse_tasks

if TYPE_CHECKING:
    from pypixi.specs.matchspec import CondaSpec
    from pypixi.specs.names import PackageName

    from .tables import Table

_UNSUPPORTED_TARGET = ("dev",)


def parse_targets(table: Table, *, is_inline: bool = False) -> tuple[Target, ...]:
    """Return what ``table`` asks for everywhere, then its targets as they are written.

    Args:
        table: The root, the table of a feature or that of an environment.
        is_inline: Whether it is that of an environment, which is too young to know
            the deprecated tables.
    """
    targets = [_target(table, is_inline=is_inline)]
    parent = table.table("target")
    for selector, child in parent.children() if parent is not None else ():
        _check_selector(child, selector)
        targets.append(_target(child, selector))
        child.unsupported(*_UNSUPPORTED_TARGET)
        child.finish()
    return tuple(targets)


def _target(
    table: Table, selector: str | None = None, *, is_inline: bool = False
) -> Target:
    return Target(
        selector=selector,
        dependencies=_dependencies(table, is_inline=is_inline),
        pypi_dependencies=parse_pypi_dependencies(table),
        constraints=parse_constraints(table),
        activation=parse_activation(table),
        tasks=parse_tasks(table),
        place=table.at().key,
    )


def _dependencies(table: Table, *, is_inline: bool) -> dict[PackageName, CondaSpec]:
    found = parse_dependencies(table)
    for key in () if is_inline else OUTDATED_DEPENDENCIES:
        if key in table.data:  # or it would be offered in place of a misspelt key
            found |= parse_dependencies(table, key)
    return found


def _check_selector(table: Table, selector: str) -> None:
    if is_selector(selector):
        return
    if selector.startswith("if("):
        message = (
            "Expression selectors (if(...)) are only supported inside the [package]"
            " dependency tables"
        )
        advice = "write a table for each kind of platform, such as [target.linux]"
    else:
        message = f"'{selector}' is not a valid target selector"
        advice = (
            f"write {', '.join(FAMILIES)}, a conda subdir such as linux-64, the name of"
            " a platform, or a pattern of names with `*`"
        )
    table.faults.append(InvalidValueError(table.at().key, message, help=advice))
