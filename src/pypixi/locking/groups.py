"""Which environments are solved together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.manifest.environments import united_features
from pypixi.values import frozen, replace

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from pypixi.manifest.environments import Environment
    from pypixi.specs.platform import Platform

Pair = tuple[str, str]
"""The names of an environment and of one of its platforms."""


@frozen
class SolveUnit:
    """What one solve is for: an environment or a solve group, on one platform."""

    view: Environment
    """All that the members ask for, as if they were one environment."""
    members: tuple[Environment, ...]
    """The environments that have the platform, as in the manifest."""
    platform: Platform
    others: tuple[Environment, ...] = ()
    """Those of the group on other platforms of the subdir: they ask here, too."""

    @property
    def pair(self) -> Pair:
        """The first pair, which belongs to no other unit."""
        return self.members[0].name, self.platform.name

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """The names of each member and of the platform."""
        return tuple((member.name, self.platform.name) for member in self.members)

    @property
    def is_of_one(self) -> bool:
        """Whether one environment asks for all of it."""
        return len(self.members) == 1 and not self.others

    @property
    def asking(self) -> Iterator[Pair]:
        """Yield the names of all who ask for something, and of where they do."""
        yield from self.pairs
        for environment in self.others:
            for platform in environment.platforms:
                if platform.subdir == self.platform.subdir:
                    yield environment.name, platform.name

    @property
    def group(self) -> str | None:
        """The solve group, None for an environment of none."""
        return self.view.solve_group

    @property
    def title(self) -> str:
        """What a person knows it by, its platform aside."""
        if self.group is None:
            return f"environment '{self.view.name}'"
        return f"solve group '{self.group}'"

    @property
    def full_title(self) -> str:
        """What a person knows it by, as errors name it."""
        return f"{self.title} for platform '{self.platform.name}'"


def solve_units(environments: Iterable[Environment]) -> tuple[SolveUnit, ...]:
    """Return what is to be solved for environments, in their order.

    A solve group asks, on a platform, for what its environments on that subdir ask
    for: where their platforms differ in virtual packages only, versions are the same.
    """
    members: dict[tuple[str | None, str, str], list[Environment]] = {}
    platforms: dict[tuple[str | None, str, str], Platform] = {}
    asking: dict[tuple[str | None, str, str], dict[str, Environment]] = {}
    for environment in environments:
        group = environment.solve_group
        name = environment.name if group is None else ""
        for platform in environment.platforms:
            key = group, name, platform.name
            platforms.setdefault(key, platform)
            members.setdefault(key, []).append(environment)
            on_subdir = asking.setdefault((group, name, platform.subdir), {})
            on_subdir[environment.name] = environment
    return tuple(
        _unit(found, platforms[key], asking[*key[:2], platforms[key].subdir].values())
        for key, found in members.items()
    )


def as_solved(environment: Environment) -> Environment:
    """Return an environment with the channels and options of its solve group."""
    group = environment.group
    if group is None:
        return environment
    return replace(
        group,
        name=environment.name,
        features=environment.features,
        platforms=environment.platforms,
        place=environment.place,
        group=group,
    )


def spread(pairs: Collection[Pair], units: Iterable[SolveUnit]) -> frozenset[Pair]:
    """Return pairs with those that cannot be solved without one of them."""
    stale = frozenset(pairs)
    touched = (unit.pairs for unit in units if not stale.isdisjoint(unit.asking))
    return stale.union(*touched)


def solved_together(
    names: Collection[str], environments: Mapping[str, Environment]
) -> frozenset[str]:
    """Return names of environments with those of their solve groups."""
    groups = {
        environments[name].solve_group for name in names if name in environments
    } - {None}
    members = {
        name for name, each in environments.items() if each.solve_group in groups
    }
    return frozenset(members.union(names))


def _unit(
    members: list[Environment], platform: Platform, asking: Collection[Environment]
) -> SolveUnit:
    view = members[0].group or members[0]
    if members[0].solve_group is None:
        return SolveUnit(view=view, members=tuple(members), platform=platform)
    names = {member.name for member in members}
    return SolveUnit(
        # What is asked of other subdirs only does not concern this one.
        view=replace(view, features=united_features(asking)),
        members=tuple(members),
        platform=platform,
        others=tuple(each for each in asking if each.name not in names),
    )
