"""How a solve chooses among candidates: the closed sets of the manifest."""

from __future__ import annotations

from enum import StrEnum


class SolveStrategy(StrEnum):
    """Which versions a solve prefers, in the words of the manifest."""

    HIGHEST = "highest"
    LOWEST = "lowest"
    LOWEST_DIRECT = "lowest-direct"


class ChannelPriority(StrEnum):
    """How strictly an earlier channel hides a later one."""

    STRICT = "strict"
    FLEXIBLE = "flexible"
    DISABLED = "disabled"


class PrereleaseMode(StrEnum):
    """When PyPI pre-releases are candidates."""

    DISALLOW = "disallow"
    ALLOW = "allow"
    IF_NECESSARY = "if-necessary"
    EXPLICIT = "explicit"
    IF_NECESSARY_OR_EXPLICIT = "if-necessary-or-explicit"
