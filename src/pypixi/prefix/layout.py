"""Where the parts of a workspace's ``.pixi`` folder and of a prefix are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.errors import PixiError
from pypixi.files.paths import segment

if TYPE_CHECKING:
    from pathlib import Path

PIXI_FOLDER = ".pixi"
ENVIRONMENTS = "envs"
"""The folder of the prefixes, in there."""

_IGNORE_FILES = {
    ".gitignore": "*\n!config.toml\n",
    ".condapackageignore": ".pixi\n!.pixi/config.toml\n",
}


class UnwritableWorkspaceError(PixiError):
    """The ``.pixi`` folder cannot be made."""

    def __init__(self, folder: Path, error: OSError) -> None:
        super().__init__(
            f"cannot create '{folder}': {error.strerror or error}",
            help=f"make '{folder.parent}' writable, or copy the workspace elsewhere",
        )


def pixi_folder(root: Path) -> Path:
    """Return the folder below ``root`` that holds what we make."""
    return root / PIXI_FOLDER


def environment_prefix(folder: Path, name: str) -> Path:
    """Return the prefix of the environment called ``name``.

    Args:
        folder: The ``.pixi`` folder, or the one that stands in its place.
        name: The environment.
    """
    return folder / ENVIRONMENTS / segment(name)


def make_pixi_folder(root: Path) -> Path:
    """Return the ``.pixi`` folder, made with its two ignore files where missing.

    Raises:
        UnwritableWorkspaceError: If it cannot be made.
    """
    folder = root / PIXI_FOLDER
    try:
        folder.mkdir(exist_ok=True)
        for name, text in _IGNORE_FILES.items():
            path = folder / name
            if not path.exists():
                path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise UnwritableWorkspaceError(folder, error) from error
    return folder


def executable_folders(prefix: Path, system: str) -> tuple[Path, ...]:
    """Return the folders of a prefix that belong in front of PATH.

    Args:
        prefix: The prefix.
        system: As ``sys.platform`` names it.
    """
    if system != "win32":
        return (prefix / "bin",)
    library = prefix / "Library"
    return (
        prefix,
        library / "mingw-w64" / "bin",
        library / "usr" / "bin",
        library / "bin",
        prefix / "Scripts",
        prefix / "bin",
    )
