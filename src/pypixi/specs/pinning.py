"""Pinning: which range of versions is written for packages that were just added."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pypixi.patterns import regex

if TYPE_CHECKING:
    from collections.abc import Sequence

MINOR_PACKAGES = frozenset(
    {
        "python",
        "rust",
        "julia",
        "gcc",
        "gxx",
        "gfortran",
        "nodejs",
        "deno",
        "r",
        "r-base",
        "perl",
    }
)
"""Packages whose minor versions break things: pinned to ``minor`` unless configured."""

_SEGMENT = regex(r"\d+")


class _Release(NamedTuple):
    epoch: str
    """With its ``!``, or empty."""
    numbers: tuple[int, ...]


def pinned_range(strategy: str, versions: Sequence[str]) -> str:
    """Return the constraint that the pinning ``strategy`` derives.

    Args:
        strategy: One of ``semver minor major latest-up exact-version no-pin``.
        versions: The resolved versions over all platforms, ascending, at least one.

    Raises:
        ValueError: If the strategy is not one of these.
    """
    lowest, highest = versions[0], versions[-1]
    match strategy:
        case "no-pin":
            return "*"
        case "exact-version":
            return "|".join(f"=={version}" for version in dict.fromkeys(versions))
        case "latest-up":
            return f">={lowest}"
        case "semver" | "minor" | "major":
            upper = _upper_bound(strategy, highest)
            return f">={lowest}" if upper is None else f">={lowest},<{upper}"
        case _:
            raise ValueError(strategy)


def _upper_bound(strategy: str, version: str) -> str | None:
    release = _release(version)
    if release is None:
        return None
    numbers = release.numbers
    kept = {"major": 1, "minor": 2}.get(strategy) or _semver_length(numbers)
    padded = (*numbers, *(0 for _ in range(kept - len(numbers))))[:kept]
    bumped = (*padded[:-1], padded[-1] + 1)
    return release.epoch + ".".join(str(number) for number in bumped)


def _semver_length(numbers: tuple[int, ...]) -> int:
    """Count the segments up to the left-most one that is not zero."""
    for position, number in enumerate(numbers, 1):
        if number:
            return position
    return len(numbers)


def _release(version: str) -> _Release | None:
    """Split off the leading numbers; letters and local parts bound nothing."""
    epoch, mark, rest = version.rpartition("!")
    numbers: list[int] = []
    for segment in rest.partition("+")[0].split("."):
        number = _SEGMENT.match(segment)
        if number is None:
            break
        numbers.append(int(number[0]))
        if number.end() != len(segment):
            break
    return _Release(epoch + mark, tuple(numbers)) if numbers else None
