"""Package archives made by hand, the same bytes every time."""

from __future__ import annotations

import bz2
import hashlib
import io
import json
import tarfile
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, assert_never

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

ArchiveKind = Literal["tar.bz2", "conda"]

_EPOCH = (1980, 1, 1, 0, 0, 0)
_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
# One segment, size in eight bytes, neither checksum nor dictionary.
_ZSTD_DESCRIPTOR = b"\xe0"
_ZSTD_BLOCK = 128 * 1024


@dataclass(frozen=True, slots=True)
class Member:
    """A file or symbolic link that a package brings."""

    path: str
    content: bytes = b""
    executable: bool = False
    link: str | None = None
    """What a symbolic link points at; its content is then ignored."""


def package_archive(
    stem: str,
    kind: ArchiveKind,
    info: Mapping[str, bytes],
    members: Iterable[Member],
) -> bytes:
    """Return the bytes of a package archive.

    Args:
        stem: The file name without its ending.
        kind: The ending.
        info: The files of its ``info`` folder.
        members: What it installs.
    """
    about = [Member(f"info/{name}", content) for name, content in info.items()]
    match kind:
        case "tar.bz2":
            return bz2.compress(_tar([*about, *members]), 1)
        case "conda":
            return _conda(stem, _tar(about), _tar(members))
        case _:
            assert_never(kind)


def paths_document(members: Sequence[Member]) -> dict[str, object]:
    """Return what ``info/paths.json`` says about the members."""
    return {"paths": [_path_entry(member) for member in members], "paths_version": 1}


def json_bytes(document: object) -> bytes:
    """Return a document as stable JSON."""
    return json.dumps(document, indent=1, sort_keys=True).encode() + b"\n"


def _path_entry(member: Member) -> dict[str, object]:
    # The original hashes a link by what it points at; nobody checks it.
    content = member.content if member.link is None else b""
    return {
        "_path": member.path,
        "path_type": "hardlink" if member.link is None else "softlink",
        "sha256": hashlib.sha256(content).hexdigest(),
        "size_in_bytes": len(content),
    }


def _tar(members: Iterable[Member]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.GNU_FORMAT) as tar:
        for member in members:
            # A fresh header says time 0, owner 0 and no names: always the same bytes.
            header = tarfile.TarInfo(member.path)
            header.mode = 0o755 if member.executable else 0o644
            if member.link is None:
                header.size = len(member.content)
                tar.addfile(header, io.BytesIO(member.content))
            else:
                header.type, header.linkname = tarfile.SYMTYPE, member.link
                tar.addfile(header)
    return buffer.getvalue()


def _conda(stem: str, info: bytes, content: bytes) -> bytes:
    buffer = io.BytesIO()
    parts = {
        "metadata.json": b'{"conda_pkg_format_version": 2}',
        f"pkg-{stem}.tar.zst": _stored_zstd(content),
        f"info-{stem}.tar.zst": _stored_zstd(info),
    }
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), part)
    return buffer.getvalue()


def _stored_zstd(content: bytes) -> bytes:
    """Return a valid zstd frame holding ``content`` as it is.

    The standard library of 3.11 has no zstd, and storing beats compressing for files
    that are unpacked a second later. A frame is a header and blocks; a block is three
    bytes (last? one bit, kind 0 two bits, length 21 bits) and then its content.
    """
    frame = [_ZSTD_MAGIC, _ZSTD_DESCRIPTOR, len(content).to_bytes(8, "little")]
    for start in range(0, len(content) or 1, _ZSTD_BLOCK):
        block = content[start : start + _ZSTD_BLOCK]
        last = start + _ZSTD_BLOCK >= len(content)
        frame += [(len(block) << 3 | last).to_bytes(3, "little"), block]
    return b"".join(frame)
