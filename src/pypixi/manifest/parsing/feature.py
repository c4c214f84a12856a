"""From the tables of a feature to its typed values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pypixi.manifest.document import DocumentPlace
from pypixi.manifest.model import Feature
from pypixi.manifest.schema.environments import FEATURE
from pypixi.manifest.settings.channels import parse_channels
from pypixi.manifest.settings.pypi_options import parse_pypi_options
from pypixi.manifest.settings.system_requirements import parse_system_requirements
from pypixi.specs.names import DEFAULT_FEATURE
from pypixi.specs.solving import ChannelPriority, SolveStrategy

from .targets import parse_targets

if TYPE_CHECKING:
    from collections.abc import Callable

    from pypixi.manifest.model import WorkspaceTable
    from pypixi.manifest.reading.tables import Table


def parse_features(root: Table, workspace: WorkspaceTable) -> dict[str, Feature]:
    """Return the features by name, the default one first.

    Args:
        root: The table with the keys of a manifest.
        workspace: Its settings, some of which belong to the default feature.
    """
    features = {DEFAULT_FEATURE: _default_feature(root, workspace)}
    for name, table in root.children("feature"):
        if name != DEFAULT_FEATURE:
            table.finish(FEATURE)
            features[name] = parse_feature(name, table)
            continue
        table.refuse_key(
            "The feature 'default' is reserved and cannot be redefined",
            help="write its dependencies and tasks at the top level instead",
        )
    return features


def parse_feature(name: str, table: Table) -> Feature:
    """Return the feature of a table, which may be that of an environment, too."""
    # Most features set none of these: what is not there shall cost nothing.
    settings: dict[str, Any] = {
        field: parse(table) for key, field, parse in _SETTINGS if key in table.data
    }
    return Feature(
        name=name,
        targets=parse_targets(table),
        keys=table.keys,
        place=DocumentPlace(table.context.document, table.keys, is_key=True),
        **settings,
    )


def _platforms(table: Table) -> tuple[str, ...] | None:
    return table.strings("platforms")


def _channel_priority(table: Table) -> ChannelPriority | None:
    return table.choice("channel-priority", ChannelPriority)


def _solve_strategy(table: Table) -> SolveStrategy | None:
    return table.choice("solve-strategy", SolveStrategy)


_SETTINGS: tuple[tuple[str, str, Callable[[Table], object]], ...] = (
    ("channels", "channels", parse_channels),
    ("platforms", "platforms", _platforms),
    ("channel-priority", "channel_priority", _channel_priority),
    ("solve-strategy", "solve_strategy", _solve_strategy),
    ("pypi-options", "pypi_options", parse_pypi_options),
    ("system-requirements", "system_requirements", parse_system_requirements),
)
"""Key of a table, field of a feature, and what reads it."""


def _default_feature(root: Table, workspace: WorkspaceTable) -> Feature:
    return Feature(
        name=DEFAULT_FEATURE,
        targets=parse_targets(root),
        channel_priority=workspace.channel_priority,
        solve_strategy=workspace.solve_strategy,
        pypi_options=parse_pypi_options(root),
        system_requirements=parse_system_requirements(root),
        keys=root.keys,
    )
