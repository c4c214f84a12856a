"""A conda channel in a folder, built package by package."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, Self

from support.archive import (
    ArchiveKind,
    Member,
    json_bytes,
    package_archive,
    paths_document,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

Text = str | bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """What a package archive is made from."""

    subdir: str
    kind: ArchiveKind
    index: Mapping[str, object]
    members: tuple[Member, ...]
    info: Mapping[str, bytes]
    """Files below ``info/`` that go before those made from the rest."""

    @property
    def stem(self) -> str:
        """The file name without its ending."""
        return f"{self.index['name']}-{self.index['version']}-{self.index['build']}"

    @property
    def file_name(self) -> str:
        """The file name."""
        return f"{self.stem}.{self.kind}"

    def archive(self) -> bytes:
        """Return the bytes of the archive."""
        info = {
            "index.json": json_bytes(self.index),
            "paths.json": json_bytes(paths_document(self.members)),
            "files": "".join(f"{member.path}\n" for member in self.members).encode(),
            **self.info,
        }
        return package_archive(self.stem, self.kind, info, self.members)


class ChannelBuilder:
    """A conda channel below a folder.

    Packages are written as they are added, the index by :meth:`write` or by asking
    for the :attr:`url`; more packages may follow, as in a channel that lives.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._packages: dict[tuple[str, str], Package] = {}
        self._records: dict[str, dict[str, dict[str, object]]] = {"noarch": {}}
        self._indexed = False

    @property
    def url(self) -> str:
        """The ``file://`` URL, everything added so far being indexed."""
        if not self._indexed:
            self.write()
        return self.path.as_uri()

    def package(
        self,
        name: str,
        version: str = "1.0",
        build: str = "0",
        *,
        subdir: str = "noarch",
        build_number: int = 0,
        depends: Iterable[str] = (),
        constrains: Iterable[str] = (),
        files: Mapping[str, Text] | None = None,
        executables: Mapping[str, Text] | None = None,
        links: Mapping[str, str] | None = None,
        license: str | None = None,  # noqa: A002 - the word of the index
        timestamp: int | None = None,
        track_features: Iterable[str] = (),
        noarch: Literal["generic", "python"] = "generic",
        archive: ArchiveKind = "tar.bz2",
        paths_json: Mapping[str, object] | None = None,
        info: Mapping[str, Text] | None = None,
        fields: Mapping[str, object] | None = None,
    ) -> Self:
        """Add a package; without any content it brings one file naming itself.

        Args:
            files: Path to content.
            executables: Path to content, made executable.
            links: Path to the target of a symbolic link.
            timestamp: When it was built, in milliseconds.
            track_features: Features that make it a last choice.
            noarch: Its kind, for the subdir ``noarch`` alone.
            archive: How it is packed; ``conda`` is stored, not compressed.
            paths_json: What stands in ``info/paths.json`` instead of the truth.
            info: Further files below ``info/``, or others instead of those made.
            fields: Further fields of its record.
        """
        identity = {"name": name, "version": version, "build": build}
        optional = {
            "constrains": list(constrains),
            "license": license,
            "timestamp": timestamp,
            "track_features": " ".join(track_features),
            "noarch": noarch if subdir == "noarch" else None,
        }
        if files is None and executables is None and links is None:
            files = {f"share/{name}/version.txt": f"{name} {version} {build}\n"}
        return self.add(
            Package(
                subdir=subdir,
                kind=archive,
                index={
                    **identity,
                    "build_number": build_number,
                    "subdir": subdir,
                    "depends": list(depends),
                    **{key: value for key, value in optional.items() if value},
                    **(fields or {}),
                },
                members=_members(files or {}, executables or {}, links or {}),
                info=_info(info or {}, paths_json),
            )
        )

    def add(self, package: Package) -> Self:
        """Add a package that is described already."""
        content = self._store(package)
        self._records.setdefault(package.subdir, {})[package.file_name] = {
            **package.index,
            "md5": hashlib.md5(content, usedforsecurity=False).hexdigest(),
            "sha256": hashlib.sha256(content).hexdigest(),
            "size": len(content),
        }
        self._packages[package.subdir, package.file_name] = package
        self._indexed = False
        return self

    def write(self) -> Path:
        """Write the index of every subdir and return the folder."""
        for subdir, records in self._records.items():
            folder = self.path / subdir
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "repodata.json").write_bytes(json_bytes(_index(subdir, records)))
        self._indexed = True
        return self.path

    def remove(self, name: str) -> Self:
        """Take all packages of a name out of the channel, archives included."""
        for package, archive in self._called(name):
            archive.unlink()
            del self._records[package.subdir][package.file_name]
            del self._packages[package.subdir, package.file_name]
        self._indexed = False
        return self

    def corrupt(self, name: str) -> Self:
        """Damage the archives of a name, size kept, without telling the index."""
        for _, archive in self._called(name):
            content = bytearray(archive.read_bytes())
            content[len(content) // 2] ^= 0xFF
            archive.write_bytes(content)
        return self

    def forge(self, name: str) -> Self:
        """Replace the archives of a name by sound ones that the index does not know."""
        for package, _ in self._called(name):
            extra = Member(f"share/{name}/forged.txt", b"not what was indexed\n")
            self._store(replace(package, members=(*package.members, extra)))
        return self

    def archives(self, name: str) -> list[Path]:
        """Return the archives of all packages of a name."""
        return [archive for _, archive in self._called(name)]

    def _called(self, name: str) -> list[tuple[Package, Path]]:
        found = [p for p in self._packages.values() if p.index["name"] == name]
        if not found:
            raise KeyError(f"the channel has no package '{name}'")
        return [(p, self.path / p.subdir / p.file_name) for p in found]

    def _store(self, package: Package) -> bytes:
        folder = self.path / package.subdir
        folder.mkdir(parents=True, exist_ok=True)
        content = package.archive()
        (folder / package.file_name).write_bytes(content)
        return content


def _index(subdir: str, records: Mapping[str, object]) -> dict[str, object]:
    old = {name: record for name, record in records.items() if name.endswith(".bz2")}
    return {
        "info": {"subdir": subdir},
        "packages": old,
        "packages.conda": {k: v for k, v in records.items() if k not in old},
        "removed": [],
        "repodata_version": 1,
    }


def _members(
    files: Mapping[str, Text],
    executables: Mapping[str, Text],
    links: Mapping[str, str],
) -> tuple[Member, ...]:
    made = [
        *(Member(path, _bytes(text)) for path, text in files.items()),
        *(Member(path, _bytes(text), True) for path, text in executables.items()),
        *(Member(path, link=target) for path, target in links.items()),
    ]
    return tuple(sorted(made, key=lambda member: member.path))


def _info(
    files: Mapping[str, Text], paths_json: Mapping[str, object] | None
) -> dict[str, bytes]:
    given = {name: _bytes(text) for name, text in files.items()}
    if paths_json is not None:
        given["paths.json"] = json_bytes(paths_json)
    return given


def _bytes(text: Text) -> bytes:
    return text.encode() if isinstance(text, str) else text
