"""Files that conda packages and ours both bring: whose they are now."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from pypixi.patterns import regex
from pypixi.specs.names import pypi_name
from pypixi.values import frozen

from .clobber import overwritten_files
from .installed import installed_distributions
from .record_files import is_as_recorded, recorded_digests
from .removal import remove_ours

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from pypixi.specs.names import PypiName

    from .installed import Distribution

_METADATA = regex(r"(.*)/([^/]+)\.(dist|egg)-info(?:/|$)")
_COMPILED = regex(r"(.*/)__pycache__/([^/.]+)\.[^/]*pyc")


@frozen
class OurFiles:
    """What our packages hold of a prefix; paths are relative to it."""

    files: frozenset[str]
    packages: frozenset[tuple[str, PypiName]]
    """Each with the ``site-packages`` folder that it is in."""

    def among(self, files: Collection[str]) -> Collection[str]:
        """Return those files of a conda package that are its own no longer.

        All of them where one of ours is in the place of a distribution that it brought:
        which files that had stood in its record, and the record went with it.
        """
        if any(self._is_replaced(path) for path in files):
            return files
        return [path for path in files if not self.files.isdisjoint(_with_source(path))]

    def _is_replaced(self, path: str) -> bool:
        match = _METADATA.match(path) if "-info" in path else None
        if match is None:
            return False
        site, stem, kind = match.groups()
        # `my-fish-1.0.dist-info`, but `my_fish-1.0-py3.11.egg-info`
        spelling = stem.rpartition("-")[0] if kind == "dist" else stem.partition("-")[0]
        name = pypi_name(spelling)
        return name is not None and (site, name) in self.packages


def our_files(prefix: Path, folders: Iterable[Path]) -> OurFiles:
    """Return what our packages in some ``site-packages`` folders hold of a prefix.

    Raises:
        UnreadablePackagesError: If a folder cannot be read.
    """
    ours = [each for folder in folders for each in _ours(folder)]
    return OurFiles(
        files=frozenset(
            path for each in ours for path in recorded_digests(each.path, prefix)
        ),
        packages=frozenset(
            (each.path.parent.relative_to(prefix).as_posix(), each.name)
            for each in ours
        ),
    )


def remove_broken(folder: Path, prefix: Path) -> None:
    """Remove our packages that a change of conda packages has just broken.

    A file of theirs was deleted with a conda package, or overwritten by one. Whatever
    is still locked then comes anew, on top; what conda packages want to be there stays.

    Args:
        folder: The ``site-packages`` folder.
        prefix: The prefix.

    Raises:
        UnreadablePackagesError: If the folder cannot be read.
        UnchangeablePackagesError: If a file cannot be deleted.
    """
    ours = _ours(folder)
    shared = {path for each in overwritten_files(prefix, ours) for path in each.paths}
    broken = {each.name for each in ours if not _is_whole(each, prefix, shared)}
    if broken:
        remove_ours(folder, prefix, goes=broken.__contains__, spare=shared)


def _ours(folder: Path) -> list[Distribution]:
    return [each for each in installed_distributions(folder) if each.is_ours]


def _with_source(path: str) -> Iterable[str]:
    match = _COMPILED.fullmatch(path)
    # Python compiles what it imports: a module takes that file along.
    return (path,) if match is None else (path, f"{match[1]}{match[2]}.py")


def _is_whole(
    distribution: Distribution, prefix: Path, shared: Collection[str]
) -> bool:
    for path, digest in recorded_digests(distribution.path, prefix).items():
        file = os.path.join(prefix, path)  # noqa: PTH118 - there may be thousands
        if not os.path.lexists(file):
            return False
        if path in shared and not is_as_recorded(Path(file), digest):
            return False
    return True
