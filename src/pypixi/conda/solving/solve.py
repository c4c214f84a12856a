"""Solving: which conda packages meet the requirements of an environment."""

from __future__ import annotations

import asyncio
import datetime as dt
from functools import partial
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Literal

from rattler import Channel as EngineChannel
from rattler import ChannelPriority as EnginePriority
from rattler import Subdir, solve
from rattler.exceptions import GatewayError, SolverError

from pypixi.conda import bridge
from pypixi.conda.convert import (
    record_from_engine,
    record_to_engine,
    virtual_package_to_engine,
)
from pypixi.conda.matching import parse_spec, sorted_versions
from pypixi.errors import PixiError, closest
from pypixi.specs.names import PackageName
from pypixi.specs.solving import ChannelPriority, SolveStrategy
from pypixi.values import replace

from .channel_view import ChannelView
from .failures import (
    UnknownPackageError,
    UnlistedChannelError,
    UnsolvableError,
    lacking_packages,
)
from .local import is_local, local_packages, must_be_local
from .unreadable import read_error, without_echoes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rattler import CacheIndex, MatchSpec, RepoDataRecord

    from pypixi.conda.client import Engine
    from pypixi.records.conda import CondaRecord
    from pypixi.specs.cutoff import Cutoff
    from pypixi.specs.matchspec import CondaSpec
    from pypixi.terminal.report import Progress, Report

    from .job import SolveJob

_PRIORITIES = {
    ChannelPriority.STRICT: EnginePriority.Strict,
    ChannelPriority.FLEXIBLE: EnginePriority.Flexible,
    ChannelPriority.DISABLED: EnginePriority.Disabled,
}
_STRATEGIES: Mapping[SolveStrategy, Literal["highest", "lowest", "lowest-direct"]] = {
    SolveStrategy.HIGHEST: "highest",
    SolveStrategy.LOWEST: "lowest",
    SolveStrategy.LOWEST_DIRECT: "lowest-direct",
}
_TREE_HEADER = "Cannot solve the request because of: "


SolveResult = tuple["CondaRecord", ...] | PixiError
"""The packages of a solve, or why there are none."""


def solve_all(
    engine: Engine, jobs: Sequence[SolveJob], report: Report
) -> list[SolveResult]:
    """Run all solves concurrently; a failure is returned in the place of its result.

    A job without requirements has no packages and asks no channel.
    """
    if not any(job.specs for job in jobs):
        return [() for _ in jobs]
    with report.task("solving", total=len(jobs)) as progress:
        return bridge.run(lambda: _solve_all(engine, jobs, progress))


async def _solve_all(
    engine: Engine, jobs: Sequence[SolveJob], progress: Progress
) -> list[SolveResult]:
    gate = asyncio.Semaphore(engine.concurrent_solves)
    known: dict[str, CondaRecord] = {}
    cached = await local_packages(engine, jobs)

    async def one(job: SolveJob) -> SolveResult:
        local = cached if must_be_local(engine, job) else None
        async with gate:
            progress.detail(job.title)
            try:
                return await _solve(engine, job, known, local) if job.specs else ()
            except PixiError as error:
                return error
            finally:
                progress.advance()

    return without_echoes(jobs, await asyncio.gather(*(one(job) for job in jobs)))


async def _solve(
    engine: Engine,
    job: SolveJob,
    known: dict[str, CondaRecord],
    local: CacheIndex | None,
) -> tuple[CondaRecord, ...]:
    """Return what one solve finds.

    Args:
        engine: Runs it.
        job: What is asked.
        known: What other solves found, as environments share most packages: by URL,
            or by all that the engine says of it where a package may be locked with
            other requirements than those that its channel tells by now.
        local: What may be chosen from, None for all that channels have.
    """
    specs = [parse_spec(spec) for spec in job.specs]
    _check_channels(job, specs)
    try:
        records = await solve(
            _sources(engine, job, local),
            specs,
            constraints=[parse_spec(spec) for spec in job.constraints],
            gateway=engine.gateway,
            platforms=_subdirs(job),
            locked_packages=_preferred(job, local),
            virtual_packages=[
                virtual_package_to_engine(package)
                for package in job.platform.virtual_packages
            ],
            channel_priority=_PRIORITIES[job.channel_priority],
            strategy=_STRATEGIES[job.strategy],
            exclude_newer=_common_cutoff(job),
            channel_relations="disabled",
            timestamp_policy="allow-missing",
        )
    except GatewayError as error:
        raise read_error(job, str(error)) from error
    except SolverError as error:
        raise await _solver_error(
            engine, job, error, is_local_only=local is not None
        ) from error
    is_as_told = not job.preferred and not job.sightings
    keys = [record.url if is_as_told else record.to_json() for record in records]
    for key, record in zip(keys, records, strict=True):
        if key not in known:
            known[key] = record_from_engine(record)
    solved = _with_hashes(job, [known[key] for key in keys])
    return tuple(sorted(solved, key=attrgetter("url")))


