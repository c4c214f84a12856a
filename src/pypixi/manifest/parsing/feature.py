"""From the tables of a feature to its typed values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.manifest.model import Feature
from pypixi.specs.names import DEFAULT_FEATURE
from pypixi.specs.solving import ChannelPriority, SolveStrategy

from .channels import parse_channels
from .faults import InvalidValueError
from .platforms import parse_system_requirements
from .pypi_options import parse_pypi_options
from .targets import parse_targets

if TYPE_CHECKING:
    from pathlib import Path

    from pypixi.manifest.model import WorkspaceTable

    from .tables import Table

_UNSUPPORTED_FEATURE = ("dev",)


def parse_features(root: Table, workspace: WorkspaceTable) -> dict[str, Feature]:
    """Return the features by name, the default one first.

    Args:
        root: The table with the keys of a manifest.
        workspace: Its settings, some of which belong to the default feature.
    """
    features = {DEFAULT_FEATURE: _default_feature(root, workspace)}
    folder = root.document.path.parent
    table = root.table("feature")
    for name, child in table.children() if table is not None else ():
        if name != DEFAULT_FEATURE:
            features[name] = _feature(name, child, folder)
            continue
        root.faults.append(
            InvalidValueError(
                child.at().key,
                "The feature 'default' is reserved and cannot be redefined",
                help="write its dependencies and tasks at the top level instead",
            )
        )
    return features


def parse_inline_feature(name: str, table: Table, folder: Path) -> Feature:
    """Return the feature that the table of an environment holds itself.

    Args:
        name: That of the environment.
        table: Its table, which has further keys.
        folder: What relative paths of channels start from.
    """
    table.unsupported("dev")
    # A feature may have any name: this one is found nowhere else in the manifest.
    return _read(f"environments.{name}", table, folder, is_inline=True)


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


def _feature(name: str, table: Table, folder: Path) -> Feature:
    feature = _read(name, table, folder)
    table.unsupported(*_UNSUPPORTED_FEATURE)
    table.finish()
    return feature


def _read(name: str, table: Table, folder: Path, *, is_inline: bool = False) -> Feature:
    return Feature(
        name=name,
        targets=parse_targets(table, is_inline=is_inline),
        channels=parse_channels(table, folder),
        platforms=table.strings("platforms"),
        channel_priority=table.choice("channel-priority", ChannelPriority),
        solve_strategy=table.choice("solve-strategy", SolveStrategy),
        pypi_options=parse_pypi_options(table),
        system_requirements=() if is_inline else parse_system_requirements(table),
        keys=table.keys,
        place=table.at().key,
    )
