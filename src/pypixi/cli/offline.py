"""What to do about an error that offline mode is the cause of."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pypixi.errors import PixiError

_SIGNS = (
    "network access is disabled by offline mode",
    "no sharded repodata index is cached for",
    "no usable repodata cache for",
    "not available locally",
)
"""What engines say when they are kept from the network."""

_HELP = (
    "offline mode is on: run the command without --offline, unset PIXI_OFFLINE, or set"
    " the option with `pixi config set offline false`"
)


def advise_on_offline(error: PixiError) -> None:
    """Let the faults of an error say how to leave offline mode, if that caused them."""
    for fault in error.faults:
        told = "\n".join([fault.message, *fault.notes])
        if any(sign in told for sign in _SIGNS):
            fault.help = _HELP
