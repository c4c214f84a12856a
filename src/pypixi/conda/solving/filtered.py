"""A channel without the packages that must not be used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rattler import MatchSpec

from pypixi.values import frozen

if TYPE_CHECKING:
    from collections.abc import Callable

    from rattler import Channel, Gateway, PackageName, RepoDataRecord, Subdir


@frozen
class FilteredChannel:
    """A source for the engine, asked where its own solver has no such filter."""

    gateway: Gateway
    channel: Channel
    admits: Callable[[RepoDataRecord], bool]
    """Tells whether a package may be used."""

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
        return [row for records in found for row in records if self.admits(row)]

    def package_names(self, platform: Subdir) -> list[str]:  # noqa: ARG002
        """Return nothing: the engine asks for each name that it meets."""
        return []
