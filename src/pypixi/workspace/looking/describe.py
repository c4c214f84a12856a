"""What ``pixi info`` knows: the system, the workspace, its environments."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pypixi.config.auth import credentials_path
from pypixi.config.caches import cache_root
from pypixi.config.places import home_directory, pixi_home
from pypixi.prefix.layout import pixi_folder
from pypixi.prefix.state import read_marker
from pypixi.specs.channel import without_credentials
from pypixi.terminal.table import mebibytes
from pypixi.values import field, frozen
from pypixi.workspace.installing.platforms import best_or_first_platform
from pypixi.workspace.places import prefix_of
from pypixi.workspace.workspace import Caller, Workspace, caller_config, this_machine

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pypixi.config.model import Config
    from pypixi.manifest.environments import Environment
    from pypixi.manifest.tasks import Task
    from pypixi.prefix.state import Marker
    from pypixi.terminal.report import Report

_UPDATED_FORMAT = "%d-%m-%Y %H:%M:%S"


@frozen
class SystemInfo:
    """What is true of the machine and the user."""

    platform: str
    virtual_packages: tuple[str, ...]
    cache_dir: Path
    cache_size: int | None
    """In bytes; None unless asked for."""
    auth_file: Path
    home: Path | None
    """The folder of user-level tools."""
    config_locations: tuple[Path, ...]
    """Highest priority first."""


@frozen
class PlatformInfo:
    """A platform with what it says of machines, fit for showing."""

    name: str
    subdir: str
    virtual_packages: tuple[str, ...] = ()
    """Or specs on them, without the underscores that their names start with."""

    def __str__(self) -> str:
        """Return the text of ``pixi info``: ``gpu (cuda=12.0)``."""
        if not self.virtual_packages:
            return self.name
        return f"{self.name} ({', '.join(self.virtual_packages)})"

    def as_json(self) -> dict[str, Any]:
        """Return the object of ``pixi info --json``."""
        return {
            "name": self.name,
            "subdir": self.subdir,
            "virtual_packages": list(self.virtual_packages),
        }


@frozen
class EnvironmentInfo:
    """One environment as it is composed and installed.

    What differs between platforms is that of the best one for this machine.
    """

    environment: Environment = field(repr=False)
    prefix: Path
    size: int | None
    dependencies: tuple[str, ...]
    pypi_dependencies: tuple[str, ...]
    tasks: tuple[Task, ...]
    resolved: PlatformInfo | None
    """What it is installed for; None before it is."""
    minimum: PlatformInfo | None
    """What its packages really ask of a machine; None before it is installed."""

    @property
    def features(self) -> tuple[str, ...]:
        """The names of its features in order of precedence."""
        return tuple(feature.name for feature in self.environment.features)

    @property
    def platforms(self) -> tuple[PlatformInfo, ...]:
        """The platforms it is locked for, with what the manifest says of them."""
        return tuple(
            _shown(platform.name, platform.subdir, map(str, platform.declared))
            for platform in self.environment.platforms
        )

    @property
    def channels(self) -> tuple[str, ...]:
        """Its channels by priority, fit for showing."""
        return tuple(without_credentials(row.text) for row in self.environment.channels)

    def as_json(self) -> dict[str, Any]:
        """Return the object of ``pixi info --json``, keys in the original's order."""
        return {
            "name": self.environment.name,
            "features": list(self.features),
            "solve_group": self.environment.solve_group,
            "environment_size": None if self.size is None else mebibytes(self.size),
            "dependencies": list(self.dependencies),
            "pypi_dependencies": list(self.pypi_dependencies),
            "platforms": [platform.as_json() for platform in self.platforms],
            "resolved_platform": self.resolved and self.resolved.as_json(),
            "minimum_supported_platform": self.minimum and self.minimum.as_json(),
            "tasks": [task.name for task in self.tasks],
            "channels": list(self.channels),
            "prefix": str(self.prefix),
        }


