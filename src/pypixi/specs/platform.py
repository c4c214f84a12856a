"""Platforms: the systems a workspace is locked for."""

from __future__ import annotations

import os

from pypixi.values import frozen

from .virtual import VirtualPackage, default_virtual_packages

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

_LIBCS = frozenset({"__musl", "__eglibc"})


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
