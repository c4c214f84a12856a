"""Finding the manifest that a command means."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pypixi.errors import PixiError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

MANIFEST_NAMES = ("pixi.toml", "pyproject.toml", "mojoproject.toml")
"""In one folder only the first of these that exists counts."""


class NoManifestError(PixiError):
    """There is no workspace here."""

    def __init__(self, start: Path) -> None:
        pyproject = start / "pyproject.toml"
        if pyproject.is_file():
            message = f"found pyproject.toml without tool.pixi section at '{pyproject}'"
        else:
            message = (
                "could not find pixi.toml or pyproject.toml with tool.pixi at"
                f" directory {start}"
            )
        super().__init__(message, help="create a workspace with `pixi init`")


class MissingManifestError(PixiError):
    """A path that was given in place of a search leads nowhere."""

    def __init__(self, path: Path, named_by: str) -> None:
        super().__init__(
            f"unable to canonicalize '{path}'",
            help=f"check the path given with {named_by}",
            notes=["there is no such file or directory"],
        )


class UnknownManifestNameError(PixiError):
    """A manifest path names a file that is no manifest."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"'{path}' is not a manifest",
            help=f"a manifest is called {', '.join(MANIFEST_NAMES)}",
        )


def discover_manifest(
    *, cwd: Path, env: Mapping[str, str], manifest_path: Path | None = None
) -> Path:
    """Return the absolute path of the manifest to use.

    Args:
        cwd: Where the search starts, going up, and where relative paths start.
        env: ``PIXI_PROJECT_MANIFEST`` is used where the search finds nothing.
        manifest_path: A manifest or its folder, which replaces the search.

    Raises:
        NoManifestError: If no folder holds a workspace.
        MissingManifestError: If ``manifest_path`` does not exist.
        UnknownManifestNameError: If it names another kind of file.
    """
    if manifest_path is not None:
        return _explicit(cwd / manifest_path, "--manifest-path")
    found = _search(cwd)
    if found is not None:
        return found
    fallback = env.get("PIXI_PROJECT_MANIFEST")
    if fallback:
        return _explicit(cwd / fallback, "PIXI_PROJECT_MANIFEST")
    raise NoManifestError(cwd)


def has_pixi_tables(pyproject: Path) -> bool:
    """Tell whether a ``pyproject.toml`` exists and describes a workspace."""
    try:
        return "[tool.pixi" in pyproject.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return False


def _explicit(path: Path, named_by: str) -> Path:
    if not path.exists():
        raise MissingManifestError(path, named_by)
    # A manifest that is a link is not followed: a workspace is where its manifest is
    # seen, as in a search, whose folder has no links in it.
    path = path.parent.resolve() / path.name
    if path.is_dir():
        path = path.resolve()
        found = _search(path)
        if found is None:
            raise NoManifestError(path)
        return found
    if path.name not in MANIFEST_NAMES:
        raise UnknownManifestNameError(path)
    if path.name == "pyproject.toml" and not has_pixi_tables(path):
        raise NoManifestError(path.parent)
    return path


def _search(start: Path) -> Path | None:
    return next((path for path in _candidates(start) if _has_workspace(path)), None)


def _candidates(start: Path) -> Iterator[Path]:
    for folder in (start, *start.parents):
        for name in MANIFEST_NAMES:
            path = folder / name
            if path.is_file():
                yield path
                break


def _has_workspace(path: Path) -> bool:
    """Tell whether a manifest stops the search.

    Looked for in the text, as the original does: a manifest with a mistake must be
    found, so that its mistake can be shown.
    """
    is_pyproject = path.name == "pyproject.toml"
    if is_pyproject and not has_pixi_tables(path):
        return False
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return True
    start = r"^\s*\[tool\.pixi\." if is_pyproject else r"^\s*\["
    header = rf"{start}(?:workspace|project)\b"
    inline = r"^\s*workspace\s*=\s*\{"
    pattern = header if is_pyproject else f"{header}|{inline}"
    has_workspace = re.search(pattern, text, re.MULTILINE) is not None
    return has_workspace or not re.search(rf"{start}package\b", text, re.MULTILINE)
