"""A PyPI package as locked."""

from __future__ import annotations

from pypixi.values import frozen


@frozen
class PypiRecord:
    """One PyPI package with everything lock format 7 stores of it."""

    location: str
    """URL, ``direct+`` URL, locked git URL or path, as written in the lock."""
    name: str
    """Normalised as PEP 503 says."""
    version: str | None = None
    """None for a directory, whose version may change at any time."""
    md5: str | None = None
    sha256: str | None = None
    index: str | None = None
    """None for the default index, and for what comes from no index."""
    requires_dist: tuple[str, ...] = ()
    requires_python: str | None = None
    build_packages: tuple[tuple[str, str], ...] = ()
    host_packages: tuple[tuple[str, str], ...] = ()
