"""Environments composed from features: the view that everything below works on."""

from __future__ import annotations

from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING, TypeVar

from pypixi.errors import PixiError, near_or_all
from pypixi.specs.cutoff import NO_CUTOFFS
from pypixi.specs.indexes import PypiOptions
from pypixi.specs.names import DEFAULT_FEATURE
from pypixi.specs.solving import ChannelPriority, SolveStrategy
from pypixi.values import field, frozen, replace

from .model import ActivationTable, EnvironmentEntry, Target
from .platforms import environment_platforms
from .pypi_options import environment_pypi_options
from .targets import matching_targets

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from pypixi.errors import Label, Place
    from pypixi.specs.channel import Channel
    from pypixi.specs.cutoff import ExcludeNewer
    from pypixi.specs.matchspec import CondaSpec
    from pypixi.specs.names import PackageName
    from pypixi.specs.platform import Platform
    from pypixi.specs.requirement import PypiSpec

    from .model import Feature, Manifest
    from .tasks import Task

    _CondaTable = Callable[[Target], Mapping[PackageName, CondaSpec]]

_Name = TypeVar("_Name", bound=str)
_Asked = TypeVar("_Asked")

_PRIORITY = attrgetter("priority")
_DEPENDENCIES: _CondaTable = attrgetter("dependencies")
_CONSTRAINTS: _CondaTable = attrgetter("constraints")
_DEV: _CondaTable = attrgetter("dev")


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
    exclude_newer: ExcludeNewer = NO_CUTOFFS
    solve_group: str | None = None
    group: Environment | None = field(default=None, compare=False, repr=False)
    """All environments of the solve group, composed as if they were one."""
    place: Place | None = field(default=None, compare=False)

    def dependencies(self, platform: Platform) -> tuple[CondaSpec, ...]:
        """Return all requirements on ``platform``; several may name one package."""
        return tuple(self._asked(platform, _DEPENDENCIES))

    def pypi_dependencies(self, platform: Platform) -> tuple[PypiSpec, ...]:
        """Return all PyPI requirements on ``platform``, markers not looked at."""
        asked = self._asked(platform, Target.pypi_requirements)
        return tuple(chain.from_iterable(asked))

    def constraints(self, platform: Platform) -> tuple[CondaSpec, ...]:
        """Return what packages on ``platform`` must be like, should they be there."""
        return tuple(self._asked(platform, _CONSTRAINTS))

    def dev(self, platform: Platform) -> tuple[CondaSpec, ...]:
        """Return the sources whose dependencies are asked for, equal ones once."""
        return tuple(dict.fromkeys(self._asked(platform, _DEV)))

    def activation(self, platform: Platform) -> ActivationTable:
        """Return the scripts of all features in order, and their variables.

        Each feature gives the scripts of its strongest matching target, and the first
        feature that sets a variable wins.
        """
        scripts: list[str] = []
        env: dict[str, str] = {}
        for feature in self.features:
            own: tuple[str, ...] = ()
            variables: dict[str, str] = {}
            for target in matching_targets(feature, platform):
                if target.activation.scripts is not None:
                    own = target.activation.scripts
                variables |= target.activation.env
            scripts += own
            env = {**variables, **env}
        return ActivationTable(scripts=tuple(scripts), env=env)

    def has_pypi(self) -> bool:
        """Tell whether a PyPI package is asked for on any platform."""
        return any(
            target.pypi_dependencies or target.further_pypi
            for feature in self.features
            for target in feature.targets
        )

    def tasks(self, platform: Platform) -> Mapping[str, Task]:
        """Return the tasks on ``platform`` by name; earlier features win."""
        found: dict[str, Task] = {}
        for feature in reversed(self.features):
            for target in matching_targets(feature, platform):
                found |= target.tasks
        return found

    def contains(self, feature: str) -> bool:
        """Tell whether the environment is made of that feature among others."""
        return any(part.name == feature for part in self.features)

    def platform(self, name: str) -> Platform | None:
        """Return the platform of that name, or None."""
        return next((row for row in self.platforms if row.name == name), None)

    def _asked(
        self, platform: Platform, table: Callable[[Target], Mapping[_Name, _Asked]]
    ) -> Iterator[_Asked]:
        """Yield what one table of all features holds; in each, later targets win."""
        for feature in self.features:
            merged: dict[_Name, _Asked] = {}
            for target in matching_targets(feature, platform):
                merged |= table(target)
            yield from merged.values()


class UnknownEnvironmentError(PixiError):
    """A command named an environment that the manifest does not define."""

    def __init__(self, name: str, known: Iterable[str]) -> None:
        super().__init__(
            f"unknown environment '{name}'",
            help=near_or_all(name, "environments", known),
        )


class ConflictingPrioritiesError(PixiError):
    """Features of one environment ask for different channel priorities."""

    def __init__(
        self, manifest: Manifest, entry: EnvironmentEntry, features: Iterable[Feature]
    ) -> None:
        super().__init__(
            "Multiple channel priorities are not allowed in a single environment",
            labels=[_priority_label(manifest, feature) for feature in features],
            help=f"set one `channel-priority` for the features of '{entry.name}'",
        )


class DisagreeingGroupError(PixiError):
    """Environments of one solve group have settings that exclude each other."""

    def __init__(
        self, group: str, members: Iterable[Environment], reason: PixiError
    ) -> None:
        names = ", ".join(f"'{member.name}'" for member in members)
        super().__init__(
            f"the environments of solve group '{group}' cannot be solved together",
            labels=reason.labels,
            help=f"give {names} the same setting, or a `solve-group` each",
            notes=[reason.message],
        )


