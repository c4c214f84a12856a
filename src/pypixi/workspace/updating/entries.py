"""Which requirements of a manifest an upgrade can loosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.manifest.document import DocumentPlace
from pypixi.manifest.targets import matching_targets
from pypixi.specs.matchspec import CondaSpec
from pypixi.specs.names import pypi_name
from pypixi.specs.requirement import IndexSource, PypiSpec
from pypixi.values import frozen, replace

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from pypixi.manifest.environments import Environment
    from pypixi.manifest.model import Feature, Manifest, Target
    from pypixi.specs.platform import Platform

    Keys = tuple[str | int, ...]

_PROJECT = "project"
_EXACT = {
    "build": "build",
    "build-number": "build_number",
    "md5": "md5",
    "sha256": "sha256",
}
"""Keys that stand for one package only, with the fields of a requirement."""


@frozen
class Owner:
    """A target that asks for something."""

    feature: Feature
    selector: str | None = None
    """None for all platforms."""

    def decides(self, platform: Platform, spec: CondaSpec | PypiSpec) -> bool:
        """Tell whether what it asks of a package is what holds on a platform."""
        asking = [
            target
            for target in matching_targets(self.feature, platform)
            if spec.name in _names(target, spec)
        ]
        return bool(asking) and asking[-1].selector == self.selector


@frozen
class Entry:
    """A requirement as it stands in the manifest."""

    spec: CondaSpec | PypiSpec
    keys: Keys
    """What leads to it in the document."""
    owners: tuple[Owner, ...]
    """Several where one list is part of others."""
    is_inherited: bool = False
    """Whether it refers to ``[workspace.dependencies]``."""
    is_shadowed: bool = False
    """Whether its feature asks for the package on all platforms as well."""
    is_repeated: bool = False
    """Whether the same target asks for the package in several ways."""

    @property
    def has_range(self) -> bool:
        """Whether it says which versions of a channel or an index will do."""
        spec = self.spec
        if isinstance(spec, PypiSpec):
            return isinstance(spec.source, IndexSource)
        return spec.url is None and spec.source is None

    @property
    def is_upgradable(self) -> bool:
        """Whether another range of versions can be written in its place."""
        is_own = not self.is_inherited and not self.is_shadowed
        return self.has_range and is_own and not self.is_repeated

    @property
    def kind(self) -> str:
        """Whether the package is conda's or PyPI's."""
        return "pypi" if isinstance(self.spec, PypiSpec) else "conda"

    def is_called(self, name: str) -> bool:
        """Tell whether a person means its package by ``name``."""
        if isinstance(self.spec, PypiSpec):
            return self.spec.name == pypi_name(name)
        return self.spec.name == name.lower()

    def exact_keys(self) -> frozenset[str]:
        """Return the keys that leave no choice of a package.

        A build that is a pattern, or a regular expression, leaves some.
        """
        spec = self.spec
        if isinstance(spec, PypiSpec):
            return frozenset()
        given = {key for key, field in _EXACT.items() if getattr(spec, field)}
        if spec.build and ("*" in spec.build or spec.build.startswith("^")):
            given.discard("build")
        return frozenset(given)

    def loosened(self, dropped: Collection[str]) -> CondaSpec | PypiSpec:
        """Return what it would ask for without its versions, and without some keys."""
        spec = self.spec
        if isinstance(spec, PypiSpec):
            source = spec.source
            if isinstance(source, IndexSource):
                source = replace(source, version=None)
            return replace(spec, source=source)
        return replace(spec, version="*", **{_EXACT[key]: None for key in dropped})


def manifest_entries(
    manifest: Manifest, features: Collection[Feature]
) -> tuple[Entry, ...]:
    """Return the requirements that stand in some features, each place once.

    Args:
        manifest: All of its features are looked at for who else has a requirement.
        features: Those whose requirements are meant.
    """
    found: dict[Keys, Entry] = {}
    wanted: set[Keys] = set()
    for feature in manifest.all_features:
        for entry in _feature_entries(feature):
            first = found.setdefault(entry.keys, entry)
            if first is not entry:
                owners = (*first.owners, *entry.owners)
                found[entry.keys] = replace(first, owners=owners)
            if feature in features:
                wanted.add(entry.keys)
    return tuple(entry for keys, entry in found.items() if keys in wanted)


def places(
    environments: Mapping[str, Environment], entry: Entry
) -> Iterator[tuple[str, Platform]]:
    """Yield the environments and platforms where a requirement is what holds."""
    for each in entry.owners:
        for environment in environments.values():
            if environment.contains(each.feature.name):
                for platform in environment.platforms:
                    if each.decides(platform, entry.spec):
                        yield environment.name, platform


def _feature_entries(feature: Feature) -> Iterator[Entry]:
    for target in feature.targets:
        rest = None if target.selector is None else feature.targets[0]
        yield from _entries(feature, target, rest, target.dependencies.values())
        for specs in target.pypi_requirements().values():
            yield from _entries(feature, target, rest, specs, len(specs) > 1)


def _entries(
    feature: Feature,
    target: Target,
    everywhere: Target | None,
    specs: Iterable[CondaSpec | PypiSpec],
    is_repeated: bool = False,  # noqa: FBT001, FBT002 - private
) -> Iterator[Entry]:
    for spec in specs:
        place = spec.place
        # What is asked of Python by `requires-python` is said to others than us.
        if not isinstance(place, DocumentPlace) or _is_of_project(place, spec):
            continue
        written = place.value
        yield Entry(
            spec=spec,
            keys=place.keys,
            owners=(Owner(feature=feature, selector=target.selector),),
            is_inherited=isinstance(written, dict) and "workspace" in written,
            is_shadowed=everywhere is not None
            and spec.name in _names(everywhere, spec),
            is_repeated=is_repeated,
        )


def _is_of_project(place: DocumentPlace, spec: CondaSpec | PypiSpec) -> bool:
    return isinstance(spec, CondaSpec) and place.keys[:1] == (_PROJECT,)


def _names(target: Target, spec: CondaSpec | PypiSpec) -> Collection[str]:
    if isinstance(spec, PypiSpec):
        return target.pypi_requirements()
    return target.dependencies
