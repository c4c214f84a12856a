"""The files that patterns of a task match."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from pypixi.files.hashing import file_number
from pypixi.values import frozen_positional

from .globs import compile_globs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .globs import Glob, Positions

_State = list[tuple["Glob", "Positions"]]


def matching_files(root: Path, patterns: Sequence[str]) -> list[str]:
    """Return the files that patterns match, as paths from ``root`` with slashes.

    Links are followed; folders that cannot be read are passed over. Hidden files and
    folders are matched by who names them, not by ``**``.

    Args:
        root: Where patterns start.
        patterns: As in ``.gitignore``, but for what shall be there: of those that match
            a path the last one decides, and one with ``!`` takes it out.

    Raises:
        InvalidGlobError: If a pattern cannot be understood.
    """
    globs = compile_globs(patterns)
    found: set[str] = set()
    for level in {glob.level for glob in globs}:
        base = Path(os.path.normpath(root / ("../" * level)))
        state = [(glob, glob.start) for glob in globs if glob.level == level]
        walk = _Walk("../" * level)
        found.update(walk.files(base, "", state, frozenset()))
    return sorted(found, key=lambda path: path.split("/"))


def file_hashes(root: Path, patterns: Sequence[str]) -> dict[str, str]:
    """Return the hash of the content of each file that patterns match, in order.

    Raises:
        InvalidGlobError: If a pattern cannot be understood.
        OSError: If a file cannot be read.
    """
    return {
        path: f"{file_number(root / path):x}" for path in matching_files(root, patterns)
    }


@frozen_positional
class _Walk:
    """A walk through folders below one of them."""

    prefix: str
    """What leads from the workspace to that folder."""

    def files(
        self, folder: Path, path: str, state: _State, above: frozenset[tuple[int, int]]
    ) -> Iterator[str]:
        """Yield the files in and below a folder that match.

        Args:
            folder: The folder.
            path: What leads to it.
            state: The patterns, with what of them is matched by that.
            above: The folders that it is in: a link to one of them leads nowhere.
        """
        try:
            entries = list(os.scandir(folder))
            status = folder.stat()
        except OSError:
            return
        here = (status.st_dev, status.st_ino)
        if here in above:
            return
        for entry in entries:
            name = entry.name
            if _is_folder(entry):
                inside = _inside(state, name)
                if inside:
                    below = f"{path}{name}/"
                    yield from self.files(folder / name, below, inside, above | {here})
            elif _is_matched(state, name) and _is_file(entry):
                yield f"{self.prefix}{path}{name}"


def _inside(state: _State, name: str) -> _State:
    """Return the patterns inside a folder; none where nothing can be matched."""
    last = None
    inside: _State = []
    for glob, positions in state:
        if glob.accepts(glob.step(positions, name)):
            last = glob
        further = glob.enter(positions, name)
        if further:
            inside.append((glob, further))
    is_out = last is not None and last.is_negative
    if is_out or all(glob.is_negative for glob, _ in inside):
        return []
    return inside


def _is_matched(state: _State, name: str) -> bool:
    last = None
    for glob, positions in state:
        if glob.accepts(glob.step(positions, name)):
            last = glob
    return last is not None and not last.is_negative


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link to itself
        return False


def _is_file(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_file()
    except OSError:
        return False
