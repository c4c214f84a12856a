"""The watch over the paths of packages before they are linked."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

from pypixi.errors import PixiError
from pypixi.files.paths import is_inside

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from pypixi.records.conda import CondaRecord


class EscapingPackageError(PixiError):
    """A package wants to put files outside its prefix."""

    def __init__(self, name: str, path: str) -> None:
        super().__init__(
            f"package '{name}' was refused: it has the path '{path}',"
            " which leads outside the environment",
            help=f"remove '{name}' or the package that needs it, and tell its channel",
        )


class PathGuard:
    """Refuses packages that would be linked outside their prefix.

    The engine follows whatever the metadata of a package says. It tells before it links
    a package, from a thread of its own, and cannot be told to stop: so the package is
    removed from the cache, where nothing should use it, and linking it fails.
    """

    def __init__(self, cache: Path, records: Iterable[CondaRecord]) -> None:
        self._folders = {record.name: cache / record.stem for record in records}
        self._refused: tuple[str, str] | None = None

    def check(self, name: str) -> None:
        """Look at the paths of a package that is about to be linked."""
        folder = self._folders.get(name)
        if folder is None:
            return
        outside = next((p for p in _paths(folder / "info") if not is_inside(p)), None)
        if outside is not None:
            self._refused = name, outside
            shutil.rmtree(folder)

    def raise_refusal(self) -> None:
        """Raise what was found, if anything.

        Raises:
            EscapingPackageError: If a package was refused.
        """
        if self._refused is not None:
            raise EscapingPackageError(*self._refused)


def _paths(info: Path) -> Iterator[str]:
    """Yield the paths of an extracted package, entry points among them."""
    try:
        fields = json.loads((info / "paths.json").read_bytes())
        yield from (str(entry["_path"]) for entry in fields["paths"])
    except FileNotFoundError:
        yield from _lines(info / "files")  # packages of older builders
    try:
        link = json.loads((info / "link.json").read_bytes())
    except FileNotFoundError:
        return
    for entry in (link.get("noarch") or {}).get("entry_points") or ():
        yield str(entry).partition("=")[0].strip()


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []
