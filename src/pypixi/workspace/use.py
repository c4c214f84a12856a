"""How a command that starts something treats the lock file and the environment."""

from __future__ import annotations

from pypixi.values import frozen

from .installing.renewal import AS_NEEDED, Renewal
from .locking.outcome import LockUse


@frozen
class EnvironmentUse:
    """What is brought up to date before something is started."""

    lock: LockUse = LockUse.UPDATE
    install: bool = True
    """Whether the environment is brought up to date first."""
    renewal: Renewal = AS_NEEDED
    """What is looked for although the environment seems to be up to date."""
    force_activation: bool = False
    """Whether a kept activation is passed over."""
    platform: str | None = None
    """The platform it is for, in place of what fits this machine."""
