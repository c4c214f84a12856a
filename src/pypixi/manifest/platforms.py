"""Which platforms an environment has."""

from __future__ import annotations

from functools import cmp_to_key
from typing import TYPE_CHECKING

from pypixi.errors import PixiError, did_you_mean
from pypixi.specs.platform import SUBDIRS, Platform, derived_name, subdir_platform
from pypixi.specs.versions import compare_versions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pypixi.specs.virtual import VirtualPackage

    from .model import EnvironmentEntry, Feature, Manifest

_LIBCS = ("__glibc", "__musl", "__eglibc")
_FAMILIES = {
    "__linux": ("linux",),
    "__osx": ("osx",),
    "__cuda": ("linux", "win"),
    **dict.fromkeys(_LIBCS, ("linux",)),
}
"""Requirement on a machine → the families of subdirs where it means something."""

_by_version = cmp_to_key(compare_versions)


class UnknownFeaturePlatformError(PixiError):
    """A feature names a platform that does not exist."""

    def __init__(
        self, manifest: Manifest, feature: Feature, name: str, known: Sequence[str]
    ) -> None:
        index = (feature.platforms or ()).index(name)
        place = manifest.document.at(*feature.keys, "platforms", index)
        super().__init__(
            f"{feature.title} references platform '{name}' which is not"
            " declared in the workspace",
            labels=[place.label("unknown platform")],
            help=(None if name in SUBDIRS else did_you_mean(name, known))
            or f"the platforms are: {', '.join(known) or 'none'}",
        )


class MisplacedRequirementsError(PixiError):
    """Requirements on the machine are written in two ways that exclude each other."""

    def __init__(self, manifest: Manifest, feature: Feature) -> None:
        place = manifest.document.at(*feature.keys, "system-requirements")
        super().__init__(
            f"{feature.title} uses [system-requirements] but the workspace"
            " declares per-platform virtual packages",
            labels=[place.key.label("write them as platforms, too")],
            help='write for example: platforms = [{ platform = "linux-64",'
            ' cuda = "12.0" }]',
        )


class ConflictingRequirementsError(PixiError):
    """Features of one environment ask for machines that are different."""

    def __init__(
        self,
        manifest: Manifest,
        entry: EnvironmentEntry,
        what: str,
        wanted: Mapping[str, Feature],
    ) -> None:
        places = [
            manifest.document.at(*feature.keys, "system-requirements").key
            for feature in wanted.values()
        ]
        super().__init__(
            f"the features of environment '{entry.name}' ask for different {what}:"
            f" {', '.join(wanted)}",
            labels=[
                place.label(f"'{name}' is asked for here")
                for name, place in zip(wanted, places, strict=True)
            ],
            help="let them agree, or put the features into environments of their own",
        )


class UndefinedPlatformError(PixiError):
    """A command names a platform that the workspace does not have."""

    def __init__(self, name: str, known: Sequence[str]) -> None:
        super().__init__(
            f"workspace does not define a platform named '{name}'",
            help=did_you_mean(name, [*known, *SUBDIRS])
            or f"the platforms are: {', '.join(known) or 'none'}",
        )


def environment_platforms(
    manifest: Manifest, entry: EnvironmentEntry, features: Sequence[Feature]
) -> tuple[Platform, ...]:
    """Return the platforms of an environment, in the order of the workspace.

    Args:
        manifest: Whose workspace declares platforms.
        entry: The environment, for errors.
        features: What it is made of.

    Raises:
        UnknownFeaturePlatformError: If a feature names a platform there is not.
        MisplacedRequirementsError: If a feature has system requirements although the
            workspace declares virtual packages.
        ConflictingRequirementsError: If features contradict each other.
    """
    declared = manifest.workspace.platforms
    requiring = [feature for feature in features if feature.system_requirements]
    restricting = [feature for feature in features if feature.platforms is not None]
    if not requiring and not restricting:
        return declared
    required = _requirements(manifest, entry, requiring) if requiring else {}
    if all(platform.is_plain for platform in declared):
        subdirs = _common_subdirs(manifest, restricting)
        if not required:
            known = {platform.name: platform for platform in declared}
            return tuple([known.get(name) or subdir_platform(name) for name in subdirs])
        return tuple(_synthesised(subdir, required) for subdir in subdirs)
    if requiring:
        raise MisplacedRequirementsError(manifest, requiring[0])
    return _declared_platforms(manifest, restricting)


