"""The lock file that a parsed document of version 7 stands for."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from pypixi.specs.indexes import FindLinks
from pypixi.specs.solving import ChannelPriority, PrereleaseMode

from . import fields
from .errors import MisfitError
from .locations import KNOWN_SUBDIRS
from .model import (
    STRATEGY_WORDS,
    LockedEnvironment,
    LockedPlatform,
    LockFile,
    SolveOptions,
    build_sets,
    needed_to_build,
    selector,
)
from .packages import read_package, read_selector

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping
    from pathlib import Path

    from pypixi.lockfile.yaml.canonical import Node

    from .model import LockedPackage, Selector

    _Packages = dict[Selector, LockedPackage]


def read_document(tree: Node, *, root: Path, version: int) -> LockFile:
    """Return the lock file of a parsed document.

    Args:
        tree: The document, in the shape of version 7.
        root: Where relative locations start.
        version: The version to note as that of the original text.

    Raises:
        MisfitError: If the document is not what the format asks for.
    """
    platforms = _platforms(fields.mapping(tree).get("platforms") or [])
    known = frozenset(platform.name for platform in platforms)
    by_text = _packages(fields.required(tree, "packages"), root)
    table = fields.under(
        fields.mapping, fields.required(tree, "environments"), "environments"
    )
    environments = {
        name: fields.under(
            partial(_environment, name, known, by_text), entry, "environments", name
        )
        for name, entry in table.items()
    }
    return LockFile(
        platforms=platforms,
        environments=environments,
        build_packages=_build_packages(environments.values(), by_text.values()),
        version=version,
    )


def _platforms(value: Node) -> tuple[LockedPlatform, ...]:
    found: dict[str, LockedPlatform] = {}
    for at, entry in enumerate(fields.under(fields.sequence, value, "platforms")):
        platform = fields.under(_platform, entry, "platforms", at)
        if platform.name in found:
            reason = f"Duplicate platform name `{platform.name}` found"
            raise MisfitError(reason, ("platforms", at))
        found[platform.name] = platform
    return tuple(found.values())


def _platform(entry: Node) -> LockedPlatform:
    found = fields.convert(entry, _PLATFORM)
    name = found.get("name")
    if name is None:
        raise MisfitError("missing field `name`")
    if not all(char.isalnum() or char in "_-" for char in name):
        raise MisfitError(f"`{name}` is not the name of a platform", ("name",))
    subdir = found.get("subdir", name)
    if subdir not in KNOWN_SUBDIRS:
        key = "subdir" if "subdir" in found else "name"
        raise MisfitError(f"`{subdir}` is not a known subdir", (key,))
    return LockedPlatform(
        name=name, subdir=subdir, virtual_packages=found.get("virtual-packages", ())
    )


def _packages(value: Node, root: Path) -> _Packages:
    """Return the packages by their kind and the text that refers to them."""
    found: _Packages = {}
    for at, entry in enumerate(fields.under(fields.sequence, value, "packages")):
        try:
            # Of two entries for one location the original takes the last, too.
            found[read_selector(entry)] = read_package(entry, root)
        except MisfitError as misfit:
            raise misfit.under("packages", at) from None
    return found


def _environment(
    name: str, platforms: frozenset[str], by_text: _Packages, entry: Node
) -> LockedEnvironment:
    for key in ("channels", "packages"):
        fields.required(entry, key)
    found = fields.convert(entry, _ENVIRONMENT)
    packages: dict[str, tuple[LockedPackage, ...]] = {}
    for platform, items in found["packages"].items():
        if platform not in platforms:
            reason = f"Environment `{name}` is using an unknown platform `{platform}`"
            raise MisfitError(reason, ("packages", platform))
        where = f"environment {name} and platform {platform}"
        packages[platform] = fields.under(
            partial(_selected, where, by_text), items, "packages", platform
        )
    has_indexes = "indexes" in found  # without, the original drops `find-links`, too
    return LockedEnvironment(
        channels=tuple(channel["url"] for channel in found["channels"]),
        used_env_vars={
            channel["url"]: channel["used_env_vars"]
            for channel in found["channels"]
            if channel.get("used_env_vars")
        },
        indexes=found.get("indexes"),
        find_links=found.get("find-links", ()) if has_indexes else (),
        options=found.get("options") or SolveOptions(),
        packages=packages,
    )


def _selected(where: str, by_text: _Packages, value: Node) -> tuple[LockedPackage, ...]:
    found: dict[Selector, LockedPackage] = {}
    for at, entry in enumerate(fields.sequence(value)):
        key = fields.under(read_selector, entry, at)
        if key not in by_text:
            reason = f"{where} refers to a package that does not exist: {key[1]}"
            raise MisfitError(reason, (at,))
        found[key] = by_text[key]
    return tuple(found.values())


def _build_packages(
    environments: Iterable[LockedEnvironment], packages: Collection[LockedPackage]
) -> tuple[LockedPackage, ...]:
    """Return the packages that only the sets of source packages need."""
    pool = {selector(package): package for package in packages}
    for at, package in enumerate(packages):
        for kind, text in build_sets(package):
            if (kind, text) not in pool:
                reason = f"a build set refers to a package that does not exist: {text}"
                raise MisfitError(reason, ("packages", at))
    held = {
        id(package): package
        for environment in environments
        for locked in environment.packages.values()
        for package in locked
    }
    needed = {id(package) for package in needed_to_build(held.values(), pool)}
    only_needed = needed - held.keys()
    return tuple(package for package in packages if id(package) in only_needed)


def _locked_channels(value: Node) -> list[dict[str, Any]]:
    return [
        fields.under(_channel, item, at)
        for at, item in enumerate(fields.sequence(value))
    ]


def _channel(value: Node) -> dict[str, Any]:
    fields.under(fields.text, fields.required(value, "url"), "url")
    found: dict[str, Any] = fields.convert(value, _CHANNEL)
    return found


def _find_links(value: Node) -> tuple[FindLinks, ...]:
    return tuple(
        fields.under(_find_link, item, at)
        for at, item in enumerate(fields.sequence(value))
    )


def _find_link(value: Node) -> FindLinks:
    if list(fields.mapping(value)) not in (["path"], ["url"]):
        raise MisfitError("expected either `path` or `url`")
    return FindLinks(**fields.convert(value, {"path": fields.text, "url": fields.text}))


def _options(value: Node) -> SolveOptions:
    return SolveOptions(
        **{
            key.replace("-", "_"): item
            for key, item in fields.convert(value, _OPTIONS).items()
        }
    )


def _word(words: Mapping[str, Any]) -> Callable[[Node], Any]:
    """Return the converter of an option that knows only certain words."""

    def convert(value: Node) -> Any:
        word = fields.text(value)
        if word not in words:
            known = ", ".join(f"`{each}`" for each in words)
            raise MisfitError(f"unknown variant `{word}`, expected one of {known}")
        return words[word]

    return convert


_PLATFORM = {
    "name": fields.text,
    "subdir": fields.text,
    "virtual-packages": fields.texts,
}
_CHANNEL = {"url": fields.text, "used_env_vars": fields.texts}
_OPTIONS = {
    "strategy": _word({word: strategy for strategy, word in STRATEGY_WORDS.items()}),
    "channel-priority": _word({str(word): word for word in ChannelPriority}),
    "pypi-prerelease-mode": _word({str(word): word for word in PrereleaseMode}),
}
_ENVIRONMENT = {
    "channels": _locked_channels,
    "indexes": fields.texts,
    "find-links": _find_links,
    "options": _options,
    "packages": fields.mapping,
}
