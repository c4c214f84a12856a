"""What state a prefix is in, by its marker and fingerprint.

Formats and hashes are those of the original (pixi 0.77), so that neither tool installs
again what the other has installed.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Protocol

from pypixi.files.atomic import write_text
from pypixi.files.hashing import Xxh3
from pypixi.specs.virtual import parse_virtual_package
from pypixi.values import frozen
from pypixi.version import COMPATIBLE_VERSION

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from pypixi.records.conda import CondaRecord

FINGERPRINT_FILE = ".pixi-environment-fingerprint"
"""In ``conda-meta``: the state of the conda part, and the lock on the prefix."""

FINGERPRINT_LENGTH = 16
PLACE_FILE = "conda-meta/pixi_env_prefix"
"""In a prefix: the path of its ``conda-meta``, as it was when it was installed."""

UNFIT_HASH = "invalid-hash"
"""Stands in markers of prefixes that were installed in part: no lock file has it."""

DAMAGES = (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError)
"""What reading a file that somebody damaged can raise."""


@frozen
class Marker:
    """The content of ``conda-meta/pixi``: for what a prefix was installed."""

    manifest_path: str
    environment_name: str
    environment_lock_file_hash: str
    subdir: str
    virtual_packages: tuple[str, ...]
    requirements: tuple[str, ...] = ()
    """What the installed packages ask of the machine: specs on virtual packages."""
    pixi_version: str = COMPATIBLE_VERSION


class _Archive(Protocol):
    """What a fingerprint knows of a package."""

    @property
    def name(self) -> str: ...
    @property
    def sha256(self) -> str | None: ...


def environment_fingerprint(records: Iterable[_Archive]) -> str:
    """Return the hash over the conda packages of a prefix: 16 hexadecimal digits."""
    state = Xxh3()
    for record in sorted(records, key=lambda record: record.name):
        state.text(record.name)
        if record.sha256 is None:
            state.small(0)
        else:
            state.byte_string(bytes.fromhex(record.sha256))
    return f"{state.number():016x}"


def lock_file_hash(
    packages: Iterable[tuple[str, CondaRecord | None]],
    subdir: str,
    virtual_packages: Sequence[str],
) -> str:
    """Return the hash over everything locked for one platform, without padding.

    Args:
        packages: Location as in the lock with its record (None for PyPI), in its order.
        subdir: Of the platform.
        virtual_packages: Of the platform, as in the lock.
    """
    state = Xxh3()
    for location, record in packages:
        state.text(location)
        digest = record and (record.sha256 or record.md5)
        if digest:
            state.byte_string(bytes.fromhex(digest))
    state.text(subdir)
    for text in sorted(virtual_packages):
        state.text(text)
    return f"{state.number():x}"


def read_marker(prefix: Path) -> Marker | None:
    """Return the marker of a prefix, None where it is missing or means nothing."""
    try:
        fields = json.loads((prefix / "conda-meta" / "pixi").read_bytes())
        platform = fields.get("resolved_platform") or {}
        minimum = fields.get("minimum_supported_platform") or {}
        return Marker(
            manifest_path=str(fields["manifest_path"]),
            environment_name=str(fields["environment_name"]),
            environment_lock_file_hash=str(fields["environment_lock_file_hash"]),
            subdir=str(platform.get("subdir", "")),
            virtual_packages=tuple(map(str, platform.get("virtual_packages", ()))),
            requirements=_requirements(minimum),
            pixi_version=str(fields.get("pixi_version", "")),
        )
    except DAMAGES:
        return None


def write_marker(prefix: Path, marker: Marker) -> None:
    """Write ``conda-meta/pixi``: from now on the prefix counts as installed."""
    minimum: dict[str, Any] = {"subdir": marker.subdir}
    if marker.requirements:
        minimum["requirements"] = list(marker.requirements)
    fields = {
        "manifest_path": marker.manifest_path,
        "environment_name": marker.environment_name,
        "pixi_version": marker.pixi_version,
        "environment_lock_file_hash": marker.environment_lock_file_hash,
        "resolved_platform": {
            "subdir": marker.subdir,
            "virtual_packages": list(marker.virtual_packages),
        },
        "minimum_supported_platform": minimum,
    }
    text = json.dumps(fields, indent=2, ensure_ascii=False)
    write_text(prefix / "conda-meta" / "pixi", text)


def is_moved(prefix: Path) -> bool:
    """Tell whether a prefix was installed in another place than it is in now.

    Files hold the path of their prefix: what was moved or copied does not work.
    """
    try:
        noted = (prefix / PLACE_FILE).read_bytes().decode()
    except (OSError, UnicodeDecodeError):
        return False
    here = prefix / "conda-meta"
    if noted == str(here):
        return False
    try:
        return not here.samefile(noted)  # a folder may have several names
    except (OSError, ValueError):
        return True


def read_fingerprint(prefix: Path) -> str | None:
    """Return the fingerprint of a completed install, None where there is none."""
    try:
        content = (prefix / "conda-meta" / FINGERPRINT_FILE).read_bytes()
    except OSError:
        return None
    return fingerprint_text(content)


def fingerprint_text(content: bytes) -> str | None:
    """Return 16 hexadecimal digits as text; anything else is no fingerprint."""
    if len(content) != FINGERPRINT_LENGTH or content.strip(b"0123456789abcdef"):
        return None
    return content.decode()


def _requirements(minimum: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what a marker says that packages ask of the machine.

    The original wrote virtual packages at first: the least that is needed of each.
    """
    if "requirements" in minimum:
        return tuple(map(str, minimum["requirements"]))
    least = map(parse_virtual_package, map(str, minimum.get("virtual_packages", ())))
    return tuple(
        row.name if row.version == "0" else f"{row.name} >={row.version}"
        for row in least
    )
