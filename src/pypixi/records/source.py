"""A conda package that is built from source on demand, as locked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.values import field, frozen

from .conda import CondaRecord

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .conda import NoArch, RunExports


@frozen
class CondaSourceRecord:
    """One source package with everything lock format 7 stores of it.

    A *full* record has ``version`` and ``subdir``; otherwise it is *partial*: a path
    source may change at any time, so only what it requires is kept.
    """

    name: str
    hash: str
    """Eight hexadecimal digits that tell apart variants of one name at one location."""
    location: str
    """Workspace-relative or absolute path, or a locked git URL."""
    version: str | None = None
    build: str = ""
    build_number: int = 0
    subdir: str | None = None
    noarch: NoArch | None = None
    variants: Mapping[str, str | int | bool] = field(default_factory=dict)
    depends: tuple[str, ...] = ()
    constrains: tuple[str, ...] = ()
    extra_depends: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    features: str | None = None
    flags: tuple[str, ...] = ()
    track_features: tuple[str, ...] = ()
    license: str | None = None
    license_family: str | None = None
    purls: tuple[str, ...] | None = None
    run_exports: RunExports | None = None
    size: int | None = None
    source: Mapping[str, str | bool] | None = None
    """Where the source code is, if it differs from the manifest location."""
    source_depends: Mapping[str, Mapping[str, str | bool]] = field(default_factory=dict)
    python_site_packages_path: str | None = None
    build_packages: tuple[tuple[str, str], ...] = ()
    """Selectors of the packages resolved for building: kind, and URL, identifier or
    location of the record."""
    host_packages: tuple[tuple[str, str], ...] = ()

    @property
    def identifier(self) -> str:
        """The text that selects this entry in the lock: ``name[hash] @ location``."""
        return f"{self.name}[{self.hash}] @ {self.location}"


CondaRow = CondaRecord | CondaSourceRecord
"""A conda package as locked, wherever it comes from."""
