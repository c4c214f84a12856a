"""What uv is asked: our values as the text of its files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.lockfile.pypi_locations import (
    DirectUrl,
    FileUrl,
    LocalPath,
    LockedGit,
    parse_location,
)
from pypixi.pypi.credentials import direct_reference, git_url, host_indexes
from pypixi.pypi.failures.failure import PROJECT
from pypixi.pypi.requirements import parse_requirement
from pypixi.pypi.toml import toml_table
from pypixi.pypi.uv_tables import choice_keys, vcs_table
from pypixi.specs.cutoff import NO_CUTOFFS, utc_text
from pypixi.specs.requirement import IndexSource
from pypixi.specs.solving import PrereleaseMode
from pypixi.specs.source import GitSource, PathSource, UrlSource
from pypixi.values import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from pypixi.lockfile.pypi_locations import PypiLocation
    from pypixi.pypi.indexes import ConfiguredIndexes
    from pypixi.pypi.names.provided import Provided
    from pypixi.pypi.target import TargetPython
    from pypixi.records.pypi import PypiRecord
    from pypixi.specs.cutoff import ExcludeNewer
    from pypixi.specs.indexes import PypiOptions
    from pypixi.specs.names import PypiName
    from pypixi.specs.requirement import PypiSource, PypiSpec
    from pypixi.specs.solving import SolveStrategy

    from .asked import Asked


@frozen
class ResolveJob:
    """One resolution: the PyPI requirements of an environment on one platform."""

    title: str
    """What a person knows it by: names environment and platform."""
    target: TargetPython
    specs: tuple[PypiSpec, ...]
    """As in the manifest; markers are not looked at yet."""
    provided: Mapping[PypiName, Provided]
    """What conda packages bring: fixed, and never part of the result."""
    preferred: tuple[PypiRecord, ...] = ()
    """What was locked before: kept where it still fits."""
    options: PypiOptions
    strategy: SolveStrategy
    root: Path
    """The workspace: where relative paths start."""
    exclude_newer: ExcludeNewer = NO_CUTOFFS
    now: float = 0.0
    """What cutoffs are counted from, in seconds since 1970."""


@frozen
class Request:
    """The files of one call of uv; none of them holds a password."""

    project: str
    """``pyproject.toml``: what is required, and from where."""
    settings: str
    """``uv.toml``."""
    preferences: str
    """The lock file of before, empty if it had nothing: the answer goes there too."""
    variables: Mapping[str, str]
    """The passwords, for uv's environment."""


def resolve_request(
    job: ResolveJob,
    asked: Asked,
    indexes: ConfiguredIndexes,
    stubs: Iterable[str],
) -> Request:
    """Return what uv is asked for a job.

    Args:
        job: The job.
        asked: Those of its requirements that count.
        indexes: Where packages are looked for.
        stubs: The constraints that stand for conda's packages.
    """
    hosts = host_indexes(spec.source for spec in asked.sources.values())
    settings = toml_table("", _settings(job, [*stubs, *_constraints(asked)]))
    secrets = [each.variables() for each in hosts]
    return Request(
        project=_project(job, asked, indexes),
        settings="".join(
            [
                settings.lstrip("\n"),
                indexes.settings,
                *(index.table() for index in (*indexes.indexes, *hosts)),
            ]
        ),
        preferences=_preferences(job),
        variables={
            **indexes.variables,
            **{name: value for each in secrets for name, value in each.items()},
        },
    )


def _project(job: ResolveJob, asked: Asked, indexes: ConfiguredIndexes) -> str:
    names = {spec.name for spec in asked.specs}
    project = {
        "name": PROJECT if PROJECT not in names else f"{PROJECT}-too",
        "version": "0",
        "requires-python": f"=={job.target.version}",
        "dependencies": [
            _requirement(spec, beside_source=spec.name in asked.sources)
            for spec in asked.specs
        ],
    }
    sources: dict[str, dict[str, object]] = {}
    locked = {each.name: parse_location(each.location) for each in job.preferred}
    for name, spec in asked.sources.items():
        if table := _source_table(spec.source, job.root, locked.get(name)):
            sources[name] = table
    named = {index.written: index.name for index in indexes.explicit}
    for name, url in asked.indexes.items():
        if name not in job.provided:
            sources[name] = {"index": named[url]}
    return "".join(
        [
            toml_table("[project]", project),
            toml_table("[tool.uv.sources]", sources),
            # uv wants these in the file that refers to them.
            *(index.table("[[tool.uv.index]]") for index in indexes.explicit),
        ]
    )


