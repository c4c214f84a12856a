"""What adding means for conda requirements, and what for PyPI ones."""

from __future__ import annotations

import os.path
from typing import TYPE_CHECKING, Protocol, TypeVar

from pypixi.conda.matching import parse_spec_text, sorted_versions
from pypixi.errors import PixiError
from pypixi.records.conda import CondaRecord
from pypixi.records.pypi import PypiRecord
from pypixi.specs.matchspec import CondaSpec
from pypixi.specs.pinning import MINOR_PACKAGES, pinned_range
from pypixi.specs.requirement import IndexSource, PypiSpec
from pypixi.specs.source import PathSource
from pypixi.terminal.report import SILENT
from pypixi.values import replace

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from pypixi.errors import Place
    from pypixi.lockfile.model import LockedPackage
    from pypixi.manifest.document import Document
    from pypixi.manifest.model import Target
    from pypixi.workspace.workspace import Workspace

AnySpec = CondaSpec | PypiSpec
Spec = TypeVar("Spec", CondaSpec, PypiSpec)


class Kind(Protocol[Spec]):
    """Requirements of one kind: how they are found, written and pinned."""

    def names(self, target: Target) -> Collection[str]:
        """Return the packages that a target asks for already."""
        ...

    def place(self, target: Target, spec: Spec) -> Place | None:
        """Return where a target says something of the package."""
        ...

    def is_bare(self, spec: Spec) -> bool:
        """Tell whether a requirement says nothing but a name."""
        ...

    def lacks_version(self, spec: Spec) -> bool:
        """Tell whether a range of versions is to be found for a requirement."""
        ...

    def is_chosen(self, spec: Spec, rows: Iterable[LockedPackage]) -> bool:
        """Tell whether a package of this kind is locked for a requirement."""
        ...

    def versions(self, spec: Spec, rows: Sequence[LockedPackage]) -> list[str]:
        """Return the locked versions that a requirement is met by, ascending."""
        ...

    def pinned(self, workspace: Workspace, spec: Spec, versions: Sequence[str]) -> Spec:
        """Return a requirement with the range that locked versions lead to."""
        ...

    def edited(self, document: Document, feature: str, specs: Sequence[Spec]) -> str:
        """Return the text of a manifest with requirements written into it."""
        ...


class _Conda:
    def names(self, target: Target) -> Collection[str]:
        return target.dependencies

    def place(self, target: Target, spec: CondaSpec) -> Place | None:
        found = target.dependencies.get(spec.name)
        return None if found is None else found.place

    def is_bare(self, spec: CondaSpec) -> bool:
        return spec == CondaSpec(name=spec.name)

    def lacks_version(self, spec: CondaSpec) -> bool:
        return spec.is_any

    def is_chosen(self, spec: CondaSpec, rows: Iterable[LockedPackage]) -> bool:
        return any(
            row.name == spec.name and not isinstance(row, PypiRecord) for row in rows
        )

    def versions(self, spec: CondaSpec, rows: Sequence[LockedPackage]) -> list[str]:
        found = (
            row.version or ""
            for row in rows
            if row.name == spec.name and not isinstance(row, PypiRecord)
        )
        return list(sorted_versions(found))

    def pinned(
        self, workspace: Workspace, spec: CondaSpec, versions: Sequence[str]
    ) -> CondaSpec:
        if not versions:
            return spec.with_version("*")
        strategy = _strategy(workspace, is_minor=spec.name in MINOR_PACKAGES)
        return spec.with_version(pinned_range(strategy, versions))

    def edited(
        self, document: Document, feature: str, specs: Sequence[CondaSpec]
    ) -> str:
        # The editor's door: tomlkit costs 20 ms that reading a manifest does not need.
        from pypixi.manifest.editing.tables import with_dependencies  # noqa: PLC0415

        text = document.path.read_bytes().decode()
        return with_dependencies(text, feature, specs, root=document.root_keys)


