"""Virtual packages: what a machine provides without anything being installed."""

from __future__ import annotations

from pypixi.values import frozen_positional


@frozen_positional
class VirtualPackage:
    """A package such as ``__glibc`` that only exists as a fact about a machine."""

    name: str
    version: str
    build: str | None = None

    def __str__(self) -> str:
        """Return the text of the lock file: ``name=version[=build]``."""
        head = f"{self.name}={self.version}"
        return head if self.build is None else f"{head}={self.build}"

    @property
    def shortest(self) -> VirtualPackage:
        """The same with a version without zeros at its end: ``12.0`` is ``12``."""
        version = self.version
        while version.endswith(".0"):
            version = version.removesuffix(".0")
        if version == self.version:
            return self
        return VirtualPackage(self.name, version, self.build)

    def solver_fields(self) -> tuple[str, str, str]:
        """Return (name, version, build) as the solver sees them.

        The lock stores ``__archspec`` with version 0; a solve sees version 1. A build
        that is not stored is ``0``.
        """
        version = "1" if self.name == "__archspec" else self.version
        return self.name, version, self.build or "0"


FRIENDLY_KEYS = {
    "__cuda": "cuda",
    "__cuda_arch": "cuda-arch",
    "__archspec": "archspec",
    "__glibc": "glibc",
    "__linux": "linux",
    "__osx": "macos",
    "__win": "windows",
}
"""Virtual package → what people call it, in the order of a platform's name."""


def parse_virtual_package(text: str) -> VirtualPackage:
    """Return the virtual package that ``name=version[=build]`` describes."""
    name, _, rest = text.partition("=")
    version, _, build = rest.partition("=")
    return VirtualPackage(name, version or "0", build or None)


_UNIX = VirtualPackage("__unix", "0", "0")
_LINUX = (
    _UNIX,
    VirtualPackage("__linux", "4.18"),
    VirtualPackage("__glibc", "2.28"),
)
_OSX = (_UNIX, VirtualPackage("__osx", "13.0"))
_WIN = (VirtualPackage("__win", "10.0"),)

_ARCHSPEC = {
    "32": "x86",
    "64": "x86_64",
    "aarch64": "aarch64",
    "armv6l": "aarch64",
    "armv7l": "aarch64",
    "ppc64": "ppc64",
    "ppc64le": "ppc64le",
    "riscv32": "riscv32",
    "riscv64": "riscv64",
    "s390x": "s390x",
    "loongarch64": "loongarch64",
}


def default_virtual_packages(subdir: str) -> tuple[VirtualPackage, ...]:
    """Return what every machine of that subdir is taken to provide (lock format 7)."""
    family, _, machine = subdir.partition("-")
    match family:
        case "linux":
            base: tuple[VirtualPackage, ...] = _LINUX
        case "osx":
            base = _OSX
        case "win":
            base = _WIN
        case "emscripten":
            return (_UNIX,)
        case _:
            return ()
    archspec = _archspec(family, machine)
    if archspec is None:
        return base
    return (*base, VirtualPackage("__archspec", "0", archspec))


def _archspec(family: str, machine: str) -> str | None:
    if machine == "arm64":
        return "m1" if family == "osx" else "aarch64"
    return _ARCHSPEC.get(machine)
