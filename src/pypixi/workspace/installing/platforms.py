"""Which of an environment's platforms this machine uses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.errors import PixiError
from pypixi.prefix.state import read_marker
from pypixi.specs.names import DEFAULT_ENVIRONMENT
from pypixi.specs.platform import platform_identity, runnable_subdirs
from pypixi.specs.virtual import parse_virtual_package
from pypixi.workspace.places import prefix_of

from .machine import missing_packages, mock_advice, provided

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pypixi.manifest.environments import Environment
    from pypixi.specs.platform import Platform
    from pypixi.specs.virtual import VirtualPackage
    from pypixi.workspace.workspace import Workspace


class UnsupportedPlatformError(PixiError):
    """No platform of an environment runs on this machine."""

    def __init__(self, workspace: Workspace, environment: Environment) -> None:
        name, machine = environment.name, workspace.machine
        subject = (
            "The workspace does"
            if name == DEFAULT_ENVIRONMENT
            else f"the environment '{name}' does"
        )
        lacking = _lacking(workspace, environment)
        super().__init__(
            f"Cannot install environment '{name}'",
            help=_advice(workspace, environment, lacking),
            notes=[
                f"{subject} not support '{machine}' on this machine.",
                *_reasons(workspace, environment, lacking),
            ],
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

    Args:
        workspace: Whose machine it is.
        environment: Whose platforms.
        name: Of a platform, or a subdir that one has.

    Raises:
        UnknownPlatformError: If the environment does not have the one that was named.
        UnsupportedPlatformError: If none of its platforms runs on this machine.
    """
    if name is not None:
        named = named_platform(environment, name)
        if named is None:
            raise UnknownPlatformError(name, environment)
        return named
    platform = best_platform(workspace, environment)
    if platform is None:
        raise UnsupportedPlatformError(workspace, environment)
    return platform


def used_platform(
    workspace: Workspace, environment: Environment, name: str | None = None
) -> Platform:
    """Return the platform to run on: the one named, or installed for if it runs here.

    Raises:
        UnknownPlatformError: If the environment does not have the one that was named.
        UnsupportedPlatformError: If none runs on this machine.
    """
    fitting = tuple(_fitting(workspace, environment))
    if name is None and len(fitting) > 1:
        prefix = prefix_of(workspace, environment.name)
        marker = read_marker(prefix)
        packages = () if marker is None else marker.virtual_packages
        subdir = "" if marker is None else marker.subdir
        identity = platform_identity(subdir, map(parse_virtual_package, packages))
        for platform in fitting:
            if platform.identity == identity:
                return platform
    return select_platform(workspace, environment, name)


def shown_platform(
    workspace: Workspace, environment: Environment, name: str | None = None
) -> Platform:
    """Return the platform to look at: as to use, or else the first there is.

    Raises:
        UnknownPlatformError: If the environment does not have the one that was named.
        UnsupportedPlatformError: If it has no platform at all.
    """
    platform = best_or_first_platform(workspace, environment)
    if name is None and platform is not None:
        return platform
    return select_platform(workspace, environment, name)


def best_or_first_platform(
    workspace: Workspace, environment: Environment
) -> Platform | None:
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
    """Tell whether an environment asks for any package at all.

    One without platforms counts as if it had all that its targets are written for.
    """
    if not environment.platforms:
        targets = [t for feature in environment.features for t in feature.targets]
        return any(t.dependencies or t.pypi_requirements() for t in targets)
    return any(
        environment.dependencies(row) or environment.pypi_dependencies(row)
        for row in environment.platforms
    )


def best_platform(workspace: Workspace, environment: Environment) -> Platform | None:
    """Return the best of an environment's platforms for this machine, or None."""
    return next(_fitting(workspace, environment), None)


def _fitting(workspace: Workspace, environment: Environment) -> Iterator[Platform]:
    """Yield the platforms of an environment that run here, best first."""
    for platform in _reachable(workspace, environment):
        if not missing_packages(workspace, platform):
            yield platform


