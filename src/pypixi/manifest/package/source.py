"""Where the code of a package is."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from pypixi.files.paths import written_path
from pypixi.manifest.package_model import BuildSource
from pypixi.manifest.requirements.locations import (
    HASHES,
    is_sound,
    location_key,
    parse_source,
    refuse_beside,
)
from pypixi.manifest.schema.package import BUILD_SOURCE
from pypixi.specs.source import PathSource

if TYPE_CHECKING:
    from pypixi.manifest.reading.tables import Table
    from pypixi.specs.source import Source


def parse_build_source(build: Table) -> BuildSource | None:
    """Return the source in the table ``build`` of a package, None without one."""
    table = build.table("source")
    if table is None:
        return None
    if "lfs" in table.data:
        message = "`lfs` is not supported for the source of a package"
        help_text = "leave it out: large files are fetched if git is set up so"
        table.refuse_key(message, "lfs", help=help_text)
        table = table.without("lfs")
    table.finish(BUILD_SOURCE)
    if not is_sound(table):
        return None
    source = parse_source(table)
    kind = location_key(table)
    if kind is None:
        message = "one of `path`, `git` or `url` must be specified"
        table.refuse(message, help='write for example source = { path = "src" }')
    else:
        folders = ("subdirectory",) if kind == "path" else ()
        refuse_beside(table, kind, (*folders, *HASHES))
    md5, sha256 = table.string("md5"), table.string("sha256")
    if source is None:
        return None
    return BuildSource(source=source, md5=md5, sha256=sha256, place=table.at())


def source_folder(source: Source | None, folder: Path) -> Path | None:
    """Return where code is; None if it has to be fetched first.

    Args:
        source: Where the code comes from, None if it is beside its manifest.
        folder: That of the manifest.
    """
    if source is None:
        return folder
    if not isinstance(source, PathSource):
        return None
    path = written_path(source.path, folder)
    return Path(os.path.normpath(path.parent if path.is_file() else path))
