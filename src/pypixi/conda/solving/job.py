"""What is asked of a solve."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.specs.cutoff import NO_CUTOFFS
from pypixi.specs.solving import ChannelPriority, SolveStrategy
from pypixi.values import field, frozen

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pypixi.records.conda import CondaRecord
    from pypixi.specs.channel import Channel
    from pypixi.specs.cutoff import ExcludeNewer
    from pypixi.specs.matchspec import CondaSpec
    from pypixi.specs.platform import Platform


@frozen
class SolveJob:
    """One solve: the requirements of some environments on one platform."""

    title: str
    """What a person knows it by, in progress and errors."""
    channels: tuple[Channel, ...]
    platform: Platform
    specs: tuple[CondaSpec, ...]
    preferred: tuple[CondaRecord, ...] = ()
    """What was locked before: favoured, never forced."""
    sightings: Mapping[str, CondaRecord] = field(default_factory=dict)
    """Packages by their URL as others are locked with them: so they are taken to be,
    whatever the channel says of them by now."""
    channel_priority: ChannelPriority = ChannelPriority.STRICT
    strategy: SolveStrategy = SolveStrategy.HIGHEST
    constraints: tuple[CondaSpec, ...] = ()
    """What packages must be like if they come for another reason."""
    guests: tuple[str, ...] = ()
    """Environments of the solve group on other platforms, which ask here, too."""
    exclude_newer: ExcludeNewer = NO_CUTOFFS
    now: float = 0.0
    """What cutoffs are counted from, in seconds since 1970."""

    @property
    def has_own_cutoffs(self) -> bool:
        """Whether not all packages have the same cutoff."""
        channels = (channel.exclude_newer for channel in self.channels)
        return bool(self.exclude_newer.packages) or any(channels)

    @property
    def named_files(self) -> tuple[CondaSpec, ...]:
        """The requirements on a file, by its name: the solver does not look at these.

        There are hardly ever any, while packages to compare are many thousands.
        """
        specs = (*self.specs, *self.constraints)
        return tuple(spec for spec in specs if spec.file_name is not None)
