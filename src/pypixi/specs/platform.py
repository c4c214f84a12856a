"""Platforms: the systems a workspace is locked for."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from pypixi.patterns import regex
from pypixi.values import frozen

from .virtual import FRIENDLY_KEYS, VirtualPackage, default_virtual_packages

if TYPE_CHECKING:
    from collections.abc import Iterable

SUBDIRS = (
    "linux-32",
    "linux-64",
    "linux-aarch64",
    "linux-armv6l",
    "linux-armv7l",
    "linux-loongarch64",
    "linux-ppc64",
    "linux-ppc64le",
    "linux-riscv32",
    "linux-riscv64",
    "linux-s390x",
    "osx-64",
    "osx-arm64",
    "win-32",
    "win-64",
    "win-arm64",
    "emscripten-wasm32",
    "wasi-wasm32",
    "zos-z",
    "noarch",
)
"""The conda subdirs there are."""

FAMILIES = ("linux", "osx", "macos", "win", "unix")
"""Kinds of systems: selectors for all their platforms, and so the name of none."""

PLATFORM_NAME = r"[A-Za-z](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
LONGEST_NAME = 64

_LIBCS = frozenset({"__musl", "__eglibc"})
_NAME = regex(PLATFORM_NAME)


@frozen
class Platform:
    """A platform of a workspace: a subdir and the virtual packages declared for it."""

    name: str
    subdir: str
    declared: tuple[VirtualPackage, ...] = ()
    """The user's own virtual packages, in the order of the manifest."""

    @property
    def is_plain(self) -> bool:
        """Whether this is nothing but a conda subdir."""
        return self.name == self.subdir and not self.declared

    @property
    def customised(self) -> tuple[VirtualPackage, ...]:
        """What is declared beyond the defaults of the subdir."""
        defaults = _defaults(self.subdir)
        return tuple(row for row in self.declared if row.shortest not in defaults)

    @property
    def identity(self) -> tuple[str, tuple[VirtualPackage, ...]]:
        """What makes it another platform than others, its name aside."""
        return platform_identity(self.subdir, self.declared)

    @property
    def is_wasm(self) -> bool:
        """Whether it is none of a machine, but of a runtime that every machine has."""
        return self.subdir in ("emscripten-wasm32", "wasi-wasm32")

    @property
    def virtual_packages(self) -> tuple[VirtualPackage, ...]:
        """What a solve may rely on: declared ones first, then the subdir's defaults."""
        own = {package.name for package in self.declared}
        if own & _LIBCS:
            own.add("__glibc")
        defaults = default_virtual_packages(self.subdir)
        return (*self.declared, *(vp for vp in defaults if vp.name not in own))


def subdir_platform(subdir: str) -> Platform:
    """Return the platform that is just ``subdir``."""
    return Platform(name=subdir, subdir=subdir)


def platform_identity(
    subdir: str, virtual_packages: Iterable[VirtualPackage]
) -> tuple[str, tuple[VirtualPackage, ...]]:
    """Return the identity of a platform of which all virtual packages are known."""
    defaults = _defaults(subdir)
    given = (package.shortest for package in virtual_packages)
    own = (package for package in given if package not in defaults)
    return subdir, tuple(sorted(own, key=str))


def _defaults(subdir: str) -> frozenset[VirtualPackage]:
    return frozenset(row.shortest for row in default_virtual_packages(subdir))


def is_platform_name(text: str) -> bool:
    """Tell whether a platform may be called so."""
    is_short = len(text) <= LONGEST_NAME
    return is_short and text not in FAMILIES and bool(_NAME.fullmatch(text))


def derived_name(subdir: str, declared: Iterable[VirtualPackage]) -> str:
    """Return what a platform is called that has no name: what it asks of a machine.

    What a subdir has by default anyway does not show in the name.
    """
    defaults = default_virtual_packages(subdir)
    shown = {package.name: package for package in declared if package not in defaults}
    raw = sorted(name for name in shown if name not in FRIENDLY_KEYS)
    parts = [subdir]
    for name in (*(name for name in FRIENDLY_KEYS if name in shown), *raw):
        package = shown[name]
        key = FRIENDLY_KEYS.get(name, name)
        version = "" if name == "__archspec" else package.version
        parts += [key, version, package.build or ""]
    return re.sub(r"[^A-Za-z0-9]+", "-", "-".join(parts)).rstrip("-")


def runnable_subdirs(machine: str) -> tuple[str, ...]:
    """Return the subdirs whose programs a machine can run, best first."""
    emulated = {
        "osx-arm64": ("osx-64",),
        "win-arm64": ("win-64",),
        "win-64": ("win-32",),
    }
    return (machine, *emulated.get(machine, ()))


def this_architecture() -> str:
    """Return the processor of this machine, as ``platform.machine()`` names it."""
    if os.name != "nt":
        return os.uname().machine
    import platform  # noqa: PLC0415 - 3 ms, which only Windows needs

    return platform.machine()


def machine_subdir(system: str, machine: str) -> str | None:
    """Return the subdir of a machine, or None if conda has none for it.

    Args:
        system: As ``sys.platform`` names it.
        machine: As ``platform.machine()`` names it, any case.
    """
    family = "win" if system == "win32" else "osx" if system == "darwin" else system
    architecture = machine.lower()
    names = {"x86_64": "64", "amd64": "64", "i686": "32", "i386": "32", "x86": "32"}
    if architecture in ("arm64", "aarch64"):
        suffix = "aarch64" if family == "linux" else "arm64"
    else:
        suffix = names.get(architecture, architecture)
    subdir = f"{family}-{suffix}"
    return subdir if subdir in SUBDIRS else None
