"""The sources under work: what they need is installed, they themselves are not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.conda.candidates import dependency_name
from pypixi.locking.faults.fault import Fault
from pypixi.records.source import CondaSourceRecord
from pypixi.specs.source import PathSource
from pypixi.values import frozen

from .verified import metadata_of

if TYPE_CHECKING:
    from pypixi.locking.faults.context import Memory
    from pypixi.locking.faults.locked_part import LockedPart
    from pypixi.locking.faults.source_metadata import SourceMetadata
    from pypixi.specs.matchspec import CondaSpec


@frozen
class DevSources:
    """What the entries of ``[dev]`` come to on one platform."""

    rows: tuple[CondaSourceRecord, ...] = ()
    """As if they were locked, with all that they need to be worked on."""
    faults: tuple[Fault, ...] = ()
    is_known: bool = True
    """Whether each of them could be asked for what it needs."""


def dev_sources(part: LockedPart, memory: Memory) -> DevSources:
    """Return what the sources under work say of themselves."""
    specs = part.environment.dev(part.platform)
    if not specs:
        return DevSources()
    names = frozenset(spec.name for spec in specs)
    rows: list[CondaSourceRecord] = []
    faults: list[Fault] = []
    for spec in specs:
        metadata = _metadata(spec, part, memory)
        if metadata is None or not isinstance(spec.source, PathSource):
            return DevSources(is_known=False)
        row = _row(spec.name, spec.source.path, metadata, names)
        if row is not None:
            rows.append(row)
            continue
        faults.append(
            Fault(
                what=f"the package '{spec.name}' is not provided by the project located"
                f" at '{spec.source.path}'",
                package=spec.name,
            )
        )
    return DevSources(rows=tuple(rows), faults=tuple(faults))


def _metadata(
    spec: CondaSpec, part: LockedPart, memory: Memory
) -> SourceMetadata | None:
    # What of a repository is meant nobody knows: no commit of it is locked.
    if not isinstance(spec.source, PathSource):
        return None
    return metadata_of(spec.source.path, part.platform, memory)


def _row(
    name: str, location: str, metadata: SourceMetadata, names: frozenset[str]
) -> CondaSourceRecord | None:
    for output in metadata.outputs:
        if output.name == name:
            needed = (*output.build_depends, *output.host_depends, *output.depends)
            return CondaSourceRecord(
                name=name,
                hash="",
                location=location,
                depends=tuple(
                    text for text in needed if dependency_name(text) not in names
                ),
                source_depends=output.source_depends,
            )
    return None
