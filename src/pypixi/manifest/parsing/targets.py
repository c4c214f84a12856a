"""From the tables of a feature to what it asks for on each kind of platform."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.manifest.model import Target
from pypixi.manifest.outdated import OUTDATED_DEPENDENCIES
from pypixi.manifest.requirements.conda import (
    parse_constraints,
    parse_dependencies,
    parse_dev,
)
from pypixi.manifest.requirements.pypi import parse_pypi_dependencies
from pypixi.manifest.schema.environments import TARGET
from pypixi.manifest.targets import FAMILIES, is_selector

from .activation import parse_activation
from .tasks import parse_tasks

if TYPE_CHECKING:
    from pypixi.manifest.reading.tables import Table
    from pypixi.specs.matchspec import CondaSpec
    from pypixi.specs.names import PackageName


def parse_targets(table: Table) -> tuple[Target, ...]:
    """Return what ``table`` asks for everywhere, then its targets as they are written.

    Args:
        table: The root, the table of a feature or that of an environment.
    """
    targets = [_target(table)]
    for selector, child in table.children("target"):
        _check_selector(child, selector)
        child.finish(TARGET)
        targets.append(_target(child, selector))
    return tuple(targets)


def _target(table: Table, selector: str | None = None) -> Target:
    return Target(
        selector=selector,
        dependencies=_dependencies(table),
        pypi_dependencies=parse_pypi_dependencies(table),
        constraints=parse_constraints(table),
        dev=parse_dev(table),
        activation=parse_activation(table),
        tasks=parse_tasks(table),
        place=table.at().key,
    )


def _dependencies(table: Table) -> dict[PackageName, CondaSpec]:
    found = parse_dependencies(table, "dependencies")
    for key in OUTDATED_DEPENDENCIES:
        if key in table.data:
            found |= parse_dependencies(table, key)
            _refuse_if_building(table, key)
    return found


def _refuse_if_building(table: Table, key: str) -> None:
    """Refuse what only a package can mean where packages are built."""
    if table.context.builds:
        table.refuse_key(
            f"When pixi-build is enabled, {key} can only be specified for a package.",
            key,
            label="this is the environment of a workspace",
            help=f"Did you mean [package.{key}]?",
        )


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
    table.refuse_key(message, help=advice)