def _reachable(workspace: Workspace, environment: Environment) -> list[Platform]:
    """Return the platforms whose programs run here, whatever else they ask for.

    The only platform of a workspace is one if its programs run in a runtime.
    """
    declared = workspace.manifest.workspace.platforms
    is_single = len(declared) == 1 and declared[0].is_wasm
    found = [row for row in environment.platforms if is_single and row.is_wasm]
    for subdir in runnable_subdirs(workspace.machine):
        found += [row for row in environment.platforms if row.subdir == subdir]
    return found


def named_platform(environment: Environment, name: str) -> Platform | None:
    """Return the platform that a name or a subdir means, None where there is none."""
    by_subdir = (row for row in environment.platforms if row.subdir == name)
    return environment.platform(name) or next(by_subdir, None)


def _lacking(workspace: Workspace, environment: Environment) -> list[VirtualPackage]:
    """Return what the platform that comes nearest asks beyond this machine."""
    reachable = _reachable(workspace, environment)
    missing = [list(missing_packages(workspace, row)) for row in reachable]
    return min(missing, key=len, default=[])


def _reasons(
    workspace: Workspace, environment: Environment, lacking: Sequence[VirtualPackage]
) -> Iterator[str]:
    """Yield why nothing runs here, what the machine has, and what would run."""
    lines = [
        f"  - {platform.name}{_why_not(workspace, platform)}"
        for platform in environment.platforms
    ]
    if lines:
        intro = "Declared platforms and why none runs here:"
        yield "\n".join([intro, *lines])
    if lacking:
        found = ", ".join(map(_shown, provided(workspace)))
        yield f"This machine provides: {found}"
    runnable = [
        other.name
        for other in workspace.environments.values()
        if best_platform(workspace, other) is not None
    ]
    if runnable:
        yield f"Environments that run here: {', '.join(runnable)}"


def _shown(package: VirtualPackage) -> str:
    """Return a virtual package by what counts of it: of a processor its name."""
    if package.name == "__archspec":
        return f"{package.name}={package.build}"
    return f"{package.name}={package.version}"


def _why_not(workspace: Workspace, platform: Platform) -> str:
    shown = "" if platform.is_plain else f" (subdir {platform.subdir})"
    if platform.subdir not in runnable_subdirs(workspace.machine):
        subdir = platform.subdir
        return f"{shown}: requires subdir '{subdir}', which this machine can't run"
    missing = missing_packages(workspace, platform)
    listed = ", ".join(f"{row.name} >= {row.version}" for row in missing)
    return f"{shown}: missing virtual packages: {listed}"


def _advice(
    workspace: Workspace, environment: Environment, lacking: Sequence[VirtualPackage]
) -> str:
    mocked = mock_advice((row.name, row.version) for row in lacking)
    advice = mocked or _declaration_advice(workspace, environment)
    if not environment.platforms:
        return advice
    return (
        f"{advice}\nOr install for a target this machine cannot run with"
        " `pixi install --platform <platform>`."
    )


def _declaration_advice(workspace: Workspace, environment: Environment) -> str:
    """Return what to declare for an environment to run on this machine."""
    machine = workspace.machine
    declared = workspace.manifest.workspace.platforms
    if not declared:
        return f'add to [workspace]: platforms = ["{machine}"]'
    supported = ", ".join(platform.name for platform in environment.platforms)
    found = f"(supported platforms are {supported or 'none'})"
    if any(platform.subdir == machine for platform in environment.platforms):
        plain = f'{{ name = "any-{machine}", platform = "{machine}" }}'
        return f"add {plain} to `platforms` in the manifest {found}"
    if all(platform.subdir != machine for platform in declared):
        return f'add "{machine}" to `platforms` in the manifest {found}'
    narrow = [
        feature.title
        for feature in environment.features
        if feature.platforms is not None and machine not in feature.platforms
    ]
    return f'add "{machine}" to `platforms` of {", ".join(narrow)} {found}'
