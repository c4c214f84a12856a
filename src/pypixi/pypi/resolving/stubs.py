"""Stub projects, by which uv knows what conda packages provide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.files.atomic import UnwritableFileError, write_text
from pypixi.files.paths import segment
from pypixi.pypi.toml import toml_table

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from pypixi.pypi.names.provided import Provided


def write_stubs(provided: Iterable[Provided], notes: Path) -> list[str]:
    """Return a constraint for each provided package, its stub being there.

    A constraint on a project without dependencies fixes the version, works for one that
    no index has, and brings nothing that is not asked for.

    Args:
        provided: What conda packages bring.
        notes: The folder that stubs of all workspaces share.

    Raises:
        PixiError: If a stub cannot be written.
    """
    return [_constraint(each, notes / "stubs") for each in provided]


def _constraint(provided: Provided, folder: Path) -> str:
    # The `!` of an epoch is no character for a path, and `_` is in no normal version.
    version = provided.version.replace("!", "_")
    stub = folder / segment(provided.name) / segment(version)
    path = stub / "pyproject.toml"
    if not path.is_file():
        project = {"name": provided.name, "version": provided.version}
        _write(path, toml_table("[project]", project))
    return f"{provided.name} @ {stub.as_uri()}"


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UnwritableFileError(path, error) from error
    write_text(path, text)
