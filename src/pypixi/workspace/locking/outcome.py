"""What a command wants of the lock file, and what came of it."""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING

from pypixi.values import frozen

from .reading import as_shown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pypixi.lockfile.model import LockFile
    from pypixi.locking.diff import Difference
    from pypixi.locking.faults.reasons import Reason
    from pypixi.manifest.environments import Environment
    from pypixi.workspace.workspace import Workspace


class LockUse(Enum):
    """How a command uses the lock file."""

    UPDATE = auto()
    """Bring it up to date where needed."""
    LOCKED = auto()
    """Fail if it is not up to date."""
    FROZEN = auto()
    """Take it as it is."""


@frozen
class LockOutcome:
    """A lock file after a command took care of it."""

    workspace: Workspace
    """As it was when the lock was judged last."""
    before: LockFile | None
    lock: LockFile
    """The whole, or what the caller was going to look at."""
    reasons: tuple[Reason, ...] = ()
    is_changed: bool = False
    """Whether the lock file has to be written."""
    is_written: bool = False

    @property
    def difference(self) -> Difference:
        """What changed in the lock file."""
        # Most commands change nothing.
        from pypixi.locking.diff import lock_difference  # noqa: PLC0415

        names = _explicit_names(self.workspace.environments)
        before = as_shown(self.workspace, self.before)
        return lock_difference(before, self.lock, names)


def _explicit_names(
    environments: Mapping[str, Environment],
) -> dict[str, frozenset[str]]:
    """Return which packages each environment asks for by name."""
    return {
        name: frozenset(
            name
            for platform in environment.platforms
            for name in (
                *(spec.name for spec in environment.dependencies(platform)),
                *(spec.name for spec in environment.pypi_dependencies(platform)),
            )
        )
        for name, environment in environments.items()
    }