@frozen
class WorkspaceInfo:
    """A workspace with its environments."""

    name: str
    version: str | None
    manifest: Path
    last_updated: str | None
    """When the lock file was written, in local time; None where there is none."""
    size: int | None
    """Of the ``.pixi`` folder in bytes; None unless asked for."""
    environments: tuple[EnvironmentInfo, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the object of ``pixi info --json``, its environments aside."""
        return {
            "name": self.name,
            "manifest_path": str(self.manifest),
            "last_updated": self.last_updated,
            "pixi_folder_size": None if self.size is None else mebibytes(self.size),
            "version": self.version,
        }


def describe_system(
    caller: Caller, workspace: Workspace | None, report: Report, *, sizes: bool
) -> SystemInfo:
    """Return what is true of the machine, under the workspace's settings if any."""
    from pypixi.conda.virtual import machine_virtual_packages  # noqa: PLC0415

    config = _config(caller, workspace, report)
    cache = cache_root(config, caller.env).path
    machine = this_machine(caller, report)
    provided = machine_virtual_packages(caller.env, machine, report)
    return SystemInfo(
        platform=machine,
        virtual_packages=tuple(map(str, provided)),
        cache_dir=cache,
        cache_size=folder_size(cache) if sizes else None,
        auth_file=credentials_path(config, caller.env),
        home=pixi_home(caller.env, home_directory(caller.env, caller.system)),
        config_locations=config.loaded_from,
    )


def describe_workspace(workspace: Workspace, *, sizes: bool) -> WorkspaceInfo:
    """Return a workspace and its environments; nothing is solved or run."""
    lock = workspace.lock_path
    folder = pixi_folder(workspace.root)
    table = workspace.manifest.workspace
    return WorkspaceInfo(
        name=workspace.manifest.display_name,
        version=table.version,
        manifest=workspace.manifest.path,
        last_updated=_modified(lock),
        size=folder_size(folder) if sizes else None,
        environments=tuple(
            _environment(workspace, environment, sizes=sizes)
            for environment in workspace.environments.values()
        ),
    )


def folder_size(folder: Path) -> int:
    """Return the bytes of all files below a folder, each hard link once."""
    seen: set[tuple[int, int]] = set()
    total = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            try:
                status = (Path(parent) / name).lstat()
            except FileNotFoundError:
                continue  # somebody else is at work in there
            key = (status.st_dev, status.st_ino)
            if key not in seen:
                seen.add(key)
                total += status.st_size
    return total


def _config(caller: Caller, workspace: Workspace | None, report: Report) -> Config:
    if workspace is not None:
        return workspace.config
    return caller_config(caller, None, report)


def _modified(path: Path) -> str | None:
    try:
        seconds = path.stat().st_mtime
    except FileNotFoundError:
        return None
    return dt.datetime.fromtimestamp(seconds).astimezone().strftime(_UPDATED_FORMAT)


def _environment(
    workspace: Workspace, environment: Environment, *, sizes: bool
) -> EnvironmentInfo:
    platform = best_or_first_platform(workspace, environment)
    specs = () if platform is None else environment.dependencies(platform)
    asked = () if platform is None else environment.pypi_dependencies(platform)
    tasks = {} if platform is None else environment.tasks(platform)
    prefix = prefix_of(workspace, environment.name)
    marker = read_marker(prefix)
    return EnvironmentInfo(
        environment=environment,
        prefix=prefix,
        size=folder_size(prefix) if sizes else None,
        dependencies=tuple(dict.fromkeys(spec.name for spec in specs)),
        pypi_dependencies=tuple(dict.fromkeys(spec.name for spec in asked)),
        tasks=tuple(tasks[name] for name in sorted(tasks)),
        resolved=None
        if marker is None
        else _installed(marker, marker.virtual_packages),
        minimum=None if marker is None else _installed(marker, marker.requirements),
    )


def _installed(marker: Marker, packages: Iterable[str]) -> PlatformInfo | None:
    """Return what a marker says of a platform, None where it knows of none."""
    if not marker.subdir:
        return None
    # A marker does not have the platform's name, and the original shows the subdir.
    return _shown(marker.subdir, marker.subdir, packages)


def _shown(name: str, subdir: str, packages: Iterable[str]) -> PlatformInfo:
    shown = tuple(package.removeprefix("__") for package in packages)
    return PlatformInfo(name=name, subdir=subdir, virtual_packages=shown)
