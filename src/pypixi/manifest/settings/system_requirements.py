"""From the deprecated ``[system-requirements]`` to virtual packages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pypixi.errors import did_you_mean
from pypixi.manifest.schema.settings import LIBC, LIBC_FAMILIES, SYSTEM_REQUIREMENTS
from pypixi.specs.virtual import VirtualPackage

from .machine import check_version, parse_archspec, parse_versioned

if TYPE_CHECKING:
    from pypixi.manifest.reading.tables import Table

_REQUIREMENT_KEYS = ("linux", "macos", "cuda")


def parse_system_requirements(table: Table) -> tuple[VirtualPackage, ...]:
    """Return what the deprecated ``[system-requirements]`` ask of a machine.

    They are read for Linux, macOS and CUDA alike; which of them matter on a platform is
    decided when an environment is composed.
    """
    child = table.table("system-requirements")
    if child is None:
        return ()
    found = [parse_versioned(child, key) for key in _REQUIREMENT_KEYS]
    found += [_libc(child), parse_archspec(child)]
    child.finish(SYSTEM_REQUIREMENTS)
    return tuple(package for package in found if package is not None)


def _libc(table: Table) -> VirtualPackage | None:
    """Return the C library asked for: a version of glibc, or a family with one."""
    value: Any = table.data.get("libc")
    if not isinstance(value, dict):
        version = table.string("libc")
        if version is None or not check_version(table, "libc", version):
            return None
        return VirtualPackage("__glibc", version)
    child = table.table("libc")
    if child is None:
        return None
    family, version = child.string("family") or "glibc", child.string("version")
    child.finish(LIBC)
    child.require("version", 'version = "2.28"')
    if family not in LIBC_FAMILIES:
        message = f"'{family}' is not a family of C libraries"
        label = "expected one of 'glibc', 'musl', 'eglibc'"
        help_text = did_you_mean(family, LIBC_FAMILIES) or 'write family = "glibc"'
        child.refuse(message, "family", label=label, help=help_text)
    elif version is not None and check_version(child, "version", version):
        return VirtualPackage(f"__{family}", version)
    return None
