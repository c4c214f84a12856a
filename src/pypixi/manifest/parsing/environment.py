"""From ``[environments]`` to typed entries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.errors import did_you_mean
from pypixi.manifest.model import EnvironmentEntry
from pypixi.manifest.reading.faults import (
    EnvironmentNameError,
    MissingKeyError,
    RepeatedError,
    WrongTypeError,
)
from pypixi.manifest.schema.environments import ENVIRONMENT, INLINE
from pypixi.specs.names import DEFAULT_ENVIRONMENT, is_environment_name

from .feature import parse_feature

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pypixi.manifest.model import Feature
    from pypixi.manifest.reading.tables import Table

_INLINE = frozenset(INLINE)


def parse_environments(
    root: Table, features: Mapping[str, Feature]
) -> dict[str, EnvironmentEntry]:
    """Return the environments by name, the default one first.

    Args:
        root: The table with the keys of a manifest.
        features: Those that environments can be made of.
    """
    found = {DEFAULT_ENVIRONMENT: EnvironmentEntry(name=DEFAULT_ENVIRONMENT)}
    for table, name, value in root.entries("environments"):
        if not is_environment_name(name):
            table.faults.append(EnvironmentNameError(table.at(name).key, name))
        entry = _environment(table, name, value)
        if entry is not None:
            _check_features(table, entry, features)
            found[name] = entry
    return found


def _environment(table: Table, name: str, value: object) -> EnvironmentEntry | None:
    place = table.at(name)
    if isinstance(value, list):
        return EnvironmentEntry(
            name=name, features=table.strings(name) or (), place=place
        )
    if not isinstance(value, dict):
        help_text = 'list its features, for example: ["test"]'
        if isinstance(value, str):
            help_text = f'list its features: {name} = ["{value}"]'
        fault = WrongTypeError(place, "array or table", value, help=help_text)
        table.faults.append(fault)
        return None
    child = table.inner(value, name)
    is_inline = not _INLINE.isdisjoint(child.data)
    if child.data.keys().isdisjoint(("features", "solve-group")) and not is_inline:
        child.faults.append(MissingKeyError(place, "features", "features = []"))
    child.finish(ENVIRONMENT)
    return EnvironmentEntry(
        name=name,
        features=child.strings("features") or (),
        solve_group=child.string("solve-group"),
        no_default_feature=child.boolean("no-default-feature") or False,
        # A feature may have any name: this one is found nowhere else in the manifest.
        inline=parse_feature(f"environments.{name}", child) if is_inline else None,
        place=place,
    )


def _check_features(
    table: Table, entry: EnvironmentEntry, features: Mapping[str, Feature]
) -> None:
    for index, name in enumerate(entry.features):
        if name in features and name not in entry.features[:index]:
            continue
        in_table = isinstance(table.data[entry.name], dict)
        keys = (entry.name, *(("features",) if in_table else ()), index)
        if name in features:
            message = f"The feature '{name}' is included more than once."
            first = (*keys[:-1], entry.features.index(name))
            fault = RepeatedError(
                message,
                again=table.at(*keys),
                first=table.at(*first),
                help="list it once",
            )
            table.faults.append(fault)
            continue
        root = map(str, table.keys[:-1])
        heading = ".".join((*root, "feature", name, "dependencies"))
        table.refuse(
            f"The feature '{name}' is not defined in the manifest",
            *keys,
            label="unknown feature",
            help=did_you_mean(name, features) or f"add a table [{heading}]",
        )
