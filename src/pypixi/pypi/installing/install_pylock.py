"""Locked packages as the lock file that uv installs from (PEP 751)."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never
from urllib.parse import parse_qs, urlsplit

from pypixi.lockfile.pypi_locations import (
    DirectUrl,
    FileUrl,
    LocalPath,
    LockedGit,
    is_listed,
    parse_location,
)
from pypixi.pypi.toml import toml_lines, toml_table
from pypixi.pypi.uv_tables import vcs_table

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from pathlib import Path

    from pypixi.pypi.indexes import ConfiguredIndexes
    from pypixi.records.pypi import PypiRecord
    from pypixi.specs.names import PypiName


def install_pylock(
    records: Iterable[PypiRecord],
    indexes: ConfiguredIndexes,
    *,
    editable: Collection[PypiName],
    root: Path,
) -> str:
    """Return the text of a ``pylock.toml`` with packages that shall be installed.

    Args:
        records: The packages, of which none is installed already; files of the default
            index name it too.
        indexes: Those of the settings: uv looks in its cache by index.
        editable: Which directories are to be linked instead of copied.
        root: The workspace, where relative locations start.
    """
    head = {"lock-version": "1.0", "created-by": "pixi"}
    tables = [f"{line}\n" for line in toml_lines(head)]
    for record in records:
        fields = {
            "name": record.name,
            **_source(record, indexes, record.name in editable, root),
        }
        tables.append(toml_table("[[packages]]", fields))
    return "".join(tables)


def _source(
    record: PypiRecord,
    indexes: ConfiguredIndexes,
    is_editable: bool,  # noqa: FBT001 - the caller computes it here
    root: Path,
) -> dict[str, object]:
    """Return the keys that say what a package is and where it comes from."""
    location = parse_location(record.location)
    match location:
        case FileUrl(url=url):
            kind = _file(url, {"url": url, "hashes": _hashes(record)})
            index = _index(record, indexes)
            return {"version": record.version, "index": index, **kind}
        case DirectUrl(url=url):
            return {"version": record.version, "archive": _archive(url, record)}
        case LockedGit():
            return {"version": record.version, "vcs": vcs_table(location)}
        case LocalPath():
            path = str(location.absolute(root))
            if not location.is_archive:
                return {"directory": {"path": path, "editable": is_editable}}
            file: dict[str, object] = {"path": path, "hashes": _hashes(record)}
            # Without `archive` nothing will say that it came from a path.
            kind = _file(path, file) if is_listed(record) else {"archive": file}
            return {"version": record.version, **kind}
        case _:
            assert_never(location)


def _file(name: str, file: dict[str, object]) -> dict[str, object]:
    is_wheel = urlsplit(name).path.endswith(".whl")
    return {"wheels": [file]} if is_wheel else {"sdist": file}


def _archive(url: str, record: PypiRecord) -> dict[str, object]:
    # The lock has no hash of it, but the user may have written one behind the URL.
    fragment = parse_qs(urlsplit(url).fragment)
    given = {key: fragment[key][0] for key in ("sha256", "md5") if key in fragment}
    subdirectory = fragment.get("subdirectory", [None])[0]
    return {
        "url": url,
        "subdirectory": subdirectory,
        "hashes": given or _hashes(record),
    }


def _hashes(record: PypiRecord) -> dict[str, object]:
    """Return the strongest digest: of several, uv is content if one is right."""
    if record.sha256 is not None:
        return {"sha256": record.sha256}
    return {"md5": record.md5} if record.md5 is not None else {}


def _index(record: PypiRecord, indexes: ConfiguredIndexes) -> str | None:
    """Return the index as the settings spell it, which is where uv's cache has it."""
    if record.index is None:
        return None
    configured = indexes.index_of(record.index)
    return configured.url if configured else record.index
