"""``true``, ``false`` and ``:``, which ignore what they are given."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pypixi.taskshell.frame import Frame


def run(argv: list[str], _: Frame) -> int:
    """Return the status that the name means."""
    return int(argv[0] == "false")
