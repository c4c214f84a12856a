"""The platform part of wheel tags: which builds of binaries run on a platform."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pypixi.specs.platform import Platform

Level = tuple[int, int]
"""Major and minor version of a C library or of macOS."""

_LINUX = {
    "32": "i686",
    "64": "x86_64",
    "armv6l": "armv6l",
    "armv7l": "armv7l",
}
"""The machine of a Linux subdir, where wheels have another word for it."""
_WINDOWS = {"win-32": "win32", "win-64": "win_amd64", "win-arm64": "win_arm64"}
_OLDEST_GLIBC = {
    "x86_64": 5,
    "i686": 5,
    "armv6l": None,
    "riscv32": None,
    "riscv64": 31,
    "loongarch64": 36,
}
_LEGACY = {17: "manylinux2014", 12: "manylinux2010", 5: "manylinux1"}
_INTEL = ("x86_64", "intel", "fat64", "fat32", "universal2", "universal")
_ARM = ("arm64", "universal2")


def platform_tags(platform: Platform) -> tuple[str, ...]:
    """Return the platform tags that a platform accepts, the best first."""
    family, _, rest = platform.subdir.partition("-")
    match family:
        case "linux":
            return tuple(_linux(platform, _LINUX.get(rest, rest)))
        case "osx":
            return tuple(_macos(macos(platform), is_arm=rest == "arm64"))
        case "win":
            return (_WINDOWS[platform.subdir],)
        case _:
            return (platform.subdir.replace("-", "_"),)


def glibc(platform: Platform) -> Level:
    """Return the version of glibc that a Linux platform is taken to have."""
    return _level(platform, "__glibc", "__eglibc") or (2, 28)


def musl(platform: Platform) -> Level | None:
    """Return the version of musl on a Linux platform that has it in glibc's place."""
    return _level(platform, "__musl")


def macos(platform: Platform) -> Level:
    """Return the version of macOS that a platform is taken to have."""
    return _level(platform, "__osx") or (13, 0)


def _level(platform: Platform, *names: str) -> Level | None:
    for package in platform.virtual_packages:
        if package.name in names:
            numbers = re.findall(r"\d+", package.version)
            return int(numbers[0]), int((*numbers, 0)[1])
    return None


def _linux(platform: Platform, machine: str) -> Iterator[str]:
    version = musl(platform)
    if version is not None:
        major, newest = version
        for minor in range(newest, -1, -1):
            yield f"musllinux_{major}_{minor}_{machine}"
    else:
        major, newest = glibc(platform)
        oldest = _OLDEST_GLIBC.get(machine, 17)
        # PEP 600 covers glibc 2 alone: no other major version exists.
        for minor in () if oldest is None else range(newest, oldest - 1, -1):
            yield f"manylinux_{major}_{minor}_{machine}"
            if minor in _LEGACY:
                yield f"{_LEGACY[minor]}_{machine}"
    yield f"linux_{machine}"


def _macos(version: Level, *, is_arm: bool) -> Iterator[str]:
    newest, minor = version
    kinds = _ARM if is_arm else _INTEL
    for major in range(newest, 10, -1):  # since 11 binaries name a major version only
        yield from (f"macosx_{major}_0_{kind}" for kind in kinds)
    # Of the time before ARM only the other half of a universal binary is older.
    old = ("universal2",) if is_arm else kinds
    for before in range(minor if newest == 10 else 16, 3, -1):  # noqa: PLR2004
        yield from (f"macosx_10_{before}_{kind}" for kind in old)
