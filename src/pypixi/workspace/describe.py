"""What ``pixi info`` knows: the system, the workspace, its environments."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import TYPE_CHECKING

from pypixi.config.auth import credentials_path
from pypixi.config.caches import cache_root
from pypixi.config.places import home_directory, pixi_home
from pypixi.prefix.layout import environment_prefix, pixi_folder
from pypixi.prefix.state import Marker, read_marker
from pypixi.specs.channel import without_credentials
from pypixi.values import field, frozen

from .platforms import viewed_platform
from .workspace import Caller, Workspace, caller_config, this_machine

if TYPE_CHECKING:
    from pypixi.config.model import Config
    from pypixi.manifest.environments import Environment
    from pypixi.manifest.tasks import Task
    from pypixi.specs.platform import Platform
    from pypixi.terminal.report import Report


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
class EnvironmentInfo:
    """One environment as it is composed and installed."""

    environment: Environment = field(repr=False)
    prefix: Path
    size: int | None
    dependencies: tuple[str, ...]
    pypi_dependencies: tuple[str, ...]
    tasks: tuple[Task, ...]
    marker: Marker | None
    """None before it is installed."""

    @property
    def platforms(self) -> tuple[Platform, ...]:
        """The platforms it is locked for."""
        return self.environment.platforms

    @property
    def channels(self) -> tuple[str, ...]:
        """Its channels by priority, fit for showing."""
        return tuple(without_credentials(row.text) for row in self.environment.channels)


@frozen
class WorkspaceInfo:
    """A workspace with its environments."""

    name: str
    version: str | None
    manifest: Path
    last_updated: dt.datetime | None
    """When the lock file was written, in local time; None where there is none."""
    size: int | None
    """Of the ``.pixi`` folder in bytes; None unless asked for."""
    environments: tuple[EnvironmentInfo, ...]


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


def _modified(path: Path) -> dt.datetime | None:
    try:
        seconds = path.stat().st_mtime
    except FileNotFoundError:
        return None
    return dt.datetime.fromtimestamp(seconds).astimezone()


def _environment(
    workspace: Workspace, environment: Environment, *, sizes: bool
) -> EnvironmentInfo:
    platform = viewed_platform(workspace, environment)
    specs = () if platform is None else environment.dependencies(platform)
    asked = () if platform is None else environment.pypi_dependencies(platform)
    tasks = {} if platform is None else environment.tasks(platform)
    prefix = environment_prefix(workspace.root, environment.name)
    return EnvironmentInfo(
        environment=environment,
        prefix=prefix,
        size=folder_size(prefix) if sizes else None,
        dependencies=tuple(dict.fromkeys(spec.name for spec in specs)),
        pypi_dependencies=tuple(dict.fromkeys(spec.name for spec in asked)),
        tasks=tuple(tasks[name] for name in sorted(tasks)),
        marker=read_marker(prefix),
    )
