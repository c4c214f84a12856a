"""Looking at the packages of a workspace."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from pypixi.errors import PixiError
from pypixi.lockfile.pypi_locations import FileUrl, file_name, parse_location
from pypixi.manifest.environments import select_environment
from pypixi.records.conda import CondaRecord
from pypixi.records.pypi import PypiRecord
from pypixi.specs.channel import without_credentials
from pypixi.specs.names import DEFAULT_ENVIRONMENT
from pypixi.specs.requirement import IndexSource
from pypixi.values import frozen
from pypixi.workspace.installing.platforms import shown_platform
from pypixi.workspace.locking.lock import ensure_lock
from pypixi.workspace.locking.outcome import LockUse
from pypixi.workspace.places import prefix_of
from pypixi.workspace.running.lookup import inherited_environment

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from pypixi.lockfile.model import LockedPackage, LockFile
    from pypixi.manifest.environments import Environment
    from pypixi.specs.platform import Platform
    from pypixi.terminal.report import Report
    from pypixi.workspace.workspace import Workspace


@frozen
class ListedPackage:
    """A package of an environment as ``pixi list`` shows it."""

    package: LockedPackage
    requested_spec: str | None
    """The version the manifest asks for; None for a package nobody asks for by name."""
    is_editable: bool = False
    """Whether it is linked to the folder it comes from."""
    index_url: str | None = None
    """The index of a PyPI package, None where it comes from none."""
    installed_size: int | None = None
    """Of a PyPI package: the bytes of its files, None where it is not installed."""

    @property
    def name(self) -> str:
        """The package's name; of a PyPI package as in its ``dist-info`` folder."""
        if isinstance(self.package, PypiRecord):
            return self.package.name.replace("-", "_")
        return self.package.name

    @property
    def version(self) -> str | None:
        """The package's version, None where it may change at any time."""
        return self.package.version

    @property
    def shown_version(self) -> str:
        """The version as lists show it, also where it may change at any time."""
        return self.package.version or "<dynamic>"

    @property
    def kind(self) -> str:
        """``conda`` or ``pypi``."""
        return "pypi" if isinstance(self.package, PypiRecord) else "conda"

    @property
    def size(self) -> int | None:
        """The bytes of a conda archive, or of an installed PyPI package."""
        if isinstance(self.package, PypiRecord):
            return self.installed_size
        return self.package.size

    @property
    def source(self) -> str | None:
        """Where it came from: the channel, the file of an index, or the location."""
        if isinstance(self.package, CondaRecord):
            channel = self.package.channel
            return None if channel is None else without_credentials(channel)
        if isinstance(self.package, PypiRecord):
            location = parse_location(self.package.location)
            if isinstance(location, FileUrl):
                return file_name(location)
        return without_credentials(self.package.location)

    def as_json(self) -> dict[str, Any]:
        """Return the object of ``pixi list --json``, keys in the original's order."""
        fields = _json_fields(self.package)
        fields |= {
            "name": self.name,
            "version": self.shown_version,
            "index_url": self.index_url,
            "kind": self.kind,
            "size_bytes": self.size,
            "source": self.source,
            "is_explicit": self.requested_spec is not None,
            "requested_spec": self.requested_spec,
        }
        if self.is_editable:
            fields["is_editable"] = True
        return {
            key: fields.get(key)
            for key in _JSON_KEYS
            if key != "is_editable" or self.is_editable
        }


_JSON_KEYS = (
    "name",
    "version",
    "build",
    "build_number",
    "size_bytes",
    "kind",
    "source",
    "license",
    "license_family",
    "is_explicit",
    "is_editable",
    "md5",
    "sha256",
    "arch",
    "platform",
    "subdir",
    "timestamp",
    "noarch",
    "file_name",
    "url",
    "index_url",
    "requested_spec",
    "constrains",
    "depends",
    "track_features",
    "run_exports",
)


class InvalidPatternError(PixiError):
    """A regular expression cannot be understood."""

    def __init__(self, pattern: str, reason: str) -> None:
        super().__init__(f"Invalid regex '{pattern}'", notes=[reason])


@frozen
class Listing:
    """The packages of one environment on one platform."""

    environment: str
    platform: Platform
    packages: tuple[ListedPackage, ...]
    """Sorted by name."""


def list_environment(
    workspace: Workspace,
    report: Report,
    *,
    environment: str | None = None,
    platform: str | None = None,
    use: LockUse = LockUse.UPDATE,
    may_install: bool = True,
) -> Listing:
    """Return what is locked for an environment.

    Args:
        workspace: Whose environment.
        report: Hears of progress.
        environment: Which; by default the one we were called from, or the default one.
        platform: For which platform; the best for this machine by default.
        use: How the lock file is used.
        may_install: Whether a prefix may be made for building PyPI packages.

    Raises:
        PixiError: If the environment or platform is unknown or cannot be locked.
    """
    name = environment or inherited_environment(workspace) or DEFAULT_ENVIRONMENT
    composed = select_environment(workspace.environments, name)
    target = shown_platform(workspace, composed, platform)
    outcome = ensure_lock(
        workspace, use, report, may_install=may_install, wanted={name: target}
    )
    fresh = outcome.workspace
    if fresh is not workspace:
        composed = select_environment(fresh.environments, name)
        target = shown_platform(fresh, composed, platform)
    return Listing(
        environment=name,
        platform=target,
        packages=tuple(list_packages(outcome.lock, composed, target, fresh)),
    )