def known_platforms(
    manifest: Manifest, used: Iterable[Sequence[Platform]]
) -> tuple[Platform, ...]:
    """Return all platforms once: the workspace's, then those made for environments.

    Args:
        manifest: Whose workspace declares platforms.
        used: Those of each environment, some of which may be synthesised.
    """
    every = [*manifest.workspace.platforms, *(row for rows in used for row in rows)]
    return tuple({row.name: row for row in every}.values())


def platforms_called(known: Sequence[Platform], name: str) -> tuple[Platform, ...]:
    """Return the platform of that name, or else all of the subdir of that name.

    Raises:
        UndefinedPlatformError: If it is neither the name of a platform nor a subdir.
    """
    named = tuple(row for row in known if row.name == name)
    if not named and name not in SUBDIRS:
        raise UndefinedPlatformError(name, [row.name for row in known])
    return named or tuple(row for row in known if row.subdir == name)


def _common_subdirs(manifest: Manifest, restricting: Sequence[Feature]) -> list[str]:
    """Return the subdirs that every feature supports, undeclared ones included."""
    subdirs = [platform.name for platform in manifest.workspace.platforms]
    for feature in restricting:
        for name in feature.platforms or ():
            if name not in SUBDIRS:
                known = [*subdirs, *SUBDIRS] if did_you_mean(name, SUBDIRS) else subdirs
                raise UnknownFeaturePlatformError(manifest, feature, name, known)
            if name not in subdirs:
                subdirs.append(name)
    return [
        subdir
        for subdir in subdirs
        if all(subdir in (feature.platforms or ()) for feature in restricting)
    ]


def _declared_platforms(
    manifest: Manifest, restricting: Iterable[Feature]
) -> tuple[Platform, ...]:
    """Return the workspace's platforms that every feature lists by name or subdir.

    Where a feature lists platforms of a subdir by their names, the others of that
    subdir are left out.
    """
    platforms = manifest.workspace.platforms
    pinned: set[str] = set()
    listed: list[tuple[str, ...]] = []
    for feature in restricting:
        _check_declared(manifest, feature, platforms)
        listed.append(feature.platforms or ())
        pinned.update(feature.platforms or ())
    exact = {row.subdir for row in platforms if row.name in pinned}
    return tuple(
        row
        for row in platforms
        if all(row.name in names or row.subdir in names for names in listed)
        and (row.subdir not in exact or row.name in pinned)
    )


def _check_declared(
    manifest: Manifest, feature: Feature, platforms: Iterable[Platform]
) -> None:
    known = {name: None for row in platforms for name in (row.name, row.subdir)}
    for name in feature.platforms or ():
        if name not in known:
            raise UnknownFeaturePlatformError(manifest, feature, name, list(known))


def _requirements(
    manifest: Manifest, entry: EnvironmentEntry, features: Sequence[Feature]
) -> dict[str, VirtualPackage]:
    """Return what all features together ask of a machine, by virtual package.

    Raises:
        ConflictingRequirementsError: If that is a machine that cannot be.
    """
    asked: list[VirtualPackage] = []
    libcs: dict[str, Feature] = {}
    processors: dict[str, Feature] = {}
    for feature in features:
        for package in feature.system_requirements:
            asked.append(package)
            if package.name in _LIBCS:
                libcs.setdefault(package.name.strip("_"), feature)
            elif package.name == "__archspec":
                processors.setdefault(package.build or "", feature)
    for what, wanted in (("C libraries", libcs), ("processors", processors)):
        if len(wanted) > 1:
            raise ConflictingRequirementsError(manifest, entry, what, wanted)
    merged: dict[str, VirtualPackage] = {}
    for package in sorted(
        filter(_is_solved_for, asked), key=lambda row: _by_version(row.version)
    ):
        merged[package.name] = package
    return merged


def _is_solved_for(package: VirtualPackage) -> bool:
    """Tell whether a requirement is one that a solve looks at."""
    return package.name in _FAMILIES


def _synthesised(subdir: str, required: dict[str, VirtualPackage]) -> Platform:
    """Return a subdir with the requirements that mean something there."""
    family = subdir.partition("-")[0]
    declared = tuple(
        required[name]
        for name, families in _FAMILIES.items()
        if name in required and family in families
    )
    name = derived_name(subdir, declared)
    if name == subdir:
        return subdir_platform(subdir)
    return Platform(name=name, subdir=subdir, declared=declared)
