"""The workspaces that a user has given names."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import tomli

from pypixi.config.places import home_directory, pixi_home
from pypixi.errors import PixiError
from pypixi.files.atomic import write_text

if TYPE_CHECKING:
    from .workspace import Caller

_FILE = "workspaces.toml"
_TABLE = "named-workspaces"


class UnreadableRegistryError(PixiError):
    """The file with the names of workspaces is damaged."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            f"cannot read '{path}': {reason}", help="correct the file, or delete it"
        )


def prune_registry(caller: Caller) -> list[str]:
    """Forget named workspaces whose folder is gone; return their names, sorted.

    Raises:
        UnreadableRegistryError: If the file is damaged.
        UnwritableFileError: If it cannot be written.
    """
    home = pixi_home(caller.env, home_directory(caller.env, caller.system))
    if home is None:
        return []
    path = home / _FILE
    text = _read(path)
    rows = _rows(path, text)
    gone = sorted(name for name, place in rows.items() if not Path(place).exists())
    if gone:
        write_text(path, _without(text, gone))
    return gone


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode()
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableRegistryError(path, str(error)) from error


def _rows(path: Path, text: str) -> dict[str, str]:
    try:
        table = tomli.loads(text).get(_TABLE, {})
    except tomli.TOMLDecodeError as error:
        raise UnreadableRegistryError(path, str(error)) from error
    if not isinstance(table, dict) or not all(
        isinstance(place, str) for place in table.values()
    ):
        raise UnreadableRegistryError(path, f"[{_TABLE}] does not name folders")
    return table


def _without(text: str, names: list[str]) -> str:
    import tomlkit

    document: Any = tomlkit.parse(text)
    for name in names:
        del document[_TABLE][name]
    return tomlkit.dumps(document)