def list_packages(
    lock: LockFile, environment: Environment, platform: Platform, workspace: Workspace
) -> list[ListedPackage]:
    """Return the packages locked for an environment, sorted by name.

    Args:
        lock: The lock file.
        environment: Whose packages.
        platform: For which platform.
        workspace: Where they are installed.
    """
    locked = lock.environments.get(environment.name)
    if locked is None:
        return []
    asked = _requested(environment, platform)
    rows = locked.packages.get(platform.name, ())
    pypi = [row for row in rows if isinstance(row, PypiRecord)]
    editable = _editable(environment, platform, pypi, workspace.root)
    sizes = _installed_sizes(workspace, environment) if pypi else {}
    listed = (
        ListedPackage(
            package=row,
            requested_spec=asked.get(row.name),
            is_editable=isinstance(row, PypiRecord) and row.name in editable,
            index_url=_index_url(row, locked.indexes),
            installed_size=sizes.get(row.name),
        )
        for row in rows
    )
    return sorted(listed, key=lambda row: row.name)


def _index_url(package: LockedPackage, indexes: Sequence[str] | None) -> str | None:
    """Return the index of a package: the first one where the lock names none."""
    if not isinstance(package, PypiRecord):
        return None
    if not isinstance(parse_location(package.location), FileUrl):
        return package.index
    return package.index or next(iter(indexes or ()), None)


def _installed_sizes(
    workspace: Workspace, environment: Environment
) -> dict[str, int | None]:
    """Return the bytes of the PyPI packages in a prefix by name."""
    # The engine's door: most environments have no PyPI packages.
    from pypixi.pypi.installing import installed, record_files  # noqa: PLC0415

    prefix = prefix_of(workspace, environment.name)
    return {
        each.name: record_files.recorded_size(each.path)
        for folder in installed.all_site_packages(prefix, workspace.system)
        for each in installed.installed_distributions(folder)
        if each.is_ours
    }


def _editable(
    environment: Environment, platform: Platform, pypi: list[PypiRecord], root: Path
) -> frozenset[str]:
    if not pypi:
        return frozenset()
    # The engine's door: most environments have no PyPI packages.
    from pypixi.pypi.installing.editable import editable_packages  # noqa: PLC0415

    return editable_packages(environment.pypi_dependencies(platform), pypi, root)


def select_packages(
    packages: Iterable[ListedPackage], pattern: str | None, *, explicit: bool
) -> list[ListedPackage]:
    """Return the packages whose name a regular expression finds.

    Args:
        packages: Of these.
        pattern: What names are searched for; None for all.
        explicit: Whether only packages that the manifest names are returned.

    Raises:
        InvalidPatternError: If the pattern is not a regular expression.
    """
    try:
        wanted = re.compile(pattern or "")
    except re.error as error:
        raise InvalidPatternError(pattern or "", str(error)) from error
    return [
        row
        for row in packages
        if (wanted.search(row.name) or wanted.search(row.package.name))
        and (row.requested_spec is not None or not explicit)
    ]


def _requested(environment: Environment, platform: Platform) -> Mapping[str, str]:
    found: dict[str, list[str]] = {}
    for spec in environment.dependencies(platform):
        found.setdefault(spec.name, []).append(spec.version or "*")
    for asked in environment.pypi_dependencies(platform):
        source = asked.source
        version = source.version if isinstance(source, IndexSource) else None
        found.setdefault(asked.name, []).append(version or "*")
    return {name: ", ".join(versions) for name, versions in found.items()}


def _json_fields(package: LockedPackage) -> dict[str, Any]:
    if isinstance(package, PypiRecord):
        return {
            "md5": package.md5,
            "sha256": package.sha256,
            "url": without_credentials(package.location),
            "depends": list(package.requires_dist),
            "constrains": [],
            "track_features": [],
        }
    if not isinstance(package, CondaRecord):
        return {}
    family, _, machine = package.subdir.partition("-")
    return {
        "build": package.build,
        "build_number": package.build_number,
        "license": package.license,
        "license_family": package.license_family,
        "md5": package.md5,
        "sha256": package.sha256,
        "arch": _ARCHITECTURES.get(machine, machine) or None,
        "platform": family if machine else None,
        "subdir": package.subdir,
        "timestamp": package.timestamp,
        "noarch": package.noarch,
        "file_name": package.file_name,
        "url": without_credentials(package.url),
        "constrains": list(package.constrains),
        "depends": list(package.depends),
        "track_features": list(package.track_features),
        "run_exports": package.run_exports and _run_exports(package),
    }


_ARCHITECTURES = {"64": "x86_64", "32": "x86"}


def _run_exports(package: CondaRecord) -> dict[str, list[str]]:
    exports = package.run_exports
    return {
        kind: list(getattr(exports, kind))
        for kind in ("weak", "strong", "noarch", "weak_constrains", "strong_constrains")
        if getattr(exports, kind)
    }
