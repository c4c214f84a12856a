"""Whether a locked source package is still what its build backend says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.conda.candidates import Candidates
from pypixi.lockfile.pypi_locations import LocalPath, parse_location
from pypixi.locking.faults.fault import Fault
from pypixi.records.conda import CondaRecord, RunExports
from pypixi.records.source import CondaSourceRecord
from pypixi.values import fields, replace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pypixi.lockfile.model import LockedPackage, Selector
    from pypixi.locking.faults.source_metadata import SourceMetadata, SourceOutput
    from pypixi.specs.virtual import VirtualPackage


def is_mutable(record: CondaSourceRecord) -> bool:
    """Tell whether the source may say something else today.

    What is pinned to a commit cannot. Of that the original compares a hash, which
    depends on how its own types lie in memory.
    """
    is_partial = record.version is None or record.subdir is None
    is_folder = isinstance(parse_location(record.location), LocalPath)
    return is_partial or is_folder or "path" in (record.source or {})


def output_of(
    record: CondaSourceRecord, metadata: SourceMetadata
) -> SourceOutput | None:
    """Return what a package was locked as: the output of its name and variants."""
    for output in metadata.outputs:
        if output.name == record.name and output.variants == record.variants:
            return output
    return None


def refreshed(record: CondaSourceRecord, output: SourceOutput) -> CondaSourceRecord:
    """Return a package with what its backend says and the lock file leaves out."""
    return replace(
        record,
        version=output.version,
        build=output.build,
        build_number=output.build_number,
        subdir=output.subdir,
        noarch=output.noarch,
        source_depends=output.source_depends,
    )


def source_faults(
    record: CondaSourceRecord,
    metadata: SourceMetadata,
    pool: Mapping[Selector, LockedPackage] | None,
    virtual: Sequence[VirtualPackage],
) -> Iterator[Fault]:
    """Yield in what a locked package is not what its backend says.

    Args:
        record: As it is locked.
        metadata: What the backend says.
        pool: All that is locked, by what refers to it; None where the lock file does
            not tell with what packages are built.
        virtual: What the machines of the platform provide.
    """
    name = record.name
    if (record.source or None) != (metadata.source or None):
        yield Fault(
            what=f"the build source of '{name}' is locked as"
            f" {_shown(record.source)}, but its manifest now resolves to"
            f" {_shown(metadata.source)}",
            package=name,
        )
        return
    output = output_of(record, metadata)
    if output is None:
        yield Fault(
            what=f"no output of source package '{name}' from '{record.location}'"
            " matches the locked variants",
            package=name,
        )
        return
    yield from () if pool is None else _unmet_sets(record, output, pool, virtual)
    yield from _changes(record, output)


def _unmet_sets(
    record: CondaSourceRecord,
    output: SourceOutput,
    pool: Mapping[Selector, LockedPackage],
    virtual: Sequence[VirtualPackage],
) -> Iterator[Fault]:
    """Yield what is declared for building and not among what is locked for it."""
    for kind, depends, chosen in (
        ("build", output.build_depends, record.build_packages),
        ("host", output.host_depends, record.host_packages),
    ):
        rows = [pool[each] for each in chosen if each in pool]
        for text in _unmet(depends, rows, virtual):
            yield Fault(
                what=f"the {kind} dependency '{text}' of source package '{record.name}'"
                f" is not met by its locked {kind} packages",
                package=record.name,
                requirement=text,
            )


def _unmet(
    depends: Iterable[str],
    rows: Iterable[LockedPackage],
    virtual: Sequence[VirtualPackage],
) -> Iterator[str]:
    conda = [row for row in rows if isinstance(row, CondaRecord | CondaSourceRecord)]
    candidates = Candidates(conda, virtual)
    for text in depends:
        link = candidates.matcher.link(text)
        if candidates.asks(link) and not candidates.meets_link(link):
            yield text


def _changes(record: CondaSourceRecord, output: SourceOutput) -> Iterator[Fault]:
    """Yield the lists that are not, in their order, what they would be now."""
    groups = dict.fromkeys([*record.extra_depends, *output.extra_depends])
    compared = [
        ("run-dependencies", record.depends, output.depends),
        ("run-constraints", record.constrains, output.constrains),
        *(
            (
                f"dependencies of extra '{group}'",
                record.extra_depends.get(group, ()),
                output.extra_depends.get(group, ()),
            )
            for group in groups
        ),
        *_exports(record.run_exports, output.run_exports),
    ]
    for what, locked, now in compared:
        if locked != now:
            yield Fault(
                what=f"the {what} of source package '{record.name}' no longer match"
                " what the backend would re-derive from the manifest;"
                f" {_difference(locked, now)}",
                package=record.name,
            )


def _exports(
    locked: RunExports | None, now: RunExports | None
) -> Iterator[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    empty = RunExports()
    for each in fields(empty):
        kind = each.name.replace("_", "-")
        yield (
            f"run-exports ({kind})",
            getattr(locked or empty, each.name),
            getattr(now or empty, each.name),
        )


def _difference(locked: tuple[str, ...], now: tuple[str, ...]) -> str:
    added = [text for text in now if text not in locked]
    removed = [text for text in locked if text not in now]
    if not added and not removed:
        return f"another order: {', '.join(now)}"
    return f"added: {_told(added)}; removed: {_told(removed)}"


def _told(texts: Sequence[str]) -> str:
    return ", ".join(texts) or "none"


def _shown(source: Mapping[str, str | bool] | None) -> str:
    if not source:
        return "the folder of the package"
    values = [
        value if isinstance(value, str) else key
        for key, value in source.items()
        if value is not False
    ]
    return f"'{' '.join(values)}'"
