"""A channel as one solve is to see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rattler import MatchSpec, RepoDataRecord

from pypixi.conda.convert import package_to_engine
from pypixi.values import frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from rattler import Channel, Gateway, PackageName, Subdir

    from pypixi.records.conda import CondaRecord


@frozen
class ChannelView:
    """A source for the engine, asked where its own solver has no such choice."""

    gateway: Gateway
    channel: Channel
    admits: Callable[[RepoDataRecord], bool]
    """Tells whether a package may be used."""
    sightings: Mapping[str, CondaRecord]
    """Packages by their URL that are as these say, whatever the channel says."""

    async def fetch_package_records(
        self, platform: Subdir, name: PackageName
    ) -> list[RepoDataRecord]:
        """Return the packages of a name that may be used."""
        found = await self.gateway.query(
            [self.channel],
            [platform],
            [MatchSpec(name.normalized)],
            recursive=False,
            channel_relations="disabled",
        )
        return [self._seen(row) for rows in found for row in rows if self.admits(row)]

    def package_names(self, platform: Subdir) -> list[str]:  # noqa: ARG002
        """Return nothing: the engine asks for each name that it meets."""
        return []

    def _seen(self, row: RepoDataRecord) -> RepoDataRecord:
        known = self.sightings.get(row.url)
        if known is None:
            return row
        package = package_to_engine(known)
        return RepoDataRecord(package, row.file_name, row.url, row.channel)
