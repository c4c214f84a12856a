"""What a source package says of itself, found out without building it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from pypixi.values import field, frozen

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pypixi.records.conda import NoArch, RunExports
    from pypixi.specs.platform import Platform


@frozen
class SourceOutput:
    """One package that a source can be built into, its requirements made final."""

    name: str
    version: str
    build: str
    subdir: str
    build_number: int = 0
    noarch: NoArch | None = None
    variants: Mapping[str, str | int | bool] = field(default_factory=dict)
    build_depends: tuple[str, ...] = ()
    """What must be there on the building machine."""
    host_depends: tuple[str, ...] = ()
    """What it is built against."""
    depends: tuple[str, ...] = ()
    constrains: tuple[str, ...] = ()
    extra_depends: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    run_exports: RunExports | None = None
    source_depends: Mapping[str, Mapping[str, str | bool]] = field(default_factory=dict)
    """Which of the requirements are built from source, and where that is."""


@frozen
class SourceMetadata:
    """All that the build backend of a source says."""

    outputs: tuple[SourceOutput, ...]
    source: Mapping[str, str | bool] | None = None
    """Where the source code is, if it is not beside the manifest of the package."""


class MetadataOf(Protocol):
    """Asks the build backend of a source package."""

    def __call__(self, location: str, platform: Platform) -> SourceMetadata | None:
        """Return what it says; None where nobody can be asked.

        Args:
            location: As the lock file has it: a path, or a locked git URL.
            platform: Which the package is to be built for.
        """
        ...
