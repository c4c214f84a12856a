"""Lock files for tests, built with defaults that tests override."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pypixi.lockfile.locations import (
    build_number_of,
    derive,
    is_relative,
    location_to_url,
)
from pypixi.lockfile.model import LockedEnvironment, LockedPlatform, LockFile
from pypixi.records.conda import CondaRecord
from pypixi.records.pypi import PypiRecord
from pypixi.records.source import CondaSourceRecord
from unit.lockfile.judge import LOCK

if TYPE_CHECKING:
    from pypixi.lockfile.model import LockedPackage

CHANNEL = "https://repo.example.org/main"
ZLIB = f"{CHANNEL}/linux-64/zlib-1.3-h1_4.conda"
LINUX = LockedPlatform(name="linux-64", subdir="linux-64")


def binary(location: str = ZLIB, **fields: Any) -> CondaRecord:
    """Return a record with everything its location tells, and the fields given."""
    derived = derive(location)
    build = fields.get("build", derived.build) or ""
    known = {
        "url": location_to_url(location, LOCK.parent),
        "file_name": derived.file_name,
        "name": derived.name,
        "version": derived.version,
        "build": build,
        "build_number": build_number_of(build),
        "subdir": derived.subdir,
        "channel": derived.channel,
        "location": location if is_relative(location) else None,
    }
    return CondaRecord(**{**known, **fields})


def source(
    name: str = "mylib", location: str = "libs/mylib", **fields: Any
) -> CondaSourceRecord:
    """Return a partial source record."""
    return CondaSourceRecord(
        name=name, hash=fields.pop("hash", "0fcccfcd"), location=location, **fields
    )


def wheel(name: str = "numpy", **fields: Any) -> PypiRecord:
    """Return a wheel from an index."""
    known = {
        "location": f"https://files.example.org/{name}-1.2-py3-none-any.whl",
        "name": name,
        "version": "1.2",
        "sha256": "ab" * 32,
    }
    return PypiRecord(**{**known, **fields})


def directory(location: str = "./app", name: str = "app", **fields: Any) -> PypiRecord:
    """Return a local directory with a Python project."""
    return PypiRecord(location=location, name=name, **fields)


def environment(*packages: LockedPackage, **fields: Any) -> LockedEnvironment:
    """Return an environment with packages for one platform."""
    known = {"channels": (f"{CHANNEL}/",), "packages": {"linux-64": packages}}
    return LockedEnvironment(**{**known, **fields})


def lock(*packages: LockedPackage, **fields: Any) -> LockFile:
    """Return a lock file with one environment for one platform."""
    known = {
        "platforms": (LINUX,),
        "environments": {"default": environment(*packages)},
    }
    return LockFile(**{**known, **fields})
