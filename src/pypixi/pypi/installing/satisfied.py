"""Whether an installed distribution is the one that was locked."""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING, assert_never

from pypixi.files.paths import file_url_to_path
from pypixi.lockfile.pypi_locations import (
    DirectUrl,
    FileUrl,
    LocalPath,
    LockedGit,
    is_listed,
    parse_location,
)
from pypixi.patterns import regex

from .freshness import Freshness, directory_freshness, is_archive_fresh

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pypixi.records.pypi import PypiRecord

    from .installed import Distribution

_NUMBERS = regex(r"[0-9]{1,9}(?:\.[0-9]{1,9})*")


class Fate(Enum):
    """What becomes of an installed distribution."""

    KEEP = auto()
    ASK = auto()
    """Only the engine can tell, which changes nothing if all is well."""
    REPLACE = auto()


def fate(
    installed: Distribution, record: PypiRecord, *, is_editable: bool, root: Path
) -> Fate:
    """Compare a distribution of ours with the record of the same name.

    The Python it requires is not compared: the lock file has it in another spelling
    than the distribution, which would be replaced for ever.

    Args:
        installed: What there is.
        record: What shall be.
        is_editable: Whether a directory is to be linked instead of copied.
        root: The workspace, where relative locations start.
    """
    direct = installed.direct_url
    location = parse_location(record.location)
    match location:
        case LocalPath() if not is_listed(record):
            path = location.absolute(root)
            if direct is None or _path(direct) != path:
                return Fate.REPLACE
            if not location.is_archive:
                return _directory(direct, path, installed.path, is_editable)
            is_same = "archive_info" in direct and is_archive_fresh(
                path, installed.path
            )
        case FileUrl() | LocalPath():
            is_same = direct is None and is_same_version(installed, record)
        case DirectUrl(url=url):
            is_same = direct is not None and _is_same_archive(direct, url)
        case LockedGit():
            is_same = direct is not None and _is_same_commit(direct, location)
        case _:
            assert_never(location)
    return Fate.KEEP if is_same else Fate.REPLACE


def is_same_version(installed: Distribution, record: PypiRecord) -> bool:
    """Tell whether two versions are one, however they are spelled."""
    if installed.version == record.version:
        return True
    releases = [_release(text or "") for text in (installed.version, record.version)]
    if None not in releases:
        return releases[0] == releases[1]
    # Folders may spell a version otherwise: `1.0_rc1`. 3 ms, for the few that are no
    # plain numbers.
    from packaging.version import InvalidVersion, Version  # noqa: PLC0415

    try:
        found = Version(installed.version.replace("_", "-"))
        return record.version is not None and found == Version(record.version)
    except InvalidVersion:
        return False


def _release(version: str) -> tuple[int, ...] | None:
    """Return the numbers of a version that has nothing else, zeros at its end aside."""
    if not _NUMBERS.fullmatch(version):
        return None
    numbers = [int(part) for part in version.split(".")]
    while numbers and numbers[-1] == 0:
        del numbers[-1]
    return tuple(numbers)


def _directory(
    direct: Mapping[str, object],
    path: Path,
    info: Path,
    is_editable: bool,  # noqa: FBT001 - the caller has it under this name
) -> Fate:
    about = direct.get("dir_info")
    if not isinstance(about, dict) or about.get("editable", False) != is_editable:
        return Fate.REPLACE
    match directory_freshness(path, info):
        case Freshness.FRESH:
            return Fate.KEEP
        case Freshness.UNKNOWN:
            return Fate.ASK
        case Freshness.STALE:
            return Fate.REPLACE


def _path(direct: Mapping[str, object]) -> Path | None:
    url = direct.get("url")
    return file_url_to_path(url) if isinstance(url, str) else None


def _is_same_archive(direct: Mapping[str, object], url: str) -> bool:
    # A digest in the fragment is part of it: another one means another file.
    return "archive_info" in direct and direct.get("url") == url


def _is_same_commit(direct: Mapping[str, object], locked: LockedGit) -> bool:
    about = direct.get("vcs_info")
    url = direct.get("url")
    if not isinstance(about, dict) or not isinstance(url, str):
        return False
    asked = about.get("requested_revision")
    # Without a reference the engine takes the commit itself for what was asked.
    reference = None if asked == locked.commit else asked
    wanted = locked.reference.name if locked.reference else None
    return (
        _repository(url) == _repository(locked.url)
        and direct.get("subdirectory") == locked.subdirectory
        and about.get("commit_id") == locked.commit
        and reference == (None if wanted == locked.commit else wanted)
        and bool(about.get("git_lfs")) == bool(locked.lfs)
    )


def _repository(url: str) -> str:
    return url.rstrip("/").removesuffix(".git")
