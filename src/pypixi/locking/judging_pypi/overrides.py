"""The manifest's ``dependency-overrides`` in the place of what packages require."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.values import replace

if TYPE_CHECKING:
    from .needs import Need


def overriding(need: Need, override: Need) -> Need:
    """Return what is asked for where a requirement is overridden.

    As for uv, the marker of the requirement does not count any more, except for the
    extra that it belongs to: whoever calls has looked at that.
    """
    return replace(override, required_by=need.required_by, is_direct=need.is_direct)
