"""Files of conda packages that PyPI packages have overwritten."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pypixi.patterns import regex
from pypixi.values import frozen

from .record_files import recorded_digests

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from pypixi.specs.names import PypiName
    from pypixi.terminal.report import Report

    from .installed import Distribution

_SHOWN = 3
_FILES = regex(r'"files"\s*:\s*(?=\[)')


@frozen
class Overwritten:
    """What one package took from another."""

    name: PypiName
    conda_package: str
    """Name, version and build."""
    paths: tuple[str, ...]
    """Relative to the prefix, sorted."""


def warn_of_overwritten(
    prefix: Path, installed: Iterable[Distribution], report: Report
) -> None:
    """Warn once, naming every pair of packages that share files."""
    lines = [
        line for each in overwritten_files(prefix, installed) for line in _lines(each)
    ]
    if lines:
        report.warn(
            "\n".join(
                ["PyPI packages have overwritten files of conda packages:", *lines]
            ),
            help="take both from conda, or remove one of them",
        )


def overwritten_files(
    prefix: Path, installed: Iterable[Distribution]
) -> list[Overwritten]:
    """Return what conda and PyPI packages both say is theirs.

    Args:
        prefix: The prefix.
        installed: PyPI packages that were installed just now.
    """
    owners: dict[str, PypiName] = {}
    for each in installed:
        owners |= dict.fromkeys(recorded_digests(each.path, prefix), each.name)
    found = []
    for metadata in sorted((prefix / "conda-meta").glob("*.json")) if owners else ():
        shared: dict[PypiName, list[str]] = {}
        for path in _conda_files(metadata):
            if path in owners:
                shared.setdefault(owners[path], []).append(path)
        found += [
            Overwritten(
                name=name, conda_package=metadata.stem, paths=tuple(sorted(paths))
            )
            for name, paths in sorted(shared.items())
        ]
    return found


def _conda_files(metadata: Path) -> list[str]:
    """Return the files of a conda package; none if its metadata cannot be read.

    Of a document that may have a megabyte only the one list is decoded.
    """
    try:
        text = metadata.read_text(encoding="utf-8")
        key = _FILES.search(text)
        files, _ = json.JSONDecoder().raw_decode(text, key.end()) if key else ([], 0)
    except (OSError, ValueError, RecursionError):
        return []
    return [path for path in files if isinstance(path, str)]


def _lines(pair: Overwritten) -> Iterator[str]:
    yield f"'{pair.name}' overwrites '{pair.conda_package}':"
    for path in pair.paths[:_SHOWN]:
        yield f"  {path}"
    rest = len(pair.paths) - _SHOWN
    if rest > 0:
        yield f"  ... {rest} other files"
