"""What this machine provides, held against what an environment asks of it."""

from __future__ import annotations

import os
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from pypixi.errors import PixiError
from pypixi.patterns import regex
from pypixi.specs.platform import SUBDIRS
from pypixi.specs.versions import compare_versions, is_version, version_matches
from pypixi.terminal.report import SILENT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pypixi.specs.platform import Platform
    from pypixi.specs.virtual import VirtualPackage
    from pypixi.terminal.report import Report
    from pypixi.workspace.workspace import Workspace

    from .goal import Goal

_OVERRIDES = {
    "__cuda": "CONDA_OVERRIDE_CUDA",
    "__cuda_arch": "CONDA_OVERRIDE_CUDA_ARCH",
    "__glibc": "CONDA_OVERRIDE_GLIBC",
    "__linux": "CONDA_OVERRIDE_LINUX",
    "__osx": "CONDA_OVERRIDE_OSX",
    "__win": "CONDA_OVERRIDE_WIN",
    "__archspec": "CONDA_OVERRIDE_ARCHSPEC",
}
"""Virtual package → the variable that replaces what is found of it."""

_COMPARED = frozenset(
    {"__glibc", "__musl", "__eglibc", "__cuda", "__osx", "__win", "__linux"}
)
"""What packages may ask of a machine; what else they ask is never refused."""

_REQUIREMENT = regex(r"(__[a-z0-9_]+)\s*(.*)")
_NUMBER = regex(r"\d[\w.!+]*")


class UnmetRequirementError(PixiError):
    """A locked package needs what this machine does not provide."""

    def __init__(self, workspace: Workspace, goal: Goal, requirement: str) -> None:
        super().__init__(
            f"Cannot install environment '{goal.environment.name}'",
            notes=[_unmet_text(workspace, requirement)],
            help=mock_advice([_example(requirement)]),
        )


class UnrunnableEnvironmentError(PixiError):
    """An installed package needs what this machine does not provide any more."""

    def __init__(self, workspace: Workspace, goal: Goal, requirement: str) -> None:
        super().__init__(
            f"the installed environment '{goal.environment.name}' cannot run on"
            f" platform '{goal.platform.name}'",
            notes=[_unmet_text(workspace, requirement)],
            help="Reinstall for this machine with 'pixi install', or mock what is"
            " missing: "
            + (mock_advice([_example(requirement)]) or "not possible here"),
        )


def check_installable(workspace: Workspace, goal: Goal) -> None:
    """Refuse to install packages that ask more of a machine than this one has.

    Raises:
        UnmetRequirementError: If one does.
    """
    for requirement in unmet(workspace, goal.requirements):
        raise UnmetRequirementError(workspace, goal, requirement)


def check_runnable(workspace: Workspace, goal: Goal) -> None:
    """Refuse to run in a prefix that was installed for another machine.

    Raises:
        UnrunnableEnvironmentError: If it was.
    """
    for requirement in unmet(workspace, goal.requirements):
        raise UnrunnableEnvironmentError(workspace, goal, requirement)


def missing_packages(
    workspace: Workspace, platform: Platform
) -> tuple[VirtualPackage, ...]:
    """Return what a platform asks of this machine that it does not provide.

    What every machine of the subdir is taken to have is not looked for.
    """
    if not platform.customised or not _is_checked(workspace):
        return ()
    found = {package.name: package.version for package in provided(workspace)}
    return tuple(
        package
        for package in platform.customised
        if package.name not in found
        or compare_versions(found[package.name], package.version) < 0
    )


def unmet(workspace: Workspace, requirements: Iterable[str]) -> list[str]:
    """Return those of some specs on virtual packages that this machine does not meet.

    The engine is asked only about what is not plain to see.
    """
    if not _is_checked(workspace):
        return []
    plain = _plain_facts(workspace)
    open_ones = [
        text
        for text in requirements
        if _split(text)[0] in _COMPARED and not _is_plainly_met(text, plain)
    ]
    if not open_ones:
        return []
    # The engine's door: most machines are new enough for what packages ask of them.
    from pypixi.conda.candidates import Candidates  # noqa: PLC0415

    candidates = Candidates((), provided(workspace))
    return [text for text in open_ones if not candidates.meets_text(text)]