def _preferred(job: SolveJob, local: CacheIndex | None) -> list[RepoDataRecord]:
    """Return what is locked and may be chosen again."""
    files = job.named_files
    records = [
        record_to_engine(record)
        for record in job.preferred
        if _is_asked_file(files, record.name, record.file_name)
    ]
    return [each for each in records if local is None or is_local(local, each)]


def _check_channels(job: SolveJob, specs: Sequence[MatchSpec]) -> None:
    """Refuse channels of requirements that are not searched.

    Raises:
        UnlistedChannelError: For the first.
    """
    listed = {EngineChannel(channel.url).base_url for channel in job.channels}
    for spec, match in zip(job.specs, specs, strict=True):
        if match.channel is not None and match.channel.base_url not in listed:
            raise UnlistedChannelError(spec, job.channels)


def _sources(
    engine: Engine, job: SolveJob, local: CacheIndex | None
) -> Sequence[EngineChannel | ChannelView]:
    """Return the channels, as a view where the solver could not look so itself."""
    channels = [EngineChannel(channel.url) for channel in job.channels]
    files = job.named_files
    is_plain = not job.has_own_cutoffs and not files and not job.sightings
    if is_plain and local is None:
        return channels
    return [
        ChannelView(
            gateway=engine.gateway,
            channel=each,
            admits=partial(_is_admitted, job, files, ours.exclude_newer, local),
            sightings=job.sightings,
        )
        for each, ours in zip(channels, job.channels, strict=True)
    ]


def _is_admitted(
    job: SolveJob,
    files: Sequence[CondaSpec],
    channel: Cutoff | None,
    local: CacheIndex | None,
    record: RepoDataRecord,
) -> bool:
    if local is not None and not is_local(local, record):
        return False
    name = PackageName(record.name.normalized)
    if not _is_asked_file(files, name, record.file_name):
        return False
    cutoff = job.exclude_newer.of(name, channel)
    time = record.indexed_timestamp or record.timestamp
    # What does not say when it appeared is taken for old.
    return cutoff is None or time is None or time.timestamp() <= cutoff.at(job.now)


def _is_asked_file(files: Sequence[CondaSpec], name: str, file_name: str) -> bool:
    """Compare the file name of a package with those asked for under its name."""
    return all(spec.file_name == file_name for spec in files if spec.name == name)


def _common_cutoff(job: SolveJob) -> dt.datetime | None:
    cutoff = job.exclude_newer.default
    if cutoff is None or job.has_own_cutoffs:
        return None
    return dt.datetime.fromtimestamp(cutoff.at(job.now), dt.UTC)


def _with_hashes(job: SolveJob, records: list[CondaRecord]) -> list[CondaRecord]:
    """Return records with the hashes that are asked of their archives.

    The engine neither checks nor repeats those of an archive that is in no channel; as
    part of the lock file they are checked before it is linked.
    """
    asked: dict[str, CondaSpec] = {
        spec.name: spec for spec in reversed(job.specs) if spec.url
    }
    return [
        replace(
            record,
            md5=record.md5 or asked[record.name].md5,
            sha256=record.sha256 or asked[record.name].sha256,
        )
        if record.name in asked
        else record
        for record in records
    ]


def _subdirs(job: SolveJob) -> list[Subdir]:
    # Always with noarch: without it a channel that does not exist goes unnoticed.
    names = dict.fromkeys((job.platform.subdir, "noarch"))
    return [Subdir(name) for name in names]


async def _solver_error(
    engine: Engine, job: SolveJob, error: SolverError, *, is_local_only: bool
) -> PixiError:
    lines = str(error).removeprefix(_TREE_HEADER).rstrip().split("\n")
    # A package that is locked and in the channel as well is told of twice.
    reason = "\n".join(line for line, _ in groupby(lines))
    known = await _known_names(engine, job)
    unknown = {
        spec.name: closest(spec.name, known)
        for spec in job.specs
        if spec.name not in known and not spec.name.startswith("__")
    }
    if unknown:
        return UnknownPackageError(job, unknown, reason)
    lacking = [name for name in lacking_packages(reason) if name in known]
    versions = await _versions(engine, job, lacking)
    return UnsolvableError(job, reason, versions, is_local_only=is_local_only)


async def _versions(
    engine: Engine, job: SolveJob, names: Sequence[str]
) -> dict[str, list[str]]:
    """Return which versions of packages there are, the newest first."""
    found: dict[str, list[str]] = {name: [] for name in names}
    channels = [EngineChannel(channel.url) for channel in job.channels]
    subdirs = _subdirs(job)
    if names:
        result = await engine.gateway.query(channels, subdirs, names, recursive=False)
        for records in result:
            for record in records:
                found[record.name.normalized].append(str(record.version))
    return {name: sorted_versions(texts)[::-1] for name, texts in found.items()}


async def _known_names(engine: Engine, job: SolveJob) -> set[str]:
    channels = [EngineChannel(channel.url) for channel in job.channels]
    names = await engine.gateway.names(channels, _subdirs(job))
    return {name.normalized for name in names}
