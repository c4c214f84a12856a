"""The Python that packages are chosen for: its version, platform, markers and tags."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pypixi.patterns import regex
from pypixi.values import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pypixi.records.conda import CondaRecord
    from pypixi.specs.platform import Platform

_FREE_THREADED = regex(r"python_abi\b.*(?<![a-z0-9])cp\d{3}t")
_SYSTEMS = {
    "linux": ("posix", "linux", "Linux"),
    "osx": ("posix", "darwin", "Darwin"),
    "win": ("nt", "win32", "Windows"),
    "emscripten": ("posix", "emscripten", "Emscripten"),
}
"""Family of a subdir → `os_name`, `sys_platform` and `platform_system`."""
_MACHINES = {
    "linux-32": "i386",
    "linux-64": "x86_64",
    "osx-64": "x86_64",
    "win-32": "x86",
    "win-64": "AMD64",
    "win-arm64": "ARM64",
}
"""Subdir → `platform_machine`, where that is not the rest of the subdir."""


@frozen
class TargetPython:
    """A conda Python on a platform, which need not be that of this machine."""

    version: str
    """Of the conda package: ``3.12.4``."""
    platform: Platform
    free_threaded: bool = False

    @property
    def release(self) -> tuple[int, int]:
        """Major and minor version."""
        numbers = [int(part) for part in re.findall(r"\d+", self.version)[:2]]
        major, minor = (*numbers, 0, 0)[:2]
        return major, minor


def target_python(
    records: Iterable[CondaRecord], platform: Platform
) -> TargetPython | None:
    """Return the Python among conda packages, or None where there is none."""
    for record in records:
        if record.name == "python":
            return TargetPython(
                version=record.version,
                platform=platform,
                free_threaded=any(map(_FREE_THREADED.match, record.depends)),
            )
    return None


def marker_environment(target: TargetPython) -> dict[str, str]:
    """Return the values of PEP 508 markers on a target, whatever machine we are on."""
    family, _, rest = target.platform.subdir.partition("-")
    os_name, sys_platform, system = _SYSTEMS.get(family, ("posix", family, family))
    major, minor = target.release
    return {
        "implementation_name": "cpython",
        "implementation_version": target.version,
        "os_name": os_name,
        "platform_machine": _MACHINES.get(target.platform.subdir, rest),
        "platform_python_implementation": "CPython",
        "platform_release": "",
        "platform_system": system,
        "platform_version": "",
        "python_full_version": target.version,
        "python_version": f"{major}.{minor}",
        "sys_platform": sys_platform,
    }