def provided(workspace: Workspace) -> tuple[VirtualPackage, ...]:
    """Return the virtual packages of this machine, overrides applied."""
    given = {name: workspace.env.get(name) for name in _OVERRIDES.values()}
    overrides = tuple((key, text) for key, text in given.items() if text is not None)
    return _provided(workspace.machine, overrides)


def warn_of_overrides(workspace: Workspace, report: Report) -> None:
    """Warn of ``CONDA_OVERRIDE_*`` variables that mean nothing."""
    for name, variable in _OVERRIDES.items():
        text = workspace.env.get(variable)
        if not text or name == "__archspec":
            continue
        if not (text[0].isdigit() and is_version(text)):
            report.warn(f"Ignoring {variable}: '{text}' is not a version")


def mock_advice(packages: Iterable[tuple[str, str]]) -> str | None:
    """Return what to type to claim virtual packages, None where that is not enough.

    Args:
        packages: Names with versions.
    """
    claimed = dict(packages)
    if not claimed or not claimed.keys() <= _OVERRIDES.keys():
        return None
    lines = [f"{_OVERRIDES[name]}={version}" for name, version in claimed.items()]
    intro = "You can mock the virtual package by overriding the environment variable"
    return f"{intro}, e.g.: " + " ".join(f"`{line}`" for line in lines)


@cache
def _provided(
    subdir: str, overrides: tuple[tuple[str, str], ...]
) -> tuple[VirtualPackage, ...]:
    # The engine's door: only what asks something unusual of a machine passes through.
    from pypixi.conda.virtual import machine_virtual_packages  # noqa: PLC0415

    return machine_virtual_packages(dict(overrides), subdir, SILENT)


def _is_checked(workspace: Workspace) -> bool:
    """Tell whether this machine matters: an override stands for another one."""
    return workspace.env.get("PIXI_OVERRIDE_PLATFORM") not in SUBDIRS


def _plain_facts(workspace: Workspace) -> Mapping[str, str]:
    """Return versions of virtual packages that take no engine to find out."""
    if any(name in workspace.env for name in _OVERRIDES.values()):
        return {}
    return _plain_facts_of(workspace.system)


@cache
def _plain_facts_of(system: str) -> Mapping[str, str]:
    if system != "linux":
        return MappingProxyType({})
    try:
        family, _, version = (os.confstr("CS_GNU_LIBC_VERSION") or "").partition(" ")
    except (AttributeError, ValueError, OSError):
        family, version = "", ""
    kernel = _NUMBER.match(os.uname().release)
    facts = {"__linux": kernel[0].rstrip(".") if kernel else ""}
    if family == "glibc":
        facts["__glibc"] = version
    return MappingProxyType({name: text for name, text in facts.items() if text})


def _is_plainly_met(requirement: str, facts: Mapping[str, str]) -> bool:
    name, spec = _split(requirement)
    if name not in facts:
        return False
    try:
        return not spec or version_matches(facts[name], spec)
    except ValueError:
        return False  # a build string, or a grammar that only the engine knows


def _split(requirement: str) -> tuple[str, str]:
    parts = _REQUIREMENT.fullmatch(requirement)
    return (requirement, "") if parts is None else (parts[1], parts[2])


def _example(requirement: str) -> tuple[str, str]:
    """Return a virtual package that would meet a requirement."""
    name, spec = _split(requirement)
    version = _NUMBER.search(spec)
    return name, version[0] if version else "1"


def _unmet_text(workspace: Workspace, requirement: str) -> str:
    found = ", ".join(f"{row.name}={row.version}" for row in provided(workspace))
    return (
        f"Virtual package '{requirement}' does not match any of the available virtual"
        f" packages on your machine: [{found}]"
    )
