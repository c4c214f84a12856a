"""Which package that conda pinned is in the way of the others."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pypixi.pypi.names.provided import Provided

_PINNED = (
    "The following PyPI packages have been pinned by the conda solve,"
    " and this version may be causing a conflict:"
)
_NAME = r"([A-Za-z0-9][\w.-]*)"
_REQUIRER = rf"{_NAME}(?:\[[^\]]*\])?(?:[<>=!~][^\s]*)? depends? on "


def pinned_advice(causes: str, provided: Iterable[Provided]) -> str | None:
    """Return the original's advice with the packages and what they clash with.

    Args:
        causes: Why uv found no solution.
        provided: What conda brings; None is returned where it plays no part.
    """
    pinned = [each for each in provided if _is_mentioned(each.name, causes)]
    if not pinned:
        return None
    return "\n".join(
        [
            _PINNED,
            *(f"{each.name}=={each.version}" for each in pinned),
            *dict.fromkeys(_remedy(each, causes) for each in pinned),
        ]
    )


def _is_mentioned(name: str, causes: str) -> bool:
    return re.search(rf"(?<![\w.-]){re.escape(name)}(?![\w-]|\.\w)", causes) is not None


def _remedy(provided: Provided, causes: str) -> str:
    """Return what can be changed, and who wants another version if uv tells."""
    wish = rf"({re.escape(provided.name)}(?:\[[^\]]*\])?(?:,?[<>=!~]+[^\s,]+)+)"
    conda = f"change the version of the conda package '{provided.conda_name}'"
    if required := re.search(rf"you require {wish}", causes):
        return f"{conda}, or the requirement '{required[1]}' in [pypi-dependencies]"
    if depends := re.search(_REQUIRER + wish, causes):
        return (
            f"'{depends[1]}' needs {depends[2]}: {conda}, or the requirement that"
            f" brings '{depends[1]}'"
        )
    return f"{conda}, or a requirement in [pypi-dependencies]"
