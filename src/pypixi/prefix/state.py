"""What state a prefix is in: its marker, its fingerprint, the hashes in both.

Formats and hashes are those of the original (pixi 0.77), so that neither tool installs
again what the other has installed.
"""

from __future__ import annotations

import json
import os
import shutil
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pypixi.errors import PixiError
from pypixi.files.atomic import write_text
from pypixi.files.hashing import Xxh3
from pypixi.files.locks import exclusive
from pypixi.version import COMPATIBLE_VERSION

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from pypixi.records.conda import CondaRecord

_FINGERPRINT = ".pixi-environment-fingerprint"
_INSTALLING = b"pixi:installing!"
_LENGTH = 16
_DAMAGES = (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError)
"""What reading a file that somebody damaged can raise."""
_HISTORY = "// not relevant for pixi but for `conda run -p`"


@dataclass(frozen=True, slots=True, kw_only=True)
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


class UnwritablePrefixError(PixiError):
    """The folder of an environment cannot be made or changed."""

    def __init__(self, prefix: Path, error: OSError) -> None:
        super().__init__(
            f"cannot write to the environment '{prefix}': {error.strerror or error}",
            help="make the folder writable, or delete it and run `pixi install`",
        )


class LinkedPrefixError(PixiError):
    """A prefix is a link: whoever changed it would change a folder elsewhere."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"'{folder}' is a link, and an environment must be a folder of its own",
            help="remove the link and run `pixi install`",
        )


def environment_fingerprint(records: Iterable[CondaRecord]) -> str:
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
            requirements=tuple(map(str, minimum.get("requirements", ()))),
            pixi_version=str(fields.get("pixi_version", "")),
        )
    except _DAMAGES:
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


def read_fingerprint(prefix: Path) -> str | None:
    """Return the fingerprint of a completed install, None where there is none."""
    try:
        content = (prefix / "conda-meta" / _FINGERPRINT).read_bytes()
    except OSError:
        return None
    return _fingerprint_text(content)


class PrefixChange:
    """An exclusive hold on a prefix, from which it may be changed."""

    def __init__(self, prefix: Path, descriptor: int) -> None:
        self.prefix = prefix
        self._descriptor = descriptor

    @property
    def fingerprint(self) -> str | None:
        """The fingerprint of the last complete install, None where there is none."""
        return _fingerprint_text(self._read())

    def begin(self) -> None:
        """Mark the prefix as incomplete, before the first change.

        What an interrupted install left is removed first: files of half-linked packages
        stand in no record, so nobody could tell them from those that belong here.
        """
        was_interrupted = self._read() == _INSTALLING
        with _writing(self.prefix):
            (self.prefix / "conda-meta" / "pixi").unlink(missing_ok=True)
            self._write(_INSTALLING)
            if was_interrupted:
                _empty(self.prefix, keep=self.prefix / "conda-meta" / _FINGERPRINT)

    def complete(self, fingerprint: str) -> None:
        """Mark the conda part as complete and write the small files beside it."""
        meta = self.prefix / "conda-meta"
        write_text(meta / "history", _HISTORY)
        write_text(meta / "pixi_env_prefix", str(meta))
        with _writing(self.prefix):
            self._write(fingerprint.encode())

    def _read(self) -> bytes:
        os.lseek(self._descriptor, 0, os.SEEK_SET)
        return os.read(self._descriptor, _LENGTH + 1)

    def _write(self, content: bytes) -> None:
        # In place, at offset 0, in one write: the file is also the lock.
        os.lseek(self._descriptor, 0, os.SEEK_SET)
        os.write(self._descriptor, content)
        os.ftruncate(self._descriptor, _LENGTH)
        os.fsync(self._descriptor)


@contextmanager
def changing(prefix: Path, *, on_wait: Callable[[], None]) -> Iterator[PrefixChange]:
    """Hold the prefix's lock, the one the original takes; made where missing.

    Raises:
        LinkedPrefixError: If the prefix is a link to somewhere else.
        UnwritablePrefixError: If the folder cannot be made or opened.
    """
    meta = prefix / "conda-meta"
    for folder in (prefix, meta):
        if folder.is_symlink():
            raise LinkedPrefixError(folder)
    with ExitStack() as stack:
        try:
            meta.mkdir(parents=True, exist_ok=True)
            lock = exclusive(meta / _FINGERPRINT, on_wait=on_wait)
            descriptor = stack.enter_context(lock)
        except OSError as error:
            raise UnwritablePrefixError(prefix, error) from error
        yield PrefixChange(prefix, descriptor)


@contextmanager
def _writing(prefix: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UnwritablePrefixError(prefix, error) from error


def _empty(folder: Path, keep: Path) -> None:
    """Remove everything in a folder but one file; links are removed, not followed."""
    for path in folder.iterdir():
        if path == keep:
            continue
        if path.is_symlink() or not path.is_dir():
            path.unlink()
        elif keep.is_relative_to(path):
            _empty(path, keep)
        else:
            shutil.rmtree(path)


def _fingerprint_text(content: bytes) -> str | None:
    """Return 16 hexadecimal digits as text; anything else is no fingerprint."""
    if len(content) != _LENGTH or content.strip(b"0123456789abcdef"):
        return None
    return content.decode()
