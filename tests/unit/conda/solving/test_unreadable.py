from __future__ import annotations

import pytest

from pypixi.conda.solving.job import SolveJob
from pypixi.conda.solving.unreadable import (
    ArchiveUnavailableError,
    ChannelUnavailableError,
    read_error,
    without_echoes,
)
from pypixi.errors import PixiError
from pypixi.specs.channel import Channel
from pypixi.specs.matchspec import CondaSpec
from pypixi.specs.names import PackageName
from pypixi.specs.platform import Platform

ECHO = "a coalesced request failed\nCaused by: other error\n"
"""What the engine says to all but one that wait for a file."""
UNPARSED = "failed to parse repodata.json\nCaused by: key must be a string\n"
MISSING = "could not find subdir 'noarch' in channel 'https://example.org/sea/'\n"


def _job(*channels: str, url: str | None = None) -> SolveJob:
    return SolveJob(
        title="requirements",
        channels=tuple(
            Channel(text=name, url=f"https://example.org/{name}/") for name in channels
        ),
        platform=Platform(name="linux-64", subdir="linux-64"),
        specs=(CondaSpec(name=PackageName("kelp"), url=url),),
    )


SEA, LAKE, BOTH = _job("sea"), _job("lake"), _job("lake", "sea")


def _told(*failures: tuple[SolveJob, str]) -> list[str]:
    """Return the messages of failures, each with its first note."""
    jobs = [job for job, _ in failures]
    results: list[str | PixiError] = [read_error(job, text) for job, text in failures]
    found = without_echoes(jobs, results)
    errors = [error for error in found if isinstance(error, PixiError)]
    return [f"{error.message}: {error.notes[0]}" for error in errors]


@pytest.mark.parametrize("job", [SEA, BOTH], ids=["alone", "among others"])
def test_channel_that_the_engine_names_is_told(job: SolveJob) -> None:
    error = read_error(job, MISSING)
    assert error.message == "cannot read channel 'sea'"
    assert error.help == (
        "check that https://example.org/sea/noarch/repodata.json exists and can be read"
    )


@pytest.mark.parametrize("text", [UNPARSED, ECHO], ids=["reason", "echo"])
def test_channel_that_the_engine_does_not_name_is_that_of_the_job(text: str) -> None:
    error = read_error(SEA, text)
    assert error.message == "cannot read channel 'sea'"
    assert error.help == (
        "check that the files repodata.json in https://example.org/sea/ can be read"
    )


@pytest.mark.parametrize("text", [UNPARSED, ECHO], ids=["reason", "echo"])
def test_channels_that_may_be_meant_are_all_told(text: str) -> None:
    error = read_error(BOTH, text)
    assert error.message == "cannot read one of the channels 'lake', 'sea'"
    assert error.help == (
        "check that the files repodata.json in https://example.org/lake/ and"
        " https://example.org/sea/ can be read"
    )


def test_job_without_channels_has_advice_too() -> None:
    error = read_error(_job(), UNPARSED)
    assert error.message == "cannot read package metadata"
    assert error.help is not None


def test_prefix_of_the_engine_is_left_out() -> None:
    assert read_error(SEA, f"GatewayError: {UNPARSED}").notes == (
        "failed to parse repodata.json",
        "Caused by: key must be a string",
    )


def test_archive_is_told_where_it_is_named() -> None:
    url = "https://example.org/kelp.conda"
    error = read_error(_job("sea", url=url), f"404 for {url}")
    assert isinstance(error, ArchiveUnavailableError)


@pytest.mark.parametrize("is_first", [True, False])
@pytest.mark.parametrize(
    ("text", "note"),
    [
        (MISSING, "could not find subdir 'noarch' in channel"),
        (UNPARSED, "failed to parse repodata.json"),
    ],
    ids=["named", "not named"],
)
def test_echo_says_what_another_failure_says(
    text: str, note: str, is_first: bool
) -> None:
    failures = [(SEA, text), (SEA, ECHO)]
    first, second = _told(*(failures if is_first else failures[::-1]))
    assert first == second
    assert first.startswith(f"cannot read channel 'sea': {note}")


def test_failure_that_names_one_channel_is_preferred_to_one_that_does_not() -> None:
    told = _told((BOTH, UNPARSED), (BOTH, ECHO), (BOTH, MISSING))
    assert told[1] == told[2]
    assert told[0].startswith("cannot read one of the channels 'lake', 'sea'")


def test_echo_of_another_channel_is_told_by_itself() -> None:
    told = _told((SEA, MISSING), (LAKE, ECHO))
    assert told[1] == "cannot read channel 'lake': a coalesced request failed"


def test_other_results_stay_as_they_are() -> None:
    results = ["packages", PixiError("no kelp"), read_error(SEA, UNPARSED)]
    assert without_echoes([SEA, SEA, SEA], results) == results
    assert isinstance(results[2], ChannelUnavailableError)
