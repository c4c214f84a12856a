"""The forms that the metadata of a package has on disk, each read by one function."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

from packaging.metadata import parse_email
from packaging.version import InvalidVersion, Version

from pypixi.patterns import regex
from pypixi.specs.names import pypi_name

from .msgpack import first_value
from .static_metadata import CoreMetadata, static_metadata

if TYPE_CHECKING:
    from pathlib import Path
    from typing import BinaryIO

    from packaging.metadata import RawMetadata

_FINAL = Version("2.2")
"""From this metadata version on, a source archive says what a build may change."""
_CHANGEABLE = frozenset({"requires-dist", "requires-python", "provides-extra"})
_METADATA = regex(r"[^/]+\.dist-info/METADATA")


def read_cached(path: Path, name: str, version: str | None) -> CoreMetadata | None:
    """Return what uv noted of a package, None where the note is of another one."""
    with suppress(OSError, ValueError):
        match first_value(path.read_bytes()):
            case [str(noted), str(at), list(requires), (str() | None) as python, *_]:
                if pypi_name(noted) == name and version in (None, at):
                    return CoreMetadata(
                        requires_dist=tuple(map(str, requires)), requires_python=python
                    )
            case _:
                pass
    return None


def read_wheel(file: Path | BinaryIO) -> CoreMetadata | None:
    """Return the metadata in a wheel."""
    with suppress(OSError, BadZipFile), ZipFile(file) as wheel:
        for name in wheel.namelist():
            if _METADATA.fullmatch(name):
                return _of_headers(parse_email(wheel.read(name))[0])
    return None


def read_headers(content: bytes) -> CoreMetadata | None:
    """Return the metadata of a wheel; None for another text, such as a web page."""
    fields = parse_email(content)[0]
    return _of_headers(fields) if "metadata_version" in fields else None


def read_unpacked_wheel(folder: Path) -> CoreMetadata | None:
    """Return the metadata in the folder that a wheel was unpacked to."""
    with suppress(OSError):
        for path in folder.glob("*.dist-info/METADATA"):
            return _of_headers(parse_email(path.read_bytes())[0])
    return None


def read_source(folder: Path) -> CoreMetadata | None:
    """Return the metadata of unpacked sources, None where a build must tell it."""
    return static_metadata(folder) or _read_package_info(folder)


def _read_package_info(folder: Path) -> CoreMetadata | None:
    try:
        fields = parse_email((folder / "PKG-INFO").read_bytes())[0]
    except OSError:
        return None
    changeable = {each.lower() for each in fields.get("dynamic", [])} & _CHANGEABLE
    if changeable or _format(fields) < _FINAL:
        return None
    return _of_headers(fields)


def _format(fields: RawMetadata) -> Version:
    try:
        return Version(fields.get("metadata_version", "1.0"))
    except InvalidVersion:
        return Version("1.0")


def _of_headers(fields: RawMetadata) -> CoreMetadata:
    return CoreMetadata(
        requires_dist=tuple(fields.get("requires_dist", ())),
        requires_python=fields.get("requires_python"),
    )