def _requirement(spec: PypiSpec, *, beside_source: bool) -> str:
    """Return a requirement as PEP 508 has it; the marker was looked at already."""
    extras = f"[{','.join(spec.extras)}]" if spec.extras else ""
    name = f"{spec.name}{extras}"
    if isinstance(spec.source, UrlSource):
        # A source table would refuse the fragment of the URL.
        return f"{name} @ {direct_reference(spec.source)}"
    # Beside a source uv would pass over a version: there it becomes a constraint.
    return name if beside_source else f"{name}{parse_requirement(spec).specifier}"


def _constraints(asked: Asked) -> list[str]:
    return [
        f"{spec.name}{parse_requirement(spec).specifier}"
        for spec in asked.specs
        if spec.name in asked.sources and isinstance(spec.source, IndexSource)
    ]


def _source_table(
    source: PypiSource, root: Path, locked: PypiLocation | None
) -> dict[str, object]:
    match source:
        case PathSource():
            return {"path": str(root / source.path)}
        case GitSource():
            table: dict[str, object] = {"git": git_url(source)}
            if source.reference is not None:
                # In a lock file uv knows no branch from a tag: it would not see that
                # the commit there is of this one.
                kind = "rev" if _is_of(locked, source) else source.reference.kind
                table[kind] = source.reference.name
            return {**table, "subdirectory": source.subdirectory, "lfs": source.lfs}
        case _:
            return {}


def _is_of(locked: PypiLocation | None, source: GitSource) -> bool:
    """Tell whether a commit was locked for exactly this source."""
    return (
        isinstance(locked, LockedGit)
        and locked.url == git_url(source)
        and locked.reference == source.reference
        and locked.subdirectory == source.subdirectory
    )


def _settings(job: ResolveJob, constraints: Sequence[str]) -> dict[str, object]:
    options = job.options
    mode = options.prerelease_mode
    if mode is PrereleaseMode.IF_NECESSARY_OR_EXPLICIT:
        mode = None  # uv's default, which it calls outdated where it is spelled out
    strategy = options.index_strategy
    return {
        "constraint-dependencies": constraints or None,
        "index-strategy": None if strategy is None else strategy.value,
        "resolution": job.strategy.value,
        "prerelease": None if mode is None else mode.value,
        **_cutoffs(job),
        **choice_keys("no-build", options.no_build),
        **choice_keys("no-binary", options.no_binary),
    }


def _cutoffs(job: ResolveJob) -> dict[str, object]:
    """Return the cutoffs as moments: uv must not count from another one."""
    rules = job.exclude_newer
    own = {
        name: utc_text(cutoff.at(job.now))
        for name, cutoff in rules.pypi_packages.items()
    }
    default = None if rules.default is None else utc_text(rules.default.at(job.now))
    return {"exclude-newer": default, "exclude-newer-package": own or None}


def _preferences(job: ResolveJob) -> str:
    packages = "".join(_preferred_packages(job))
    return f'lock-version = "1.0"\ncreated-by = "pixi"\n{packages}' if packages else ""


def _preferred_packages(job: ResolveJob) -> Iterable[str]:
    for record in job.preferred:
        location = parse_location(record.location)
        if record.version is None or record.name in job.provided:
            continue
        package: dict[str, object] = {"name": record.name, "version": record.version}
        match location:
            case FileUrl() | LocalPath():
                yield toml_table("[[packages]]", package)
            case LockedGit():
                package["vcs"] = vcs_table(location)
                yield toml_table("[[packages]]", package)
            case DirectUrl():
                pass
