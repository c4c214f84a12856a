"""Which PyPI packages the conda packages of an environment provide."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from packaging.version import InvalidVersion, Version

from pypixi.patterns import regex
from pypixi.records.source import CondaSourceRecord
from pypixi.specs.names import PackageName, pypi_name
from pypixi.values import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pypixi.records.conda import CondaRecord
    from pypixi.records.source import CondaRow
    from pypixi.specs.names import PypiName
    from pypixi.terminal.report import Report

_CONDA_FORGE = regex(r"[a-z][a-z0-9+.-]*://[^/?#]*/conda-forge", re.IGNORECASE)
_PURL = regex(r"pkg:pypi/([^@?#]+)(?:@([^?#]*))?", re.IGNORECASE)


@frozen
class Provided:
    """A PyPI package that comes as part of a conda package."""

    name: PypiName
    version: str
    """In the normal form of PEP 440."""
    conda_name: PackageName


def provided_packages(
    records: Iterable[CondaRecord], report: Report
) -> Mapping[PypiName, Provided]:
    """Return what conda packages provide, by their purls or, without any, their name.

    Args:
        records: The conda packages of one environment on one platform.
        report: Hears of packages whose version means nothing on PyPI.
    """
    return {
        provided.name: provided
        for record in records
        for provided in _provided(record, report)
    }


def source_purls(rows: Iterable[CondaRow]) -> dict[PypiName, tuple[str, str | None]]:
    """Return what packages built from source are on PyPI: their names and versions.

    A version is None where only a build would tell it.
    """
    found: dict[PypiName, tuple[str, str | None]] = {}
    for row in rows:
        if not isinstance(row, CondaSourceRecord):
            continue
        for match in map(_PURL.match, row.purls or ()):
            name = None if match is None else pypi_name(unquote(match[1]))
            if match is None or name is None:
                continue
            version = unquote(match[2] or "") or row.version
            found[name] = row.name, version and _normal_version(version)
    return found


def same_name(record: CondaRecord) -> Provided | None:
    """Return the PyPI package of a conda package's own name and version.

    None where one of them means nothing on PyPI.
    """
    return _named(record, record.name, record.version)


def is_conda_forge(channel: str | None) -> bool:
    """Tell whether the base URL of a channel is that of conda-forge.

    As in the original its path decides, so that mirrors count if they keep the path.
    """
    return channel is not None and _CONDA_FORGE.match(channel) is not None


def _provided(record: CondaRecord, report: Report) -> Iterator[Provided]:
    if record.purls is None:
        provided = same_name(record) if is_conda_forge(record.channel) else None
        if provided is not None:
            yield provided
        return
    for purl in record.purls:
        match = _PURL.match(purl)
        if match is None:  # of another ecosystem
            continue
        name = unquote(match[1])
        version = unquote(match[2] or "") or record.version
        provided = _named(record, name, version)
        if provided is None:
            _warn(record, name, version, report)
        else:
            yield provided


def _named(record: CondaRecord, name: str, version: str) -> Provided | None:
    normal_name = pypi_name(name)
    normal_version = _normal_version(version)
    if normal_name is None or normal_version is None:
        return None
    return Provided(
        name=normal_name, version=normal_version, conda_name=PackageName(record.name)
    )


def _warn(record: CondaRecord, name: str, version: str, report: Report) -> None:
    # The original stops here with an internal error.
    report.warn(
        f"conda package '{record.name}' does not count as PyPI package '{name}':"
        f" '{name}=={version}' means nothing on PyPI",
        help=f"what needs '{name}' gets it from PyPI; `false` for '{record.name}' in"
        " `conda-pypi-map` says so without this warning",
    )


def _normal_version(text: str) -> str | None:
    try:
        return str(Version(text))
    except InvalidVersion:
        return None
