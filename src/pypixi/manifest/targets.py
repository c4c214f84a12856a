"""Which platforms a target of the manifest holds on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pypixi.patterns import regex
from pypixi.specs.platform import FAMILIES

if TYPE_CHECKING:
    from pypixi.specs.platform import Platform

    from .model import Feature, Target

SELECTOR = r"(?=.{1,64}$)[A-Za-z*](?:[A-Za-z0-9*-]*[A-Za-z0-9*])?"
"""What may stand behind ``target.``, as a regular expression."""

_UNIX = ("linux", "osx", "emscripten")
_SELECTOR = regex(SELECTOR)


def is_selector(text: str) -> bool:
    """Tell whether ``text`` may stand behind ``target.`` in a manifest."""
    return _SELECTOR.fullmatch(text) is not None


def selects(selector: str | None, platform: Platform) -> bool:
    """Tell whether a selector matches a platform; None matches all.

    A family matches by the system, a name exactly, and a pattern the platform's name.
    """
    if selector is None or selector in (platform.name, platform.subdir):
        return True
    if selector in FAMILIES:
        system = platform.subdir.partition("-")[0]
        if selector == "unix":
            return system in _UNIX
        return system == ("osx" if selector == "macos" else selector)
    if "*" not in selector:
        return False
    pattern = ".*".join(map(re.escape, selector.split("*")))
    return re.fullmatch(pattern, platform.name) is not None


def matching_targets(feature: Feature, platform: Platform) -> tuple[Target, ...]:
    """Return the targets of a feature that hold on ``platform``, weakest first."""
    return tuple(
        target for target in feature.targets if selects(target.selector, platform)
    )
