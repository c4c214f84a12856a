"""From the tables of a feature to what it asks for on each kind of platform."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pypixi.errors import did_you_mean
from pypixi.manifest.document import DocumentPlace
from pypixi.manifest.model import Target
from pypixi.manifest.requirements.conda import (
    parse_constraints,
    parse_dependencies,
    parse_dev,
)
from pypixi.manifest.requirements.pypi import parse_pypi_dependencies
from pypixi.manifest.schema.environments import TARGET
from pypixi.manifest.targets import is_selector
from pypixi.specs.platform import FAMILIES, SUBDIRS

from .activation import parse_activation
from .tasks import parse_tasks

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pypixi.manifest.package_model import PackageTable
    from pypixi.manifest.reading.tables import Table
    from pypixi.specs.matchspec import CondaSpec
    from pypixi.specs.names import PackageName

_OUTDATED = ("host-dependencies", "build-dependencies")
"""Deprecated tables of conda packages; later ones override earlier ones."""

_PARSERS: tuple[tuple[str, str, Callable[[Table], object]], ...] = (
    ("dependencies", "dependencies", parse_dependencies),
    ("pypi-dependencies", "pypi_dependencies", parse_pypi_dependencies),
    ("constraints", "constraints", parse_constraints),
    ("dev", "dev", parse_dev),
    ("activation", "activation", parse_activation),
    ("tasks", "tasks", parse_tasks),
)
"""Key of a table, field of a target, and what reads it."""


def parse_targets(table: Table) -> tuple[Target, ...]:
    """Return what ``table`` asks for everywhere, then its targets as they are written.

    Args:
        table: The root, the table of a feature or that of an environment.
    """
    targets = [_target(table)]
    if "target" not in table.data:
        return tuple(targets)
    for selector, child in table.children("target"):
        _check_selector(child, selector)
        child.finish(TARGET)
        targets.append(_target(child, selector))
    return tuple(targets)


def _target(table: Table, selector: str | None = None) -> Target:
    # Most tables have one key or two: what is not there shall cost nothing.
    fields: dict[str, Any] = {
        field: parse(table) for key, field, parse in _PARSERS if key in table.data
    }
    if not table.data.keys().isdisjoint(_OUTDATED):
        fields["dependencies"] = _with_outdated(table, fields.get("dependencies", {}))
    if table.context.builds and fields.get("dependencies"):
        fields["inline_packages"] = _inline_packages(table, fields["dependencies"])
    place = DocumentPlace(table.context.document, table.keys, is_key=True)
    return Target(selector=selector, place=place, **fields)


def _with_outdated(
    table: Table, dependencies: dict[PackageName, CondaSpec]
) -> dict[PackageName, CondaSpec]:
    """Return dependencies with those of deprecated tables, which override them."""
    for key in _OUTDATED:
        if key not in table.data:
            continue
        table.context.outdated.append((table.at(key), "dependencies"))
        dependencies = dependencies | parse_dependencies(table, key)
        if table.context.builds:
            table.refuse_key(
                f"When pixi-build is enabled, {key} can only be specified for a"
                " package.",
                key,
                label="this is the environment of a workspace",
                help=f"Did you mean [package.{key}]?",
            )
    return dependencies


def _inline_packages(
    table: Table, dependencies: Mapping[PackageName, CondaSpec]
) -> dict[PackageName, PackageTable]:
    entries = table.data.get("dependencies", {}).values()
    if not any(isinstance(entry, dict) and "package" in entry for entry in entries):
        return {}
    from .package import parse_inline_packages  # noqa: PLC0415 - few manifests have any

    return parse_inline_packages(table, dependencies)


def _check_selector(table: Table, selector: str) -> None:
    if is_selector(selector):
        return
    if selector.startswith("if("):
        message = (
            "Expression selectors (if(...)) are only supported inside the [package]"
            " dependency tables"
        )
        inner = selector.removeprefix("if(").removesuffix(")").strip()
        family = inner if inner in FAMILIES else "linux"
        advice = f"write a table for each kind of platform, such as [target.{family}]"
    else:
        message = f"'{selector}' is not a valid target selector"
        advice = did_you_mean(selector, [*FAMILIES, *SUBDIRS]) or (
            f"write {', '.join(FAMILIES)}, a conda subdir such as linux-64, the name of"
            " a platform, or a pattern of names with `*`"
        )
    table.refuse_key(message, help=advice)
