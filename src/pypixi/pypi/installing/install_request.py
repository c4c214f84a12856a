"""What uv is told to install: a job's packages as the text of its files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.lockfile.pypi_locations import FileUrl, parse_location
from pypixi.pypi.credentials import git_variables, host_indexes
from pypixi.pypi.indexes import configured_indexes
from pypixi.pypi.toml import toml_lines
from pypixi.pypi.uv_tables import choice_keys
from pypixi.specs.requirement import IndexSource
from pypixi.values import frozen, replace

from .install_pylock import install_pylock

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from pathlib import Path

    from pypixi.pypi.build_python import BuildPython
    from pypixi.pypi.indexes import ConfiguredIndexes
    from pypixi.records.pypi import PypiRecord
    from pypixi.specs.indexes import PypiOptions
    from pypixi.specs.names import PypiName
    from pypixi.specs.requirement import PypiSpec

    from .plan import Changes


@frozen
class PypiInstallJob:
    """Changes of one prefix."""

    title: str
    """The environment's name."""
    prefix: Path
    site_packages: Path
    """The folder of the prefix that its Python imports from."""
    python: BuildPython
    """The prefix's own."""
    changes: Changes
    editable: Collection[PypiName]
    """The directories that are linked instead of copied."""
    specs: Collection[PypiSpec] = ()
    """The environment's requirements, whose URLs may hold passwords."""
    options: PypiOptions
    root: Path
    """The workspace, where relative locations start."""


@frozen
class InstallRequest:
    """The files of one call of uv; none of them holds a password."""

    settings: str
    """``uv.toml``."""
    pylock: str
    variables: Mapping[str, str]
    """The passwords, for uv's environment."""


def install_request(
    job: PypiInstallJob, records: Sequence[PypiRecord], default: Callable[[], str]
) -> InstallRequest:
    """Return what uv is told of some of a job's packages.

    Args:
        job: The job.
        records: The packages, of which none is installed already.
        default: Returns uv's own main index; asked only where it is used.
    """
    records = _with_index(records, job.options, default)
    indexes = _indexes(job, records, default)
    sources = [spec.source for spec in job.specs]
    hosts = host_indexes(sources)
    variables = {**indexes.variables, **git_variables(sources, job.python.env)}
    for host in hosts:
        variables |= host.variables()
    tables = "".join(host.table() for host in hosts)
    return InstallRequest(
        settings=f"{_settings(job.options)}{indexes.settings}{indexes.tables}{tables}",
        pylock=install_pylock(records, indexes, editable=job.editable, root=job.root),
        variables=variables,
    )


def _with_index(
    records: Iterable[PypiRecord], options: PypiOptions, default: Callable[[], str]
) -> list[PypiRecord]:
    """Return packages that name uv's own index where they come from it.

    The lock file leaves that one out, whichever stands in its place by now. Of an index
    that the settings do not have uv installs too, but asks for each file again.
    """
    if options.find_links and not (options.index_url or options.extra_index_urls):
        return list(records)  # no index is asked at all
    return [
        replace(each, index=default())
        if each.index is None and isinstance(parse_location(each.location), FileUrl)
        else each
        for each in records
    ]


def _settings(options: PypiOptions) -> str:
    """Return the keys that hold for packages, and for what their builds require."""
    keys = {
        "index-strategy": options.index_strategy,
        **choice_keys("no-build", options.no_build),
        **choice_keys("no-binary", options.no_binary),
    }
    return "".join(f"{line}\n" for line in toml_lines(keys))


def _indexes(
    job: PypiInstallJob, records: Iterable[PypiRecord], default: Callable[[], str]
) -> ConfiguredIndexes:
    """Return the indexes of the manifest, and all others that packages came from."""
    sources = [spec.source for spec in job.specs]
    named = [
        source.index
        for source in sources
        if isinstance(source, IndexSource) and source.index is not None
    ]
    known = configured_indexes(job.options, default, root=job.root, named=named)
    others = [
        record.index
        for record in records
        if record.index is not None
        and isinstance(parse_location(record.location), FileUrl)
        and known.index_of(record.index) is None
    ]
    if not others:
        return known
    return configured_indexes(
        job.options, default, root=job.root, named=[*named, *others]
    )
