"""The ``[package]`` table as typed values: what a package is and how it is built."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from pypixi.specs.matchspec import CondaSpec
from pypixi.values import field, frozen

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pypixi.errors import Place
    from pypixi.specs.channel import Channel
    from pypixi.specs.names import PackageName
    from pypixi.specs.source import Source


class PinKind(StrEnum):
    """Whose version the range of a pin is derived from."""

    COMPATIBLE = "pin-compatible"
    """That of a dependency, as it is when the package is built."""
    SUBPACKAGE = "pin-subpackage"
    """That of the package itself."""


@frozen
class PinnedSpec:
    """A requirement on versions near to one that only the build finds out.

    A bound is an expression, one ``x`` for each segment that counts, or a version.
    """

    name: PackageName
    kind: PinKind
    lower_bound: str | None = "x.x.x.x.x.x"
    """None for an exact pin, as the next one is."""
    upper_bound: str | None = "x"
    is_exact: bool = False
    """Whether version and build string must be the same."""
    build: str | None = None
    """What the build string must match."""
    place: Place | None = field(default=None, compare=False)


PackageRequirement = CondaSpec | PinnedSpec


@frozen
class RunExports:
    """What packages that are built with this one need because of it."""

    noarch: Mapping[PackageName, PackageRequirement] = field(default_factory=dict)
    """For those that are ``noarch``, the only ones then."""
    strong: Mapping[PackageName, PackageRequirement] = field(default_factory=dict)
    """For those that have it among their build or host dependencies."""
    weak: Mapping[PackageName, PackageRequirement] = field(default_factory=dict)
    """For those that have it among their host dependencies."""
    strong_constraints: Mapping[PackageName, PackageRequirement] = field(
        default_factory=dict
    )
    weak_constraints: Mapping[PackageName, PackageRequirement] = field(
        default_factory=dict
    )


@frozen
class PackageTarget:
    """What a package needs where a condition holds."""

    condition: str | None = None
    """An expression of the build backend's recipes; None for what always holds."""
    build_dependencies: Mapping[PackageName, CondaSpec] = field(default_factory=dict)
    """Tools that run while it is built."""
    host_dependencies: Mapping[PackageName, PackageRequirement] = field(
        default_factory=dict
    )
    """What it is built against."""
    run_dependencies: Mapping[PackageName, PackageRequirement] = field(
        default_factory=dict
    )
    run_constraints: Mapping[PackageName, CondaSpec] = field(default_factory=dict)
    """What packages beside it must be like if they come for another reason."""
    extra_dependencies: Mapping[str, Mapping[PackageName, CondaSpec]] = field(
        default_factory=dict
    )
    """Further run dependencies by the name of the extra that asks for them."""
    run_exports: RunExports = RunExports()

    def tables(self) -> Iterator[Mapping[PackageName, PackageRequirement]]:
        """Yield what is asked for by name, table by table."""
        yield self.build_dependencies
        yield self.host_dependencies
        yield self.run_dependencies
        yield self.run_constraints
        yield from self.extra_dependencies.values()
        exports = self.run_exports
        yield from (exports.noarch, exports.strong, exports.weak)
        yield from (exports.strong_constraints, exports.weak_constraints)


@frozen
class BuildBackend:
    """The program that builds a package: that of a conda package of the same name."""

    spec: CondaSpec
    channels: tuple[Channel, ...] | None = None
    """Where it and what it needs come from; None for those of the workspace."""
    additional_dependencies: Mapping[PackageName, CondaSpec] = field(
        default_factory=dict
    )
    """What else is installed beside it."""
    place: Place | None = field(default=None, compare=False)


@frozen
class BuildSource:
    """Where the code of a package is, if not in the folder of its manifest."""

    source: Source
    md5: str | None = None
    sha256: str | None = None
    place: Place | None = field(default=None, compare=False)


@frozen
class BuildTarget:
    """Settings of the backend for the platforms that a selector matches."""

    selector: str
    config: Mapping[str, Any] = field(default_factory=dict)
    place: Place | None = field(default=None, compare=False)


@frozen
class PackageBuild:
    """The ``[package.build]`` table."""

    backend: BuildBackend
    source: BuildSource | None = None
    """None for the folder of the manifest."""
    config: Mapping[str, Any] = field(default_factory=dict)
    """What the backend is told, as it is written."""
    targets: tuple[BuildTarget, ...] = ()
    """In the order of the document; the first that matches is merged over that."""
    flags: tuple[str, ...] = ()
    string_prefix: str | None = None
    """What the build string starts with."""
    number: int | None = None
    """The build number; None for that of the recipe."""
    secrets: tuple[str, ...] = ()
    """Variables of the caller that only the build script sees, each once."""


@frozen
class PackageTable:
    """A ``[package]`` table, or the ``package`` beside a source; None where unsaid."""

    build: PackageBuild
    name: str | None = None
    """As written; without one the backend knows it."""
    version: str | None = None
    description: str | None = None
    authors: tuple[str, ...] | None = None
    license: str | None = None
    license_file: str | None = None
    """A path below the code, as the next one is."""
    readme: str | None = None
    homepage: str | None = None
    repository: str | None = None
    documentation: str | None = None
    publish: bool = False
    """Whether it is among the packages that the whole workspace publishes."""
    targets: tuple[PackageTarget, ...] = (PackageTarget(),)
    """What always holds, then each condition once, as written."""
    keys: tuple[str | int, ...] = field(default=("package",), compare=False)
    """What leads to it in its document."""
    place: Place | None = field(default=None, compare=False)

    def conda_specs(self) -> Iterator[CondaSpec]:
        """Yield all that is asked of packages, but no pins: they name no version."""
        backend = self.build.backend
        yield backend.spec
        tables: list[Mapping[PackageName, PackageRequirement]]
        tables = [backend.additional_dependencies]
        for target in self.targets:
            tables += target.tables()
        for table in tables:
            for spec in table.values():
                if isinstance(spec, CondaSpec):
                    yield spec
