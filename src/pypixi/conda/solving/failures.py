"""Why packages could not be chosen, and what to change."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pypixi.errors import PixiError
from pypixi.patterns import regex
from pypixi.specs.channel import without_credentials
from pypixi.specs.virtual import FRIENDLY_KEYS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pypixi.specs.channel import Channel
    from pypixi.specs.matchspec import CondaSpec
    from pypixi.specs.names import PackageName
    from pypixi.specs.platform import Platform

    from .job import SolveJob

_MISSING_ON_MACHINE = (
    regex(r"(__\w+) ?(.*), for which no candidates were found"),
    regex(r"No candidates were found for (__\w+) ?(.*)\."),
)
"""What the engine says of a need of a package, and of a requirement itself."""
_LACKING = regex(
    r"No candidates were found for ([\w.-]+)"
    r"|[├└]─ ([\w.-]+)(?: [^,\n]*)?, for which no candidates were found"
)
"""What the engine says of a package that is nowhere as it is asked for."""
_ASKED = regex(r"(?:^[├└]─ |No candidates were found for )([\w.-]+)", re.MULTILINE)
"""How it names a requirement of the manifest."""
_MOST_VERSIONS = 5
_LEAST_VERSION = regex(r"(?:>=|==?|~=)?\s*(\d[\w.]*)")
_LOCAL_ONLY = "packages that are not available locally were left out"
_STRICT = "due to strict channel priority"
_BY_FAMILY = {
    "linux": ("__cuda", "__cuda_arch", "__archspec", "__glibc", "__linux"),
    "osx": ("__archspec", "__osx"),
    "win": ("__cuda", "__cuda_arch", "__archspec", "__win"),
}
"""What a platform can say of its machines, by what its subdir starts with."""


class UnsolvableError(PixiError):
    """No set of packages meets all requirements.

    Args:
        job: What was asked.
        reason: What the engine says of it.
        versions: Package → the versions that the channels have, the newest first; of
            those that are nowhere as they are asked for.
        is_local_only: Whether only packages that are at hand could be chosen.
    """

    def __init__(
        self,
        job: SolveJob,
        reason: str,
        versions: Mapping[str, Sequence[str]],
        *,
        is_local_only: bool = False,
    ) -> None:
        asked = {*_ASKED.findall(reason), *lacking_packages(reason)}
        places = [spec.place for spec in job.specs if spec.name in asked]
        super().__init__(
            f"failed to solve {job.title}",
            labels=[place.label() for place in places if place is not None],
            help=_advice(job, reason),
            notes=[
                reason,
                *map(_listed, versions.items()),
                *([_LOCAL_ONLY] if is_local_only else []),
            ],
        )


class UnknownPackageError(PixiError):
    """Requirements name packages that no channel has."""

    def __init__(
        self,
        job: SolveJob,
        unknown: Mapping[PackageName, Sequence[str]],
        reason: str,
    ) -> None:
        names = ", ".join(f"'{name}'" for name in unknown)
        near = [name for names in unknown.values() for name in names]
        channels = ", ".join(without_credentials(c.text) for c in job.channels)
        where = f"in {channels}" if channels else "as there are no channels"
        super().__init__(
            f"no package named {names} for {job.platform.name} {where}",
            labels=[
                spec.place.label("no such package")
                for spec in job.specs
                if spec.name in unknown and spec.place is not None
            ],
            help=f"did you mean {' or '.join(repr(name) for name in near)}?"
            if near
            else "check its name, or add the channel that has it to `channels`",
            notes=[f"failed to solve {job.title}", reason],
        )


class UnlistedChannelError(PixiError):
    """A requirement names a channel that its environment does not have."""

    def __init__(self, spec: CondaSpec, channels: Sequence[Channel]) -> None:
        asked = without_credentials(spec.channel or "")
        place = None if spec.place is None else spec.place.inside("channel")
        listed = ", ".join(without_credentials(channel.text) for channel in channels)
        super().__init__(
            f"Package '{spec.name}' requested unavailable channel '{asked}'",
            labels=[]
            if place is None
            else [place.label("this channel is not among those searched")],
            help=f"add '{asked}' to `channels`, which are: {listed or 'none'}",
        )


def lacking_packages(reason: str) -> list[str]:
    """Return the packages that are nowhere as they are asked for, by the reason."""
    found = (direct or deep for direct, deep in _LACKING.findall(reason))
    return [name for name in dict.fromkeys(found) if not name.startswith("__")]


def _listed(versions: tuple[str, Sequence[str]]) -> str:
    name, found = versions
    others = len(found) - _MOST_VERSIONS
    more = f" and {others} older" if others > 0 else ""
    return f"the channels have '{name}' {', '.join(found[:_MOST_VERSIONS])}{more}"


def _advice(job: SolveJob, reason: str) -> str:
    """Return what to do about the reason that the engine gives."""
    guests = " and ".join(f"'{name}'" for name in job.guests)
    found = (pattern.search(reason) for pattern in _MISSING_ON_MACHINE)
    lacking = next(filter(None, found), None)
    if lacking is not None and guests:
        return (
            f"platform '{job.platform.name}' has no such machines, but {guests} of"
            " the solve group asks for them on another platform: give it another"
            " `solve-group`"
        )
    if lacking is not None:
        return _machine_advice(job.platform, lacking[1], lacking[2])
    if _STRICT in reason:
        return (
            "list the channel that has it first, ask for the package itself in"
            ' [dependencies], or set channel-priority = "flexible" in [workspace]'
        )
    has_cutoff = job.has_own_cutoffs or job.exclude_newer.default is not None
    cutoffs = ", or move `exclude-newer`" if has_cutoff else ""
    members = (
        f"; or take {guests} out of the solve group, which asks here, too"
        if guests
        else ""
    )
    return f"loosen one of the requirements named above{cutoffs}{members}"


def _machine_advice(platform: Platform, name: str, asked: str) -> str:
    """Return how to declare a machine that provides more than ``platform`` says.

    Args:
        platform: What was solved for.
        name: The virtual package that is asked for.
        asked: Its version, build, or both.
    """
    provided = {package.name: package for package in platform.virtual_packages}
    has = str(provided[name]) if name in provided else f"no {name}"
    found = f"platform '{platform.name}' has {has}"
    if name not in _BY_FAMILY.get(platform.subdir.partition("-")[0], ()):
        return f"{found}: leave the package out there, as in [target.<platform>]"
    value = asked.rpartition(" ")[2] if name == "__archspec" else _least(asked)
    entry = f'platform = "{platform.subdir}", {FRIENDLY_KEYS[name]} = "{value}"'
    return f"{found}; if its machines have it, write platforms = [{{ {entry} }}]"


def _least(asked: str) -> str:
    """Return the lowest version that a specification names first."""
    found = _LEAST_VERSION.match(asked)
    return "…" if found is None else found[1]
