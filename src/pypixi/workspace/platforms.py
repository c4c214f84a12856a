"""Which of an environment's platforms this machine uses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.errors import PixiError
from pypixi.specs.names import DEFAULT_ENVIRONMENT
from pypixi.specs.platform import runnable_subdirs

if TYPE_CHECKING:
    from pypixi.manifest.environments import Environment
    from pypixi.specs.platform import Platform

    from .workspace import Workspace


class UnsupportedPlatformError(PixiError):
    """No platform of an environment runs on this machine."""

    def __init__(self, environment: Environment, machine: str) -> None:
        name = environment.name
        subject = (
            "The workspace does"
            if name == DEFAULT_ENVIRONMENT
            else f"the environment '{name}' does"
        )
        supported = ", ".join(platform.name for platform in environment.platforms)
        super().__init__(
            f"Cannot install environment '{name}'",
            help=f'add "{machine}" to `platforms` in the manifest'
            f" (supported platforms are {supported or 'none'})",
            notes=[f"{subject} not support '{machine}' on this machine."],
        )


class UnknownPlatformError(PixiError):
    """A command names a platform that the environment does not have."""

    def __init__(self, name: str, environment: Environment) -> None:
        super().__init__(
            f"platform '{name}' is not part of environment '{environment.name}'",
            help="its platforms are: "
            + ", ".join(platform.name for platform in environment.platforms),
        )


def select_platform(
    workspace: Workspace, environment: Environment, name: str | None = None
) -> Platform:
    """Return the platform to use: the one named, or the best that runs here.

    Raises:
        UnknownPlatformError: If the environment does not have the one that was named.
        UnsupportedPlatformError: If none of its platforms runs on this machine.
    """
    if name is not None:
        platform = environment.platform(name)
        if platform is None:
            raise UnknownPlatformError(name, environment)
        return platform
    platform = best_platform(workspace, environment)
    if platform is None:
        raise UnsupportedPlatformError(environment, workspace.machine)
    return platform


def shown_platform(
    workspace: Workspace, environment: Environment, name: str | None = None
) -> Platform:
    """Return the platform to look at: as to use, or else the first there is.

    Raises:
        UnknownPlatformError: If the environment does not have the one that was named.
        UnsupportedPlatformError: If it has no platform at all.
    """
    platform = viewed_platform(workspace, environment)
    if name is None and platform is not None:
        return platform
    return select_platform(workspace, environment, name)


def viewed_platform(workspace: Workspace, environment: Environment) -> Platform | None:
    """Return the best platform for this machine, or else the first there is."""
    best = best_platform(workspace, environment)
    return best or next(iter(environment.platforms), None)


def runs_here(workspace: Workspace, environment: Environment) -> bool:
    """Tell whether an environment can be used on this machine.

    One without dependencies needs no packages and runs everywhere.
    """
    if best_platform(workspace, environment) is not None:
        return True
    return not has_dependencies(environment)


def has_dependencies(environment: Environment) -> bool:
    """Tell whether an environment asks for any package at all."""
    return any(
        environment.dependencies(row) or environment.pypi_dependencies(row)
        for row in environment.platforms
    )


def best_platform(workspace: Workspace, environment: Environment) -> Platform | None:
    """Return the best of an environment's platforms for this machine, or None."""
    for subdir in runnable_subdirs(workspace.machine):
        for platform in environment.platforms:
            if platform.subdir == subdir:
                return platform
    return None
