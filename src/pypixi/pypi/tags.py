"""Which wheels fit a target, and which of them is best (PEP 425, 600, 656)."""

from __future__ import annotations

from functools import cache
from itertools import product
from typing import TYPE_CHECKING

from pypixi import trace
from pypixi.patterns import regex
from pypixi.values import field, frozen

from .platform_tags import glibc, macos, musl, platform_tags

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pypixi.specs.platform import Platform

    from .target import TargetPython

_ABI3T_SINCE = (3, 15)
_BUILD = regex(r"(\d+)(.*)")
_MANYLINUX = tuple((2, minor) for minor in (17, 28, *range(31, 41)))
"""The versions of glibc that uv has a name for."""
_MUSL = (1, 2)
"""The one version of musl that uv knows."""
_MACHINES = {
    "linux-64": "x86_64",
    "linux-aarch64": "aarch64",
    "linux-riscv64": "riscv64",
    "osx-64": "x86_64",
    "osx-arm64": "aarch64",
}
_WINDOWS = {
    "win-64": "x86_64-pc-windows-msvc",
    "win-arm64": "aarch64-pc-windows-msvc",
    "win-32": "i686-pc-windows-msvc",
}


@frozen
class UvPlatform:
    """A target in the words of uv."""

    name: str
    """For ``--python-platform``."""
    variables: Mapping[str, str] = field(default_factory=dict)
    """What must be in uv's environment beside it."""


def uv_platform(target: TargetPython) -> UvPlatform | None:
    """Return how uv is told of a target; None where it has no name for it."""
    subdir = target.platform.subdir
    if target.free_threaded:
        return None
    if subdir in _WINDOWS:
        return UvPlatform(name=_WINDOWS[subdir])
    machine = _MACHINES.get(subdir)
    if machine is None:
        return None
    if not subdir.startswith("osx"):
        system = _linux(target.platform, machine)
        return None if system is None else UvPlatform(name=f"{machine}-{system}")
    major, minor = macos(target.platform)
    variables = {"MACOSX_DEPLOYMENT_TARGET": f"{major}.{minor}"}
    return UvPlatform(name=f"{machine}-apple-darwin", variables=variables)


def nameless(target: TargetPython) -> str:
    """Return in words what of a target uv has no name for."""
    platform = target.platform
    if target.free_threaded:
        return "a Python without the global lock"
    if platform.subdir not in _MACHINES:
        return f"the platform '{platform.subdir}'"
    version = musl(platform)
    library, (major, minor) = (
        ("musl", version) if version else ("glibc", glibc(platform))
    )
    return f"{library} {major}.{minor}"


def _linux(platform: Platform, machine: str) -> str | None:
    """Return uv's word for a Linux, or for one that is a bit older."""
    version = musl(platform)
    if version is not None:
        return "unknown-linux-musl" if version == _MUSL else None
    if machine == "riscv64":
        return "unknown-linux"  # uv has just the one level there
    level = glibc(platform)
    known = max((each for each in _MANYLINUX if each <= level), default=None)
    if known is None:
        return None
    if known != level:
        trace.debug(
            __name__, "uv has no name for glibc %d.%d, but %d.%d", *level, *known
        )
    return "manylinux_{}_{}".format(*known)


def fits(file_name: str, target: TargetPython) -> bool:
    """Tell whether a wheel can be used on a target."""
    return _worth(file_name, target) is not None


def best_wheel(file_names: Iterable[str], target: TargetPython) -> str | None:
    """Return the wheel that installers prefer on a target; None where none fits."""
    worths = {name: _worth(name, target) for name in file_names}
    found = [(worth, name) for name, worth in worths.items() if worth is not None]
    return max(found)[1] if found else None


def _worth(file_name: str, target: TargetPython) -> tuple[int, int, str] | None:
    """Return what sorts wheels, the best last, or None for one that does not fit."""
    parts = file_name.removesuffix(".whl").split("-")
    if not file_name.endswith(".whl") or len(parts) not in (5, 6):
        return None
    ranks = _ranks(target)
    tags = product(*(part.split(".") for part in parts[-3:]))
    found = [ranks[tag] for tag in map("-".join, tags) if tag in ranks]
    if not found:
        return None
    build = _BUILD.match(parts[2]) if len(parts) == 6 else None  # noqa: PLR2004
    return (-min(found), *((int(build[1]), build[2]) if build else (-1, "")))


@cache
def _ranks(target: TargetPython) -> dict[str, int]:
    """Return all tags that fit a target, each with its rank."""
    found: dict[str, int] = {}
    for tag in _ordered_tags(target):
        found.setdefault(tag, len(found))
    return found


def _ordered_tags(target: TargetPython) -> Iterator[str]:
    """Yield what fits a target, the best first, in the order of uv."""
    major, minor = target.release
    platforms = platform_tags(target.platform)
    current = f"cp{major}{minor}"
    threads = "t" if target.free_threaded else ""
    stable = _stable_abi(target)
    pythons = [
        f"py{major}{minor}",
        f"py{major}",
        *(f"py{major}{older}" for older in range(minor - 1, -1, -1)),
    ]
    yield from _on(platforms, f"{current}-{current}{threads}")
    if stable is not None:
        yield from _on(platforms, f"{current}-{stable}")
    yield from _on(platforms, f"{current}-none")
    if stable is not None:
        for older in range(minor - 1, 1, -1):
            yield from _on(platforms, f"cp{major}{older}-{stable}")
    for python in pythons:
        yield from _on(platforms, f"{python}-none")
    yield from _on(("any",), *(f"{python}-none" for python in (current, *pythons)))


def _stable_abi(target: TargetPython) -> str | None:
    """Return the ABI that extensions of several versions share, if there is one."""
    if not target.free_threaded:
        return "abi3"
    return "abi3t" if target.release >= _ABI3T_SINCE else None


def _on(platforms: Iterable[str], *heads: str) -> Iterator[str]:
    for head in heads:
        yield from (f"{head}-{platform}" for platform in platforms)
