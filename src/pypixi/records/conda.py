"""A binary conda package as found in a channel, solved, locked or installed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pypixi.values import field, frozen

if TYPE_CHECKING:
    from collections.abc import Mapping

NoArch = Literal["python", "generic"]


@frozen
class RunExports:
    """What a package adds to the run dependencies of those built against it."""

    weak: tuple[str, ...] = ()
    strong: tuple[str, ...] = ()
    noarch: tuple[str, ...] = ()
    weak_constrains: tuple[str, ...] = ()
    strong_constrains: tuple[str, ...] = ()


@frozen
class CondaRecord:
    """One binary conda package with everything lock format 7 stores of it.

    Optional fields are None where the value is unknown; ``purls`` and
    ``run_exports`` distinguish "unknown" (None) from "known to be empty".
    """

    url: str
    """Where the archive is: always a URL, ``file://`` for local channels."""
    file_name: str
    name: str
    version: str
    build: str
    build_number: int
    subdir: str
    noarch: NoArch | None = None
    sha256: str | None = None
    """Lower-case hexadecimal."""
    md5: str | None = None
    legacy_bz2_md5: str | None = None
    depends: tuple[str, ...] = ()
    constrains: tuple[str, ...] = ()
    extra_depends: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    channel: str | None = None
    """Base URL of the channel without a trailing slash."""
    features: str | None = None
    flags: tuple[str, ...] = ()
    track_features: tuple[str, ...] = ()
    license: str | None = None
    license_family: str | None = None
    purls: tuple[str, ...] | None = None
    run_exports: RunExports | None = None
    size: int | None = None
    """Of the archive, in bytes."""
    legacy_bz2_size: int | None = None
    timestamp: int | None = None
    """Milliseconds since 1970."""
    python_site_packages_path: str | None = None
    location: str | None = None
    """Where the lock file says the archive is, if that is relative to the workspace."""

    @property
    def stem(self) -> str:
        """What its folder in the cache and its metadata in a prefix are called."""
        return f"{self.name}-{self.version}-{self.build}"
