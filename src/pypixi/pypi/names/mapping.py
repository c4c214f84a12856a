"""Conda names to PyPI names: the chain of look-ups that gives records their purls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal
from urllib.parse import quote

from pypixi.errors import PixiError
from pypixi.specs.channel import without_credentials
from pypixi.values import frozen, replace

from .project import project_table
from .provided import is_conda_forge, same_name
from .service import SERVICE, UnansweredError, Web, names_by_hash, names_by_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from pypixi.manifest.model import ChannelPypiMap, PypiMap
    from pypixi.records.conda import CondaRecord
    from pypixi.terminal.report import Report

    from .tables import NameTable

_Purls = dict[str, tuple[str, ...]]
"""By the URL of a record, where somebody knows them."""


@frozen
class LookUp:
    """Where names are looked up."""

    pypi_map: PypiMap
    """The workspace's own table, which is asked first."""
    root: Path
    """Where relative locations of that table start."""
    cache: Path
    """The folder for what was looked up before."""
    fetch: Callable[[Sequence[str]], list[bytes | None]]
    """Gets several URLs at once: the body of each, None for what does not exist."""
    now: float
    """Seconds since 1970."""
    offline: bool = False
    """Whether what is in the cache must do, however old."""
    service: str = SERVICE
    """The base URL of the service that knows public packages."""


class ServiceError(PixiError):
    """The service that knows the PyPI names of conda packages is of no help."""

    def __init__(
        self, service: str, channels: Sequence[str], reason: UnansweredError
    ) -> None:
        channel = channels[0] if channels else "<channel>"
        super().__init__(
            f"cannot look up at {service} which conda packages are PyPI packages",
            help=f"{reason.help or 'try again later'};"
            " or do without it in [workspace]:"
            " `conda-pypi-map = false` for no PyPI names at all,"
            f' `conda-pypi-map = {{ "{channel}" = false }}` for none in this channel,'
            ' or instead of `false` names of your own: `{ location = "names.json",'
            ' mapping-mode = "replace" }`',
            notes=[reason.message, *reason.notes],
        )


def with_purls(
    records: Sequence[CondaRecord], look_up: LookUp, report: Report
) -> tuple[CondaRecord, ...]:
    """Return the records with the purls of the PyPI packages they are.

    Args:
        records: Newly solved packages; all are looked up.
        look_up: Where.
        report: Hears of tables that could not be fetched anew.

    Raises:
        PixiError: If a table cannot be read, or the network cannot be reached.
    """
    purls: _Purls = {}
    if look_up.pypi_map.is_on:
        chain = _Chain(look_up=look_up, report=report)
        for ask in (chain.workspace, chain.hashes, chain.names, chain.same_names):
            purls |= ask([record for record in records if record.url not in purls])
    # What nobody knows is not on PyPI: this too is an answer, which the lock keeps.
    return tuple(replace(record, purls=purls.get(record.url, ())) for record in records)


@frozen
class _Chain:
    """The look-ups: each returns the purls of those records that it knows."""

    look_up: LookUp
    report: Report

    def workspace(self, records: Iterable[CondaRecord]) -> _Purls:
        """Ask the workspace's own tables."""
        purls: _Purls = {}
        tables: dict[str, NameTable] = {}
        for record in records:
            entry = self._entry(record)
            if entry is None:
                continue
            if entry.channel not in tables and entry.is_on:
                tables[entry.channel] = self._table(entry)
            table = tables.get(entry.channel)
            names = () if table is None else table.get(record.name.lower())
            if names is not None:
                purls[record.url] = _purls(names, "project-defined-mapping")
        return purls

    def hashes(self, records: Sequence[CondaRecord]) -> _Purls:
        """Ask the service by the hashes of archives."""
        hashes = {
            record.url: record.sha256
            for record in records
            if record.sha256 is not None and self._uses_service(record)
        }
        if not hashes:
            return {}
        try:
            names = names_by_hash(self._web, self.look_up.service, hashes.values())
        except UnansweredError as error:
            asking = [record for record in records if record.url in hashes]
            raise self._service_error(asking, error) from error
        return {
            url: _purls(names[sha256], "hash-mapping")
            for url, sha256 in hashes.items()
            if sha256 in names
        }

    def names(self, records: Iterable[CondaRecord]) -> _Purls:
        """Ask the service's table of the packages on conda-forge."""
        asking = [
            record
            for record in records
            if _is_public(record) and self._uses_service(record)
        ]
        if not asking:
            return {}
        try:
            names = names_by_name(self._web, self.look_up.service, self.report)
        except UnansweredError as error:
            raise self._service_error(asking, error) from error
        return {
            record.url: _purls(names[record.name.lower()], "compressed-mapping")
            for record in asking
            if record.name.lower() in names
        }

    def same_names(self, records: Iterable[CondaRecord]) -> _Purls:
        """Take the names themselves, where that is wanted."""
        purls: _Purls = {}
        for record in records:
            entry = self._entry(record)
            wanted = None if entry is None else entry.same_name
            if is_conda_forge(record.channel) if wanted is None else wanted:
                provided = same_name(record)
                purls[record.url] = () if provided is None else (_purl(provided.name),)
        return purls

    @property
    def _web(self) -> Web:
        return Web(
            cache=self.look_up.cache,
            fetch=self.look_up.fetch,
            now=self.look_up.now,
            offline=self.look_up.offline,
        )

    def _entry(self, record: CondaRecord) -> ChannelPypiMap | None:
        """Return what the workspace says about the channel of a record."""
        url = (record.channel or "").rstrip("/")
        entries = self.look_up.pypi_map.channels
        return next((each for each in entries if each.channel.rstrip("/") == url), None)

    def _table(self, entry: ChannelPypiMap) -> NameTable:
        return project_table(entry, self.look_up.root, self._web, self.report)

    def _uses_service(self, record: CondaRecord) -> bool:
        entry = self._entry(record)
        return entry is None or not entry.replaces_default

    def _service_error(
        self, records: Iterable[CondaRecord], reason: UnansweredError
    ) -> ServiceError:
        channels = {without_credentials(r.channel) for r in records if r.channel}
        return ServiceError(self.look_up.service, sorted(channels), reason)


_Source = Literal["project-defined-mapping", "hash-mapping", "compressed-mapping"]


def _purls(names: Iterable[str], source: _Source) -> tuple[str, ...]:
    # By name, as in the lock file: as texts "a-b?" would come before "a?".
    return tuple(f"{_purl(name)}?source={source}" for name in sorted(set(names)))


def _purl(name: str) -> str:
    # Names stay as a table spells them: the original normalises them when it reads.
    return f"pkg:pypi/{quote(name, safe='')}"


def _is_public(record: CondaRecord) -> bool:
    channel = record.channel or ""
    return is_conda_forge(channel) and channel.startswith(("http://", "https://"))
