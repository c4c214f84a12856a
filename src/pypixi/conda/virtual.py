"""The virtual packages of this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rattler import VirtualPackage as EngineVirtualPackage
from rattler import VirtualPackageOverrides

from pypixi.specs.versions import is_version
from pypixi.specs.virtual import VirtualPackage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pypixi.terminal.report import Report

_OVERRIDES = {
    "CONDA_OVERRIDE_CUDA": ("__cuda", ""),
    "CONDA_OVERRIDE_CUDA_ARCH": ("__cuda_arch", ""),
    "CONDA_OVERRIDE_LINUX": ("__linux", "linux"),
    "CONDA_OVERRIDE_OSX": ("__osx", "osx"),
    "CONDA_OVERRIDE_WIN": ("__win", "win"),
    "CONDA_OVERRIDE_GLIBC": ("__glibc", "linux"),
    "CONDA_OVERRIDE_ARCHSPEC": ("__archspec", ""),
}
"""Variable → virtual package, and the family of subdirs it makes sense on."""

_OTHER_LIBRARIES = ("__musl", "__eglibc")
"""What a machine with glibc does not have."""


def machine_virtual_packages(
    env: Mapping[str, str], subdir: str, report: Report
) -> tuple[VirtualPackage, ...]:
    """Return what this machine provides, ``CONDA_OVERRIDE_*`` variables applied.

    An empty variable removes its package; a version replaces or adds it; anything else
    is ignored with a warning.

    Args:
        env: The variables of the calling process.
        subdir: That of this machine, which some of the variables mean nothing on.
        report: Hears of variables that are ignored.
    """
    found = {package.name: package for package in _detect()}
    family = subdir.partition("-")[0]
    for variable, (name, only_on) in _OVERRIDES.items():
        value = env.get(variable)
        if value is None or (only_on not in ("", family)):
            continue
        if not value:
            found.pop(name, None)
        elif name == "__archspec":
            found[name] = VirtualPackage(name, "1", value)
        elif value[:1].isdigit() and is_version(value):
            found[name] = VirtualPackage(name, value, "0")
        else:
            report.warn(f"Ignoring {variable}: '{value}' is not a version")
    if "__cuda" not in found:
        found.pop("__cuda_arch", None)
    if env.get("CONDA_OVERRIDE_GLIBC") and "__glibc" in found:
        for other in _OTHER_LIBRARIES:
            found.pop(other, None)
    # The engine names the processor last, whatever else there is.
    return tuple(sorted(found.values(), key=lambda row: row.name == "__archspec"))


def _detect() -> list[VirtualPackage]:
    # An empty set of overrides: the variables are read from ``env``, not by the engine.
    detected = EngineVirtualPackage.detect(VirtualPackageOverrides())
    generics = [package.into_generic() for package in detected]
    return [
        VirtualPackage(
            generic.name.normalized, str(generic.version), str(generic.build_string)
        )
        for generic in generics
    ]
