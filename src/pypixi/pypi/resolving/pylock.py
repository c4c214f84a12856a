"""The answer of uv, read from its lock file (PEP 751)."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import tomli

from pypixi.errors import PixiError
from pypixi.files.paths import file_url_to_path
from pypixi.lockfile.pypi_locations import (
    DirectUrl,
    FileUrl,
    LockedGit,
    local_path,
)
from pypixi.pypi.credentials import direct_reference
from pypixi.pypi.tags import best_wheel
from pypixi.specs.names import PypiName
from pypixi.specs.source import GitReference, GitSource, PathSource, UrlSource
from pypixi.values import field, frozen

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pypixi.lockfile.pypi_locations import PypiLocation
    from pypixi.pypi.target import TargetPython
    from pypixi.specs.requirement import PypiSource

    from .asked import Asked
    from .request import ResolveJob


class NoFittingFileError(PixiError):
    """A package was chosen of which no file can be used."""

    def __init__(self, name: str, version: str | None, title: str) -> None:
        super().__init__(
            f"'{name}' {version} has no wheel for this platform",
            help="choose another version, or a conda package in the place of it",
            notes=[title],
        )


@frozen
class Chosen:
    """A package that uv chose, with the one file of it that the target gets."""

    name: PypiName
    version: str | None
    """None for a folder."""
    location: PypiLocation
    path: Path | None = None
    """The archive or folder, where it is on this machine."""
    is_from_index: bool = False
    """Whether an index or a list of files has it: nobody named the file itself."""
    hashes: Mapping[str, str] = field(default_factory=dict)


def read_chosen(
    text: str, job: ResolveJob, asked: Asked, folder: Path
) -> tuple[Chosen, ...]:
    """Return the packages of an answer that conda does not provide.

    Args:
        text: The answer.
        job: What was asked for.
        asked: The requirements that counted: they say what the answer does not, such
            as whether a name of a commit is a branch or a tag.
        folder: Where relative paths of the answer start.

    Raises:
        PixiError: If no file of a package fits the target.
    """
    reader = _Reader(job=job, asked=asked, folder=folder)
    tables = tomli.loads(text).get("packages", [])
    return tuple(
        reader.package(table) for table in tables if table["name"] not in job.provided
    )


@frozen
class _Reader:
    job: ResolveJob
    asked: Asked
    folder: Path

    def package(self, table: dict[str, Any]) -> Chosen:
        name, version = PypiName(table["name"]), table.get("version")
        spec = self.asked.sources.get(name)
        source = None if spec is None else spec.source
        match table:
            case {"directory": {"path": path}}:
                return self._local(name, None, path, source)
            case {"archive": {"path": path}}:
                return self._local(name, version, path, source)
            case {"archive": archive}:
                location = DirectUrl(url=_direct_url(archive, source))
                return Chosen(name=name, version=version, location=location)
            case {"vcs": vcs}:
                git = _locked_git(vcs, source)
                return Chosen(name=name, version=version, location=git)
            case _:
                return self._file(name, version, table)

    def _local(
        self,
        name: PypiName,
        version: str | None,
        path: str,
        source: PypiSource | None,
    ) -> Chosen:
        absolute = self._absolute(path)
        written = source.path if isinstance(source, PathSource) else None
        location = local_path(absolute, self.job.root, written=written)
        return Chosen(name=name, version=version, location=location, path=absolute)

    def _file(
        self, name: PypiName, version: str | None, table: dict[str, Any]
    ) -> Chosen:
        file = best_file(table, self.job.target)
        if file is None:
            raise NoFittingFileError(name, version, self.job.title)
        url: str = file.get("url", "")
        path = file_url_to_path(url) if url else self._absolute(file["path"])
        return Chosen(
            name=name,
            version=version,
            location=FileUrl(url=url) if path is None else self._listed(path),
            path=path,
            is_from_index=True,
            hashes=file.get("hashes", {}),
        )

    def _absolute(self, path: str) -> Path:
        # Made plain: the folder that it starts at is about to be deleted.
        return Path(os.path.normpath(self.folder / path))

    def _listed(self, path: Path) -> PypiLocation:
        """Return the location of a file that a list of files on this machine has."""
        is_inside = path.is_relative_to(self.job.root)
        written = None if is_inside else str(path)
        return local_path(path, self.job.root, written=written)


def best_file(
    table: Mapping[str, Any], target: TargetPython
) -> Mapping[str, Any] | None:
    """Return the file of a package that a target gets: the best wheel, or the source.

    Of one file in several places the first is meant: uv names the preferred one first.
    """
    wheels: Sequence[Mapping[str, Any]] = table.get("wheels", [])
    names = [_file_name(wheel) for wheel in wheels]
    best = best_wheel(names, target)
    if best is None:
        sdist: Mapping[str, Any] | None = table.get("sdist")
        return sdist
    return wheels[names.index(best)]


def _file_name(file: Mapping[str, Any]) -> str:
    if "name" in file:
        return str(file["name"])
    where = file.get("path") or urlsplit(file["url"]).path
    return unquote(str(where).rpartition("/")[2])


def _direct_url(archive: Mapping[str, Any], source: PypiSource | None) -> str:
    # The manifest's own text has the fragment, which the answer has not.
    if not isinstance(source, UrlSource):
        subdirectory = archive.get("subdirectory")
        source = UrlSource(url=archive["url"], subdirectory=subdirectory)
    return direct_reference(source)


def _locked_git(vcs: Mapping[str, Any], source: PypiSource | None) -> LockedGit:
    reference: GitReference | None = None
    lfs: bool | None = None
    if isinstance(source, GitSource):
        # The answer tells no branch from a tag.
        reference, lfs = source.reference, source.lfs
    return LockedGit(
        url=vcs["url"],
        commit=vcs["commit-id"],
        reference=reference,
        subdirectory=vcs.get("subdirectory"),
        lfs=lfs,
    )
