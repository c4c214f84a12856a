"""Digests of files, and the byte feed of the original's XXH3 hashes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import xxhash

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_PIECE = 1 << 20


def file_digest(path: Path, algorithm: Literal["sha256", "md5"]) -> str:
    """Return the digest of a file's content in lower-case hexadecimal.

    Raises:
        OSError: If the file cannot be read.
    """
    import hashlib  # noqa: PLC0415 - 5 ms, for those who look at whole files

    with path.open("rb") as file:
        return hashlib.file_digest(file, algorithm).hexdigest()


def digest(content: bytes) -> str:
    """Return a digest of bytes: XXH3-128 in hexadecimal, of which no two were met."""
    return xxhash.xxh3_128_hexdigest(content)


def folder_number(path: bytes) -> int:
    """Return the XXH3-64 of a path, which the original puts into names of folders."""
    return xxhash.xxh3_64_intdigest(path)


def file_number(path: Path) -> int:
    """Return the XXH3-64 of a file's content.

    Raises:
        OSError: If the file cannot be read.
    """
    state = xxhash.xxh3_64()
    with path.open("rb", buffering=0) as file:
        while content := file.read(_PIECE):
            state.update(content)
    return state.intdigest()


def digest_of(texts: Iterable[str], seed: int = 0) -> str:
    """Return a digest of texts: XXH3-128 in hexadecimal.

    It tells what changed, not what was forged, unless the seed is a secret.
    """
    state = xxhash.xxh3_128(seed=seed)
    for text in texts:
        content = text.encode(errors="surrogateescape")
        state.update(len(content).to_bytes(8, "little"))
        state.update(content)
    return state.hexdigest()


class Xxh3:
    """XXH3-64 with seed 0, fed the way the original feeds its values.

    Integers are little endian; see the hashing rules of the environments specification.
    """

    __slots__ = ("_state",)

    def __init__(self) -> None:
        self._state = xxhash.xxh3_64()

    def text(self, value: str) -> None:
        """Feed a text: UTF-8, then ``FF``."""
        self._state.update(value.encode() + b"\xff")

    def byte_string(self, value: bytes) -> None:
        """Feed a byte string: its length as eight bytes, then the content."""
        self._state.update(len(value).to_bytes(8, "little") + value)

    def raw(self, value: bytes) -> None:
        """Feed bytes without anything that tells where they end."""
        self._state.update(value)

    def small(self, value: int) -> None:
        """Feed an integer of one byte."""
        self._state.update(bytes([value]))

    def long(self, value: int) -> None:
        """Feed an integer of eight bytes: lengths, presence of options."""
        self._state.update(value.to_bytes(8, "little"))

    def number(self) -> int:
        """Return the hash of what was fed so far."""
        return self._state.intdigest()
