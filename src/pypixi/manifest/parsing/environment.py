"""From ``[environments]`` to typed entries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.errors import did_you_mean
from pypixi.manifest.model import EnvironmentEntry
from pypixi.specs.names import (
    DEFAULT_ENVIRONMENT,
    is_environment_name,
    suggested_environment_name,
)

from .faults import InvalidValueError, MissingKeyError
from .feature import parse_inline_feature

if TYPE_CHECKING:
    from pypixi.errors import PixiError
    from pypixi.manifest.model import Feature

    from .tables import Table

_INLINE = (
    "dependencies",
    "pypi-dependencies",
    "constraints",
    "dev",
    "channels",
    "channel-priority",
    "solve-strategy",
    "platforms",
    "tasks",
    "activation",
    "pypi-options",
    "target",
)
"""Keys of a feature that the table of an environment may have."""


def parse_environments(
    root: Table, features: dict[str, Feature]
) -> dict[str, EnvironmentEntry]:
    """Return the environments by name, the default one first.

    Args:
        root: The table with the keys of a manifest.
        features: Those that environments can be made of.
    """
    found = {DEFAULT_ENVIRONMENT: EnvironmentEntry(name=DEFAULT_ENVIRONMENT)}
    for table, name, _ in root.entries("environments"):
        if not is_environment_name(name):
            root.faults.append(_bad_environment_name(table, name))
        entry = _environment(table, name)
        if entry is not None:
            _check_features(table, entry, features)
            found[name] = entry
    return found


def _bad_environment_name(table: Table, name: str) -> PixiError:
    suggestion = suggested_environment_name(name)
    return InvalidValueError(
        table.at(name).key,
        f"Failed to parse environment name '{name}', please use only lowercase letters,"
        " numbers and dashes",
        help=None if suggestion is None else f"call it '{suggestion}'",
    )


def _environment(table: Table, name: str) -> EnvironmentEntry | None:
    value = table.data[name]
    place = table.at(name)
    if isinstance(value, list):
        return EnvironmentEntry(
            name=name, features=table.strings(name) or (), place=place
        )
    child = table.table(name)
    if child is None:
        return None
    folder = child.document.path.parent
    is_inline = any(key in child.data for key in _INLINE)
    entry = EnvironmentEntry(
        name=name,
        features=child.strings("features") or (),
        solve_group=child.string("solve-group"),
        no_default_feature=child.boolean("no-default-feature") or False,
        inline=parse_inline_feature(name, child, folder) if is_inline else None,
        place=place,
    )
    if "features" not in child.data and not is_inline:
        child.faults.append(MissingKeyError(place, "features", 'features = ["test"]'))
    if not is_inline:
        child.ignored(*_INLINE)  # not there, and offered in place of a misspelt key
    child.finish()
    return entry


def _check_features(
    table: Table, entry: EnvironmentEntry, features: dict[str, Feature]
) -> None:
    in_table = isinstance(table.data[entry.name], dict)
    steps = ("features",) if in_table else ()
    for index, name in enumerate(entry.features):
        place = table.at(entry.name, *steps, index)
        if name not in features:
            near = did_you_mean(name, features)
            table.faults.append(
                InvalidValueError(
                    place,
                    f"The feature '{name}' is not defined in the manifest",
                    label="unknown feature",
                    help=near or f"add a table [feature.{name}.dependencies]",
                )
            )
        elif name in entry.features[:index]:
            table.faults.append(
                InvalidValueError(
                    place, f"The feature '{name}' is included more than once."
                )
            )
