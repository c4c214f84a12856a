"""Solves that failed, each reason told once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.errors import PixiError, raise_all

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pypixi.locking.groups import SolveUnit

    Failure = tuple[Sequence[SolveUnit], PixiError]


def raise_failures(failures: Iterable[Failure]) -> None:
    """Raise all failures as one error, those alike told once with whom they concern.

    Args:
        failures: What was solved, of which an error can name the first, and the error.

    Raises:
        PixiError: If there is at least one failure.
    """
    errors: dict[object, PixiError] = {}
    concerned: dict[object, list[SolveUnit]] = {}
    for units, error in failures:
        for fault in error.faults:
            key = _nameless(units[0], fault)
            errors.setdefault(key, fault)
            concerned.setdefault(key, []).extend(units)
    raise_all([_told_once(concerned[key], error) for key, error in errors.items()])


def _nameless(unit: SolveUnit, error: PixiError) -> object:
    """Return what an error says, whatever environment and platform it names."""
    texts = (
        text.replace(unit.full_title, "").replace(unit.platform.name, "")
        for text in (error.message, error.help or "", *error.notes)
    )
    return (*texts, error.labels)


def _told_once(units: Sequence[SolveUnit], error: PixiError) -> PixiError:
    """Return an error that says whom it concerns besides the first."""
    is_named = _names(error, units[0])
    others = units[1:] if is_named else units
    if not others:
        return error
    start = "the same goes for" if is_named else "needed for"
    told = PixiError(
        error.message,
        labels=error.labels,
        help=error.help,
        notes=[f"{start} {_listed(others)}", *error.notes],
    )
    told.__cause__ = error
    return told


def _names(error: PixiError, unit: SolveUnit) -> bool:
    """Tell whether an error says what failed: a unit, or a member of a group."""
    platform = unit.platform.name
    titles = [
        unit.full_title,
        *(
            f"environment '{each.name}' for platform '{platform}'"
            for each in unit.members
        ),
    ]
    texts = (error.message, *error.notes)
    return any(title in text for title in titles for text in texts)


def _listed(units: Iterable[SolveUnit]) -> str:
    """Return what was solved, each with its platforms."""
    platforms: dict[str, list[str]] = {}
    for unit in units:
        platforms.setdefault(unit.title, []).append(unit.platform.name)
    return "; ".join(
        f"{title} on {', '.join(dict.fromkeys(names))}"
        for title, names in platforms.items()
    )