class _Pypi:
    def names(self, target: Target) -> Collection[str]:
        return target.pypi_requirements()

    def place(self, target: Target, spec: PypiSpec) -> Place | None:
        found = target.pypi_dependencies.get(spec.name)
        return None if found is None else found.place

    def is_bare(self, spec: PypiSpec) -> bool:
        return spec.is_any and not spec.extras and spec.marker is None

    def lacks_version(self, spec: PypiSpec) -> bool:
        return isinstance(spec.source, IndexSource) and spec.source.version is None

    def is_chosen(self, spec: PypiSpec, rows: Iterable[LockedPackage]) -> bool:
        return any(
            row.name == spec.name and isinstance(row, PypiRecord) for row in rows
        )

    def versions(self, spec: PypiSpec, rows: Sequence[LockedPackage]) -> list[str]:
        # The engine's door: conda packages are added without it.
        from packaging.version import Version  # noqa: PLC0415

        from pypixi.pypi.names.provided import provided_packages  # noqa: PLC0415

        locked = {
            row.version or ""
            for row in rows
            if isinstance(row, PypiRecord) and row.name == spec.name
        }
        conda = {row.url: row for row in rows if isinstance(row, CondaRecord)}
        for record in conda.values():
            if record.purls != ():  # as with most that are not written in Python
                provided = provided_packages([record], SILENT).get(spec.name)
                locked.add("" if provided is None else provided.version)
        # A range cannot name local builds such as `2.1.0+cu118` (PEP 440).
        known = {Version(text).public for text in locked if text}
        return sorted(known, key=Version)

    def pinned(
        self, workspace: Workspace, spec: PypiSpec, versions: Sequence[str]
    ) -> PypiSpec:
        source = spec.source
        if not versions or not isinstance(source, IndexSource):
            return spec  # conda provides it, or its marker holds nowhere
        found = pinned_range(_strategy(workspace, is_minor=False), versions)
        if "|" in found:  # PEP 440 has no "or"
            found = f">={versions[0]},<={versions[-1]}"
        version = None if found == "*" else found.replace(",", ", ")
        return replace(spec, source=replace(source, version=version))

    def edited(
        self, document: Document, feature: str, specs: Sequence[PypiSpec]
    ) -> str:
        # The editor's door: tomlkit costs 20 ms that reading a manifest does not need.
        from pypixi.manifest.editing.project import (  # noqa: PLC0415
            with_project_requirements,
        )
        from pypixi.manifest.editing.tables import with_pypi_dependencies  # noqa: PLC0415

        text = document.path.read_bytes().decode()
        if document.root_keys:
            return with_project_requirements(text, feature, specs)
        return with_pypi_dependencies(text, feature, specs)


CONDA: Kind[CondaSpec] = _Conda()
PYPI: Kind[PypiSpec] = _Pypi()


def parsed_conda(texts: Sequence[str]) -> list[CondaSpec]:
    """Return the conda requirements typed, one for each package.

    Raises:
        PixiError: If a text is no specification, or a package is given in two ways.
    """
    return one_of_each([parse_spec_text(text) for text in texts])


def one_of_each(specs: Sequence[Spec]) -> list[Spec]:
    """Return requirements typed, one for each package.

    Raises:
        PixiError: If a package is asked for in two ways.
    """
    found: dict[str, Spec] = {}
    for spec in specs:
        if found.setdefault(spec.name, spec) != spec:
            raise PixiError(
                f"'{spec.name}' is given twice, and not in the same way",
                help=f"join the conditions by a comma: '{spec.name}>=1,<2'",
            )
    return list(found.values())


def anchored(workspace: Workspace, spec: PypiSpec) -> PypiSpec:
    """Return a requirement whose relative path starts at the workspace.

    What was typed starts where the caller is.
    """
    source = spec.source
    if not isinstance(source, PathSource) or os.path.isabs(source.path):  # noqa: PTH117
        return spec
    target = workspace.caller.cwd / source.path
    relative = os.path.relpath(target, workspace.root).replace(os.sep, "/")
    path = relative if relative.startswith("..") else f"./{relative}"
    return replace(spec, source=replace(source, path="." if relative == "." else path))


def _strategy(workspace: Workspace, *, is_minor: bool) -> str:
    config = workspace.config
    if is_minor and "pinning-strategy" not in config.given:
        return "minor"
    return config.pinning_strategy.value
