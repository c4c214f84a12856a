"""The workspace's own tables from conda names to PyPI names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.errors import PixiError
from pypixi.files.paths import file_url_to_path
from pypixi.specs.channel import without_credentials

from .service import UnansweredError, table_at
from .tables import parse_table

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from pypixi.manifest.model import ChannelPypiMap
    from pypixi.terminal.report import Report

    from .service import Web
    from .tables import NameTable


class TableError(PixiError):
    """A table that ``conda-pypi-map`` names cannot be used."""

    def __init__(
        self,
        entry: ChannelPypiMap,
        reason: str,
        *,
        help: str,  # noqa: A002 - as in every error
        notes: Iterable[str] = (),
    ) -> None:
        location = without_credentials(entry.location or "")
        labels = [] if entry.place is None else [entry.place.label(reason)]
        super().__init__(
            f"cannot read the table of PyPI names '{location}'",
            labels=labels,
            help=help,
            notes=[*([] if labels else [reason]), *notes],
        )


def project_table(
    entry: ChannelPypiMap, root: Path, web: Web, report: Report
) -> NameTable:
    """Return the table that the workspace has for a channel.

    Args:
        entry: What the manifest says; names in it win over those at its location.
        root: Where relative locations start.
        web: Where tables are fetched.
        report: Hears of a table that could not be fetched anew.

    Raises:
        TableError: If there is none at the location.
    """
    table: NameTable = {}
    if entry.location is not None:
        table = _table_at(entry, entry.location, root, web, report)
    return {**table, **entry.mapping}


def _table_at(
    entry: ChannelPypiMap, location: str, root: Path, web: Web, report: Report
) -> NameTable:
    path = file_url_to_path(location)
    if path is None and "://" not in location:
        path = root / location
    if path is not None:
        return _read_table(entry, path)
    try:
        return table_at(web, location, report)
    except UnansweredError as error:
        raise TableError(
            entry,
            error.message,
            help=error.help or "correct `location`, or name a file",
            notes=error.notes,
        ) from error


def _read_table(entry: ChannelPypiMap, path: Path) -> NameTable:
    try:
        return parse_table(path.read_bytes())
    except OSError as error:
        reason = f"'{path}': {error.strerror or error}"
        help_text = "write that file, or correct `location`"
        raise TableError(entry, reason, help=help_text) from error
    except ValueError as error:
        help_text = 'write it as JSON: `{"conda-name": "pypi-name", "other": null}`'
        raise TableError(entry, str(error), help=help_text) from error
