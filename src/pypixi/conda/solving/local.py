"""Which packages are at hand where nothing can be fetched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rattler import PackageCache

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rattler import CacheIndex, RepoDataRecord

    from pypixi.conda.client import Engine

    from .job import SolveJob


async def local_packages(engine: Engine, jobs: Sequence[SolveJob]) -> CacheIndex | None:
    """Return what the cache has, or None where no solve has to make do with it.

    Those are the solves for this machine in offline mode: what they choose is going to
    be installed. For other platforms the index of a channel is enough.
    """
    if not any(must_be_local(engine, job) for job in jobs):
        return None
    return await PackageCache(engine.packages).index()


def must_be_local(engine: Engine, job: SolveJob) -> bool:
    """Tell whether a solve has to make do with what is at hand."""
    return job.platform.subdir == engine.local_subdir


def is_local(cached: CacheIndex, record: RepoDataRecord) -> bool:
    """Tell whether a package can be installed without a network."""
    return record.url.startswith("file:") or cached.contains_record(record)