def compose_environments(manifest: Manifest) -> dict[str, Environment]:
    """Return all environments of a manifest by name, in its order.

    Raises:
        ConflictingPrioritiesError: If features of one environment disagree.
        DisagreeingGroupError: If those of a solve group do.
        PixiError: If a feature names a platform that does not exist, or features of
            one environment disagree on PyPI options.
    """
    found: dict[str, Environment] = {}
    every = manifest.all_features
    setting = {id(row): id(row) if row.has_settings else 0 for row in every}
    twins: dict[tuple[int, ...], Environment] = {}
    for name, entry in manifest.environments.items():
        features = _features(manifest, entry)
        # What has the same settings is composed once. Features without any are one to
        # it: the first stands where the channels of the workspace come in.
        key = tuple(dict.fromkeys([setting[id(row)] for row in features]))
        if key in twins:
            found[name] = _twin(twins[key], entry, features)
        else:
            found[name] = twins[key] = _composed(manifest, entry, features)
    if all(environment.solve_group is None for environment in found.values()):
        return found
    groups = _groups(manifest, found.values())
    return {
        name: environment
        if environment.solve_group is None
        else replace(environment, group=groups[environment.solve_group])
        for name, environment in found.items()
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


def _features(manifest: Manifest, entry: EnvironmentEntry) -> tuple[Feature, ...]:
    names = [*entry.features]
    if not entry.no_default_feature and DEFAULT_FEATURE not in names:
        names.append(DEFAULT_FEATURE)
    inline = () if entry.inline is None else (entry.inline,)
    return (*inline, *[manifest.features[name] for name in names])


def _twin(
    twin: Environment, entry: EnvironmentEntry, features: tuple[Feature, ...]
) -> Environment:
    """Return an environment with the settings of another one."""
    return replace(
        twin,
        name=entry.name,
        features=features,
        solve_group=entry.solve_group,
        place=entry.place,
    )


def _composed(
    manifest: Manifest,
    entry: EnvironmentEntry,
    features: tuple[Feature, ...],
    platforms: tuple[Platform, ...] | None = None,
) -> Environment:
    """Return an environment, on the platforms that its features allow or on others."""
    if platforms is None:
        platforms = environment_platforms(manifest, entry, features)
    strategies = [f.solve_strategy for f in features if f.solve_strategy is not None]
    return Environment(
        name=entry.name,
        features=features,
        channels=_channels(manifest, features),
        platforms=platforms,
        channel_priority=_channel_priority(manifest, entry, features),
        solve_strategy=strategies[0] if strategies else SolveStrategy.HIGHEST,
        pypi_options=environment_pypi_options(manifest, entry, features),
        exclude_newer=manifest.workspace.exclude_newer,
        solve_group=entry.solve_group,
        place=entry.place,
    )


def _groups(
    manifest: Manifest, environments: Iterable[Environment]
) -> dict[str, Environment]:
    """Return each solve group as one environment with every feature once."""
    members: dict[str, list[Environment]] = {}
    for environment in environments:
        if environment.solve_group is not None:
            members.setdefault(environment.solve_group, []).append(environment)
    return {
        name: _group(manifest, name, environments)
        for name, environments in members.items()
    }


def _group(
    manifest: Manifest, name: str, members: Sequence[Environment]
) -> Environment:
    if len(members) == 1:
        return replace(members[0], name=name)
    entry = EnvironmentEntry(name=name, solve_group=name, place=members[0].place)
    platforms = {row.name: row for each in members for row in each.platforms}
    try:
        return _composed(
            manifest, entry, united_features(members), tuple(platforms.values())
        )
    except PixiError as error:
        raise DisagreeingGroupError(name, members, error) from error


def united_features(environments: Iterable[Environment]) -> tuple[Feature, ...]:
    """Return the features of some environments, each once."""
    listed = [feature for each in environments for feature in each.features]
    # Those written inside environments may share a name, but are not one feature.
    return tuple({id(feature): feature for feature in listed}.values())


def _channels(manifest: Manifest, features: Iterable[Feature]) -> tuple[Channel, ...]:
    """Concatenate, sort by priority, drop what came before."""
    base = manifest.workspace.channels
    lists = [base if row.channels is None else row.channels for row in features]
    # Most features take those of the workspace: what is repeated changes nothing.
    distinct = {id(channels): channels for channels in lists}.values()
    listed = [channel for channels in distinct for channel in channels]
    listed.sort(key=_PRIORITY, reverse=True)
    found: dict[str, Channel] = {}
    for channel in listed:
        found.setdefault(channel.url, channel)
    return tuple(found.values())


def _channel_priority(
    manifest: Manifest, entry: EnvironmentEntry, features: Iterable[Feature]
) -> ChannelPriority:
    chosen: dict[ChannelPriority, Feature] = {}
    for feature in features:
        if feature.channel_priority is not None:
            chosen.setdefault(feature.channel_priority, feature)
    if len(chosen) > 1:
        raise ConflictingPrioritiesError(manifest, entry, chosen.values())
    return next(iter(chosen), ChannelPriority.STRICT)


def _priority_label(manifest: Manifest, feature: Feature) -> Label:
    """Return a label at the priority of a feature; the workspace has the default's."""
    is_default = feature.name == DEFAULT_FEATURE
    keys = manifest.workspace.keys if is_default else feature.keys
    place = manifest.document.at(*keys, "channel-priority")
    return place.label(f"set by {feature.title}")
