"""Environments composed from features: the view that everything below works on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.errors import PixiError, did_you_mean
from pypixi.specs.indexes import PypiOptions
from pypixi.specs.names import DEFAULT_FEATURE
from pypixi.specs.platform import SUBDIRS, Platform, subdir_platform
from pypixi.specs.solving import ChannelPriority, SolveStrategy
from pypixi.values import field, frozen

from .pypi_options import environment_pypi_options

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pypixi.errors import Place
    from pypixi.specs.channel import Channel
    from pypixi.specs.matchspec import CondaSpec
    from pypixi.specs.names import PackageName, PypiName
    from pypixi.specs.requirement import PypiSpec

    from .model import EnvironmentEntry, Feature, Manifest, Target, Task


@frozen
class Environment:
    """One environment with everything its features contribute."""

    name: str
    features: tuple[Feature, ...]
    """In order of precedence: as listed, the default feature last."""
    channels: tuple[Channel, ...]
    """By priority, each once."""
    platforms: tuple[Platform, ...]
    channel_priority: ChannelPriority
    solve_strategy: SolveStrategy
    pypi_options: PypiOptions = field(default_factory=PypiOptions)
    solve_group: str | None = None
    place: Place | None = field(default=None, compare=False)

    def dependencies(self, platform: Platform) -> tuple[CondaSpec, ...]:
        """Return all requirements on ``platform``; several may name one package."""
        found: list[CondaSpec] = []
        for feature in self.features:
            merged: dict[PackageName, CondaSpec] = {}
            for target in _matching(feature, platform):
                merged |= target.dependencies
            found += merged.values()
        return tuple(found)

    def pypi_dependencies(self, platform: Platform) -> tuple[PypiSpec, ...]:
        """Return all PyPI requirements on ``platform``, markers not looked at."""
        found: list[PypiSpec] = []
        for feature in self.features:
            merged: dict[PypiName, PypiSpec] = {}
            for target in _matching(feature, platform):
                merged |= target.pypi_dependencies
            found += merged.values()
        return tuple(found)

    def has_pypi(self) -> bool:
        """Tell whether a PyPI package is asked for on any platform."""
        return any(
            target.pypi_dependencies
            for feature in self.features
            for target in feature.targets
        )

    def tasks(self, platform: Platform) -> Mapping[str, Task]:
        """Return the tasks on ``platform`` by name; earlier features win."""
        found: dict[str, Task] = {}
        for feature in reversed(self.features):
            for target in _matching(feature, platform):
                found |= target.tasks
        return found

    def contains(self, feature: str) -> bool:
        """Tell whether the environment is made of that feature among others."""
        return any(part.name == feature for part in self.features)

    def platform(self, name: str) -> Platform | None:
        """Return the platform of that name, or None."""
        return next((row for row in self.platforms if row.name == name), None)


class UnknownEnvironmentError(PixiError):
    """A command named an environment that the manifest does not define."""

    def __init__(self, name: str, known: Iterable[str]) -> None:
        names = list(known)
        super().__init__(
            f"unknown environment '{name}'",
            help=did_you_mean(name, names)
            or f"the environments are: {', '.join(names)}",
        )


class ConflictingPrioritiesError(PixiError):
    """Features of one environment ask for different channel priorities."""

    def __init__(self, entry: EnvironmentEntry) -> None:
        super().__init__(
            "Multiple channel priorities are not allowed in a single environment",
            labels=() if entry.place is None else [entry.place.label()],
            help=f"set one `channel-priority` for the features of '{entry.name}'",
        )


def compose_environments(manifest: Manifest) -> dict[str, Environment]:
    """Return all environments of a manifest by name, in its order.

    Raises:
        ConflictingPrioritiesError: If features of one environment disagree.
        PixiError: If a feature names a platform that does not exist, or features of
            one environment disagree on PyPI options.
    """
    return {
        name: _compose(manifest, entry) for name, entry in manifest.environments.items()
    }


def select_environment(
    environments: Mapping[str, Environment], name: str
) -> Environment:
    """Return the environment called ``name``.

    Raises:
        UnknownEnvironmentError: If there is none.
    """
    if name not in environments:
        raise UnknownEnvironmentError(name, environments)
    return environments[name]


def _compose(manifest: Manifest, entry: EnvironmentEntry) -> Environment:
    names = [*entry.features]
    if not entry.no_default_feature and DEFAULT_FEATURE not in names:
        names.append(DEFAULT_FEATURE)
    features = tuple(manifest.features[name] for name in names)
    strategies = [f.solve_strategy for f in features if f.solve_strategy is not None]
    return Environment(
        name=entry.name,
        features=features,
        channels=_channels(manifest, features),
        platforms=_platforms(manifest, features),
        channel_priority=_channel_priority(entry, features),
        solve_strategy=strategies[0] if strategies else SolveStrategy.HIGHEST,
        pypi_options=environment_pypi_options(manifest, entry, features),
        solve_group=entry.solve_group,
        place=entry.place,
    )


def _channels(manifest: Manifest, features: Iterable[Feature]) -> tuple[Channel, ...]:
    """Concatenate, sort by priority, drop what came before."""
    listed = [
        channel
        for feature in features
        for channel in (
            manifest.workspace.channels
            if feature.channels is None
            else feature.channels
        )
    ]
    listed.sort(key=lambda channel: -channel.priority)
    found: dict[str, Channel] = {}
    for channel in listed:
        found.setdefault(channel.url, channel)
    return tuple(found.values())


def _platforms(manifest: Manifest, features: Iterable[Feature]) -> tuple[Platform, ...]:
    """Keep the platforms that every feature supports."""
    platforms = list(manifest.workspace.platforms)
    restricting = [feature for feature in features if feature.platforms is not None]
    for feature in restricting:
        known = {platform.name for platform in platforms}
        platforms += _undeclared(feature, known)
    return tuple(
        platform
        for platform in platforms
        if all(platform.name in (feature.platforms or ()) for feature in restricting)
    )


def _undeclared(feature: Feature, known: set[str]) -> list[Platform]:
    """Return the plain subdirs a feature names beyond those of the workspace."""
    added: list[Platform] = []
    for name in feature.platforms or ():
        if name in known:
            continue
        if name not in SUBDIRS:
            raise PixiError(
                f"feature '{feature.name}' references platform '{name}' which is not"
                " declared in the workspace",
                labels=() if feature.place is None else [feature.place.label()],
                help=did_you_mean(name, [*known, *SUBDIRS]),
            )
        added.append(subdir_platform(name))
    return added


def _channel_priority(
    entry: EnvironmentEntry, features: Iterable[Feature]
) -> ChannelPriority:
    chosen = {f.channel_priority for f in features if f.channel_priority is not None}
    if len(chosen) > 1:
        raise ConflictingPrioritiesError(entry)
    return chosen.pop() if chosen else ChannelPriority.STRICT


def _matching(feature: Feature, platform: Platform) -> tuple[Target, ...]:
    """Return the targets of a feature that hold on ``platform``, weakest first."""
    return tuple(
        target
        for target in feature.targets
        if target.selector in (None, platform.name, platform.subdir)
    )
