"""From the text of a manifest to its typed values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.errors import PixiError, closest, did_you_mean, raise_all
from pypixi.manifest.model import EnvironmentEntry, Manifest, WorkspaceTable
from pypixi.manifest.oddities import warn_of_oddities
from pypixi.specs.names import (
    DEFAULT_ENVIRONMENT,
    DEFAULT_FEATURE,
    is_environment_name,
    suggested_environment_name,
)
from pypixi.specs.platform import SUBDIRS, subdir_platform
from pypixi.specs.solving import ChannelPriority, SolveStrategy
from pypixi.terminal.report import SILENT

from .faults import (
    InvalidValueError,
    MissingKeyError,
    UnsupportedKeyError,
    WrongTypeError,
)
from .feature import parse_channels, parse_default_feature, parse_feature
from .pypi_map import parse_pypi_map
from .pypi_options import parse_pypi_options
from .tables import Table

if TYPE_CHECKING:
    from pypixi.manifest.document import Document
    from pypixi.manifest.model import Feature
    from pypixi.specs.platform import Platform
    from pypixi.terminal.report import Report

_UNSUPPORTED_ROOT = (
    "package",
    "project",
    "constraints",
    "dev",
    "host-dependencies",
    "build-dependencies",
    "target",
    "activation",
    "system-requirements",
    "exclude-newer",
    "pypi-exclude-newer",
)
_UNSUPPORTED_WORKSPACE = (
    "s3-options",
    "preview",
    "build-variants",
    "build-variants-files",
    "target",
    "requires-pixi",
    "exclude-newer",
    "dependencies",
)
_DESCRIPTIVE = (
    "license",
    "license-file",
    "readme",
    "homepage",
    "repository",
    "documentation",
)


def parse_manifest(document: Document, *, report: Report = SILENT) -> Manifest:
    """Return the manifest that ``document`` holds.

    Raises:
        PixiError: For one fault, or for all that were found.
    """
    faults: list[PixiError] = []
    root = Table(document, (), document.data, faults)
    root.ignored("$schema", "tool")
    workspace = _workspace(root)
    features = _features(root)
    environments = _environments(root, features)
    root.unsupported(*_UNSUPPORTED_ROOT)
    root.finish()
    raise_all(faults)
    assert workspace is not None  # a missing one is among the faults  # noqa: S101
    manifest = Manifest(
        document=document,
        workspace=workspace,
        features=features,
        environments=environments,
    )
    warn_of_oddities(manifest, report)
    return manifest


def _workspace(root: Table) -> WorkspaceTable | None:
    table = root.table("workspace")
    if table is None:
        if "workspace" not in root.data:
            root.faults.append(
                MissingKeyError(root.at(), "workspace", "[workspace]\nchannels = []")
            )
        return None
    folder = root.document.path.parent
    channels = parse_channels(table, folder)
    if channels is None and not closest("channels", table.data):
        example = 'channels = ["conda-forge"]'
        root.faults.append(MissingKeyError(table.at(), "channels", example))
    workspace = WorkspaceTable(
        channels=channels or (),
        platforms=_platforms(table),
        name=table.string("name"),
        version=table.string("version"),
        description=table.string("description"),
        authors=table.strings("authors") or (),
        pypi_options=parse_pypi_options(table),
        pypi_map=parse_pypi_map(table, folder),
    )
    for key in _DESCRIPTIVE:
        table.string(key)
    table.choice("channel-priority", ChannelPriority)  # the default feature's value
    table.choice("solve-strategy", SolveStrategy)
    table.unsupported(*_UNSUPPORTED_WORKSPACE)
    table.finish()
    return workspace


def _platforms(table: Table) -> tuple[Platform, ...]:
    platforms: dict[str, Platform] = {}
    for index, value in enumerate(table.array("platforms") or []):
        place = table.at("platforms", index)
        if isinstance(value, dict):
            table.faults.append(UnsupportedKeyError(place))
        elif not isinstance(value, str):
            table.faults.append(WrongTypeError(place, "string", value))
        elif value not in SUBDIRS:
            table.faults.append(
                InvalidValueError(
                    place,
                    f"'{value}' is not a platform",
                    label="expected a conda subdir such as 'linux-64'",
                    help=did_you_mean(value, SUBDIRS),
                )
            )
        elif value in platforms:
            table.faults.append(
                InvalidValueError(place, f"platform '{value}' is listed twice")
            )
        else:
            platforms[value] = subdir_platform(value)
    return tuple(platforms.values())


def _features(root: Table) -> dict[str, Feature]:
    features = {DEFAULT_FEATURE: parse_default_feature(root)}
    folder = root.document.path.parent
    table = root.table("feature")
    for name, child in table.children() if table is not None else ():
        if name == DEFAULT_FEATURE:
            root.faults.append(
                InvalidValueError(
                    child.at().key,
                    "The feature 'default' is reserved and cannot be redefined",
                    help="write its dependencies and tasks at the top level instead",
                )
            )
            continue
        features[name] = parse_feature(name, child, folder)
    return features


def _environments(
    root: Table, features: dict[str, Feature]
) -> dict[str, EnvironmentEntry]:
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
    entry = EnvironmentEntry(
        name=name,
        features=child.strings("features") or (),
        no_default_feature=child.boolean("no-default-feature") or False,
        place=place,
    )
    if "features" not in child.data:
        child.faults.append(MissingKeyError(place, "features", 'features = ["test"]'))
    child.unsupported("solve-group")
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
