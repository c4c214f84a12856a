"""Channels and archives that a solve needs and that cannot be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from pypixi.errors import PixiError
from pypixi.specs.channel import without_credentials

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pypixi.specs.channel import Channel
    from pypixi.specs.matchspec import CondaSpec

    from .job import SolveJob

_Result = TypeVar("_Result")

_ECHO = "a coalesced request failed"
"""What the engine says to all but one of those that wait for the same file."""
_PREFIX = "GatewayError: "
"""What it begins with where the channel was asked by us."""


class ChannelUnavailableError(PixiError):
    """A channel does not exist or cannot be read.

    Args:
        channels: It, or all that it may be.
        reason: What the engine says of it.
    """

    def __init__(self, channels: Sequence[Channel], reason: str) -> None:
        self.channels = tuple(channels)
        self.is_echo = _ECHO in reason
        places = [channel.place for channel in channels if channel.place is not None]
        remark = "this channel" if len(channels) == 1 else "perhaps this channel"
        super().__init__(
            _message(channels),
            labels=[place.label(remark) for place in places],
            help=_advice(channels, reason),
            notes=_lines(reason),
        )


class ArchiveUnavailableError(PixiError):
    """An archive that is asked for by its location cannot be read."""

    def __init__(self, spec: CondaSpec, reason: str) -> None:
        place = spec.place
        super().__init__(
            f"cannot read the archive of '{spec.name}'",
            labels=[] if place is None else [place.label("this archive")],
            help="check that the archive exists and can be read",
            notes=_lines(reason),
        )


def read_error(job: SolveJob, reason: str) -> PixiError:
    """Return the error for what the engine says of something that it cannot read.

    Not all that it says names the channel: then all channels of the job are told.
    """
    text = without_credentials(reason).removeprefix(_PREFIX)
    for spec in job.specs:
        if spec.url is not None and without_credentials(spec.url) in text:
            return ArchiveUnavailableError(spec, text)
    named = [channel for channel in job.channels if _is_named(channel, text)]
    return ChannelUnavailableError(named[:1] or job.channels, text)


def without_echoes(
    jobs: Sequence[SolveJob], results: Sequence[_Result | PixiError]
) -> list[_Result | PixiError]:
    """Return results in which a failure that only echoes another is that other one.

    Of solves that wait for one channel the engine tells one why they cannot have it.
    """
    causes = [
        result
        for result in results
        if isinstance(result, ChannelUnavailableError) and not result.is_echo
    ]
    causes.sort(key=lambda cause: len(cause.channels))
    return [
        _cause(job, causes) or result
        if isinstance(result, ChannelUnavailableError) and result.is_echo
        else result
        for job, result in zip(jobs, results, strict=True)
    ]


def _cause(
    job: SolveJob, causes: Sequence[ChannelUnavailableError]
) -> ChannelUnavailableError | None:
    """Return the first failure that concerns a channel of a job."""
    urls = {channel.url for channel in job.channels}
    concerned = (
        cause for cause in causes if any(each.url in urls for each in cause.channels)
    )
    return next(concerned, None)


def _is_named(channel: Channel, reason: str) -> bool:
    return without_credentials(channel.url).rstrip("/") in reason


def _message(channels: Sequence[Channel]) -> str:
    names = ", ".join(f"'{without_credentials(each.text)}'" for each in channels)
    match len(channels):
        case 0:
            return "cannot read package metadata"
        case 1:
            return f"cannot read channel {names}"
        case _:
            return f"cannot read one of the channels {names}"


def _advice(channels: Sequence[Channel], reason: str) -> str:
    urls = [without_credentials(channel.url) for channel in channels]
    if not urls:
        return "check that all that is asked for by its location can be read"
    if len(urls) == 1 and _is_named(channels[0], reason):
        return f"check that {urls[0]}noarch/repodata.json exists and can be read"
    return f"check that the files repodata.json in {' and '.join(urls)} can be read"


def _lines(reason: str) -> list[str]:
    return [line.strip() for line in reason.splitlines() if line.strip()]
